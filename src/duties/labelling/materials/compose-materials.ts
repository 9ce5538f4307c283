import type { Block, DocumentFile } from '../../../documents/index.ts';
import { sayTime } from '../exports/texts.ts';
import type { LabelledSample, MaterialsFacts, MaterialsPicture, Reason } from './model.ts';
import { formatRows } from './places.ts';
import { MATERIALS_TEXTS } from './texts.ts';

/** The seven items that app stores ask for, and the agreement's text, as one document. @law labelling-measures#7 labelling-measures#12 */
export function composeMaterials(facts: MaterialsFacts): DocumentFile {
  const { language, provider, service, madeAt } = facts;
  const texts = MATERIALS_TEXTS[language];
  return {
    title: texts.title,
    language,
    subject: texts.subject,
    producer: provider.name,
    footer: `${provider.name} · ${service.name} · ${facts.packId}`,
    madeAt,
    blocks: [
      { kind: 'paragraph', style: 'note', text: texts.about },
      { kind: 'facts', rows: headOf(facts) },
      ...explicitScheme(facts),
      ...explicitPictures(facts),
      ...implicitNote(facts),
      ...implicitPictures(facts),
      ...attached(facts),
      ...letter(facts),
      ...agreementTexts(facts),
    ],
  };
}

function headOf({ packId, language, madeAt, provider, service }: MaterialsFacts): [string, string][] {
  const { facts } = MATERIALS_TEXTS[language];
  return [
    [facts.provider, provider.name],
    [facts.creditCode, provider.creditCode],
    [facts.service, service.name],
    [facts.providerCode, service.providerCode],
    [facts.madeAt, sayTime(madeAt, language)],
    [facts.pack, packId],
  ];
}

const section = ({ language }: MaterialsFacts, index: number): Block => ({
  kind: 'heading',
  level: 1,
  text: MATERIALS_TEXTS[language].sections[index] ?? '',
});

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
const note = (text: string): Block => ({ kind: 'paragraph', style: 'note', text });

function explicitScheme(facts: MaterialsFacts): Block[] {
  const { policy } = facts.service;
  const texts = MATERIALS_TEXTS[facts.language];
  const { agreements, keepMonths } = policy.label.lift;
  const rows = texts.scheme.rows(policy.label.text, policy.label.explicit);
  return [
    section(facts, 0),
    note(texts.basis),
    {
      kind: 'table',
      columns: texts.scheme.columns.map((title, index) => ({ title, weight: index === 2 ? 2 : 1 })),
      rows,
    },
    paragraph(agreements.length === 0 ? texts.lift.off : texts.lift.on(agreements.join(', '), keepMonths)),
    ...(facts.agreements.length === 0 ? [note(texts.agreementNone)] : []),
  ];
}

function explicitPictures(facts: MaterialsFacts): Block[] {
  const { samples, answer, taken, given, filmMissing } = facts;
  const texts = MATERIALS_TEXTS[facts.language];
  const drawn = samples.flatMap((sample) => pictureOfSample(sample, texts.drawn));
  const answers = taken.kind === 'taken' ? taken.pictures.filter(({ name }) => name === ANSWER_PICTURE) : [];
  return [
    { kind: 'page-break' },
    section(facts, 1),
    ...drawn,
    ...(samples.some(({ kind }) => kind === 'sound') ? [paragraph(texts.sounded)] : []),
    ...(filmMissing === null ? [] : [note(texts.noFilm(reasonIn(facts, filmMissing)))]),
    ...answers.map(pictureOf),
    ...(answer === null ? [note(texts.noAnswer)] : []),
    ...withoutPictures(facts),
    ...(given.length === 0 ? [] : [paragraph(texts.given), ...given.map(pictureOf)]),
  ];
}

const reasonIn = ({ language }: Pick<MaterialsFacts, 'language'>, { zh, en }: Reason): string =>
  language === 'en' ? en : zh;

/** The names by which the documents tell the two pictures apart. */
export const ANSWER_PICTURE = 'answer.png';
export const CHECKER_PICTURE = 'checker.png';

