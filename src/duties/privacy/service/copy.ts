import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { PersonalRecords, PersonalSubject } from '../../../evidence/index.ts';
import { HeguiError, type Json } from '../../../kernel/index.ts';
import { groupReceipt, Html, html } from '../../../portal/index.ts';
import { type PrivacyParts, type StoredRequest, subjectOfRequest } from '../model.ts';
import { holdersOf } from '../personal/holders.ts';
import { copyTexts } from './copy-texts.ts';
import { change, lockRequest } from './locking.ts';

/** A copy on its way out: nothing of it is kept. */
export interface PersonalCopy {
  readonly name: string;
  readonly content: Readable;
}

/**
 * Everything about the person of a request as a ZIP: one JSON file a holder for machines, one page for people. It is made while it
 * is fetched, so that no copy lies about; each fetching leaves `privacy.copy-fetched` first and uses one up.
 *
 * @throws HeguiError E_NOT_FOUND when there is no copy to be fetched, or not any more.
 */
export async function fetchCopy(parts: PrivacyParts, id: string): Promise<PersonalCopy> {
  const now = parts.clock.now();
  const request = await parts.unitOfWork.run(async (tx, evidence) => {
    const locked = await lockRequest(tx, id);
    const { copyUntil, copiesLeft } = locked;
    if (copyUntil === null || copiesLeft === 0 || now >= copyUntil)
      throw new HeguiError('E_NOT_FOUND', 'there is no copy to be fetched, or its time is over; ask for another');
    await change(tx, locked, { copiesLeft: copiesLeft - 1 });
    evidence.append('privacy.copy-fetched', { request: id, left: copiesLeft - 1 });
    return locked;
  });
  const subject = subjectOfRequest(request);
  if (subject === null) throw new HeguiError('E_INTERNAL', 'a copy for somebody unknown');
  return { name: `personal-information-${request.receipt}.zip`, content: zipOf(parts, request, subject, now) };
}

function zipOf(parts: PrivacyParts, request: StoredRequest, subject: PersonalSubject, madeAt: Date): Readable {
  const zip = new ZipFile();
  const holders = holdersOf(parts);
  const mark = watermarkOf(request, madeAt);
  const options = { mtime: madeAt };
  const out = new PassThrough();
  zip.outputStream.pipe(out);
  const add = (name: string, chunks: () => AsyncIterable<string>): void =>
    zip.addReadStreamLazy(name, options, (given) => {
      const stream = Readable.from(chunks());
      // What fails on the way ends the download: half a copy must not look whole.
      stream.once('error', (error) => {
        parts.log.error({ request: request.id, error }, 'a copy could not be made whole; its download was ended');
        out.destroy(error);
      });
      given(null, stream);
    });
  add('overview.html', () => overviewOf(parts, request, subject, mark));
  for (const holder of holders) add(`${holder.name}.json`, () => jsonOf(holder, subject, mark));
  zip.end();
  return out;
}

/** Stands in every file: which request it was made for, and when. */
const watermarkOf = ({ receipt, number }: StoredRequest, madeAt: Date): string =>
  `Hegui · ${groupReceipt(receipt)} · ${number} · ${madeAt.toISOString()}`;

async function* jsonOf(holder: PersonalRecords, subject: PersonalSubject, mark: string): AsyncGenerator<string> {
  yield `{"madeFor":${JSON.stringify(mark)},"holder":${JSON.stringify(holder.name)},"title":${JSON.stringify(holder.title)},"records":[`;
  let isFirst = true;
  for await (const record of holder.export(subject)) {
    yield `${isFirst ? '\n' : ',\n'}${JSON.stringify(record)}`;
    isFirst = false;
  }
  yield '\n]}\n';
}

const STYLE = `body{font:16px/1.6 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
h2{border-bottom:1px solid #999;padding-bottom:.2rem}dl{border-left:3px solid #ccc;padding-left:1rem;margin:1rem 0}
dt{font-weight:600}dd{margin:0 0 .4rem;white-space:pre-wrap;overflow-wrap:anywhere}footer{color:#555;margin-top:3rem}`;

async function* overviewOf(
  parts: PrivacyParts,
  { language, serviceName }: StoredRequest,
  subject: PersonalSubject,
  mark: string,
): AsyncGenerator<string> {
  const t = copyTexts[language];
  const word = language === 'en' ? 'en' : 'zh';
  yield `<!doctype html>${html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${t.title}</title><style>${new Html(STYLE)}</style></head><body><h1>${t.title}</h1><p>${serviceName} · ${parts.providerName() ?? ''}</p><p>${t.lead}</p><p>${t.generated}</p>`.text}`;
  for (const holder of holdersOf(parts)) {
    yield html`<h2>${holder.title[word]}</h2>`.text;
    let isEmpty = true;
    for await (const record of holder.export(subject)) {
      isEmpty = false;
      yield recordHtml(record, t.fields).text;
    }
    if (isEmpty) yield html`<p>${t.nothing}</p>`.text;
  }
  yield html`<footer>${mark}</footer></body></html>`.text;
}

/** A record as names with values; what is nested is indented. Names that people know are in their language. */
function recordHtml(
  record: { readonly [name: string]: Json | undefined },
  names: Readonly<Record<string, string>>,
): Html {
  const rows = Object.entries(record).flatMap(([name, value]) =>
    value === undefined || value === null || value === ''
      ? []
      : [html`<dt>${names[name] ?? name}</dt><dd>${valueHtml(value, names)}</dd>`],
  );
  return html`<dl>${rows}</dl>`;
}

const isRecord = (value: Json): value is { readonly [name: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueHtml(value: Json, names: Readonly<Record<string, string>>): Html {
  if (Array.isArray(value)) return html`${value.map((one) => valueHtml(one, names))}`;
  if (isRecord(value)) return recordHtml(value, names);
  return html`${typeof value === 'boolean' ? (value ? '✓' : '–') : String(value)}`;
}
