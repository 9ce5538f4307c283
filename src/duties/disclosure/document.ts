import type { DisclosureFacts, DisclosureField } from '../../contract/index.ts';
import type { Language } from '../../kernel/index.ts';
import { fill } from '../../portal/index.ts';
import { disclosureTexts } from './pages/texts.ts';
import type { ShownDisclosure } from './service.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  /** Plain markup. */
  readonly text: string;
}

const FIELDS: readonly DisclosureField[] = [
  'audience',
  'occasions',
  'purposes',
  'limits',
  'guidance',
  'minors',
  'algorithm',
];

/** A published version section by section, what is left out left out. */
export function sectionsOf({ version }: ShownDisclosure, language: Language): Section[] {
  const { fields, models } = version.content;
  const t = disclosureTexts[language === 'en' ? 'en' : 'zh-CN'];
  const field = (name: DisclosureField): Section => ({ id: name, title: t.fields[name], text: fields[name][language] });
  const filed = models.map(({ name, filingNumber }) =>
    filingNumber === '' ? `- ${name}` : `- ${fill(t.model, { name, filingNumber })}`,
  );
  const sections = [
    ...FIELDS.map(field),
    { id: 'models', title: t.models, text: filed.join('\n') },
    field('personalInformation'),
    { id: 'retention', title: t.retention, text: retentionText(version.facts, language) },
    field('training'),
    { id: 'label', title: t.label, text: labelText(version.facts, language) },
    { id: 'complaints', title: t.complaints, text: complaintsText(version.facts, language) },
  ];
  return sections.filter(({ text }) => text !== '');
}

const textsIn = (language: Language) => disclosureTexts[language === 'en' ? 'en' : 'zh-CN'];

function retentionText({ retention }: DisclosureFacts, language: Language): string {
  const { logMonthsMin, filmHours } = retention;
  return fill(textsIn(language).retentionText, { months: logMonthsMin, hours: filmHours });
}

function labelText({ label }: DisclosureFacts, language: Language): string {
  const t = textsIn(language);
  return label.explicit === 'interface' ? t.labelInterface : fill(t.labelText, { text: label.text });
}

function complaintsText({ complaints, contact }: DisclosureFacts, language: Language): string {
  const t = textsIn(language);
  const { answerDaysMin: min, answerDaysMax: max } = complaints;
  const days = min === max ? String(min) : `${min}–${max}`;
  const ways = [
    ...(contact.phone === null ? [] : [`- ${fill(t.phone, { phone: contact.phone })}`]),
    ...(contact.email === null ? [] : [`- ${fill(t.email, { email: contact.email })}`]),
  ];
  return [fill(t.complaintsText, { days }), ...ways].join('\n');
}

/** The whole version as Markdown. */
export function documentOf(shown: ShownDisclosure, language: Language): string {
  const t = textsIn(language);
  const { service, version } = shown;
  const head = [
    `# ${fill(t.titleOf, { service: service.name })}`,
    fill(t.head, {
      provider: version.facts.provider ?? '–',
      number: version.number,
      day: dayText(version.publishedAt),
      name: version.publishedAs,
    }),
  ];
  const sections = sectionsOf(shown, language).map(({ title, text }) => `## ${title}\n\n${text}`);
  return `${[...head, ...sections].join('\n\n')}\n`;
}

/** A day in China, as both languages read it. */
export const dayText = (at: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(at);