/** What stands in place of pictures that could not be taken. */
function withoutPictures({ taken, given, language }: MaterialsFacts): Block[] {
  if (taken.kind === 'taken') return [];
  const texts = MATERIALS_TEXTS[language];
  const reason = texts.none(reasonIn({ language }, taken.reason));
  return [paragraph(given.length === 0 ? `${reason}${language === 'en' ? ' ' : ''}${texts.noneAtAll}` : reason)];
}

function implicitNote(facts: MaterialsFacts): Block[] {
  const texts = MATERIALS_TEXTS[facts.language];
  const columns = texts.formats.map((title, index) => ({ title, weight: index === 2 ? 2.2 : 1 }));
  return [
    section(facts, 2),
    { kind: 'list', items: texts.implicit, isOrdered: true },
    { kind: 'table', columns, rows: formatRows() },
  ];
}

function implicitPictures(facts: MaterialsFacts): Block[] {
  const { taken, samples } = facts;
  const texts = MATERIALS_TEXTS[facts.language];
  const checks = taken.kind === 'taken' ? taken.pictures.filter(({ name }) => name === CHECKER_PICTURE) : [];
  return [
    section(facts, 3),
    {
      kind: 'table',
      columns: texts.reader.map((title, index) => ({ title, weight: index === 2 ? 2.4 : 1 })),
      rows: samples.flatMap(readerRows),
    },
    note(texts.register),
    ...checks.map(pictureOf),
    ...withoutPictures(facts),
  ];
}

function readerRows({ name, verdict, sidecar }: LabelledSample): string[][] {
  if (sidecar !== undefined) return [[name, sidecar.name, JSON.stringify(JSON.parse(sidecar.text))]];
  if (verdict.kind === 'unreadable') return [[name, '–', verdict.reason]];
  return verdict.carriers.map(({ place, text }) => [name, place, text]);
}

function attached(facts: MaterialsFacts): Block[] {
  const texts = MATERIALS_TEXTS[facts.language];
  return [
    section(facts, 4),
    paragraph(texts.filing),
    { kind: 'list', items: texts.attach },
    section(facts, 5),
    paragraph(texts.assessment),
  ];
}

function letter(facts: MaterialsFacts): Block[] {
  const texts = MATERIALS_TEXTS[facts.language];
  return [
    { kind: 'page-break' },
    section(facts, 6),
    ...texts.letter.map(paragraph),
    { kind: 'signature', lines: texts.signature },
  ];
}

function agreementTexts({ agreements, language }: MaterialsFacts): Block[] {
  const texts = MATERIALS_TEXTS[language];
  if (agreements.length === 0) return [];
  return [
    { kind: 'page-break' },
    { kind: 'heading', level: 1, text: texts.agreement },
    ...agreements.flatMap(({ version, zh, en, digest }): Block[] => [
      { kind: 'heading', level: 2, text: version },
      ...(language === 'en' ? en : zh).split(/\n+/).map(paragraph),
      note(`SHA-256 ${digest}`),
    ]),
  ];
}

const SAMPLE_SCALE = 0.7;

function pictureOfSample(
  { bytes, shown, produceId }: LabelledSample,
  captions: Readonly<Record<'picture' | 'film', string>>,
): Block[] {
  if (shown === undefined) return [];
  // Smaller than it is, so that an answer has room on the same page.
  const [widthPixels, heightPixels] = [shown.widthPixels * SAMPLE_SCALE, shown.heightPixels * SAMPLE_SCALE];
  const caption = `${captions[shown.of]} (${produceId})`;
  return [{ kind: 'picture', bytes, mediaType: 'image/png', widthPixels, heightPixels, caption }];
}

const pictureOf = ({ bytes, mediaType, widthPixels, heightPixels, caption }: MaterialsPicture): Block => ({
  kind: 'picture',
  bytes,
  mediaType,
  widthPixels,
  heightPixels,
  caption,
});
