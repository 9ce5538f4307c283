import { type Clause, type DiffLine, passageCharsMin } from '../../contract/index.ts';
import { canonicalJson, HeguiError, invalidField, type Language, sha256Hex } from '../../kernel/index.ts';
import { CLAUSES } from './clauses.ts';
import type { AcceptanceRow, DraftRow, PublishedRow, VersionInTime } from './model.ts';

export type Coverage = 'covered' | 'lost' | 'open';

/** Is a clause covered? A mark counts while its passages stand in the texts: what was rewritten has to be marked anew. */
export function coverageOf(clause: Clause, { text, marks }: Pick<DraftRow, 'text' | 'marks'>): Coverage {
  const mark = marks[clause];
  if (mark === undefined || (mark.zh === '' && mark.en === '')) return 'open';
  const stands = (passage: string, within: string): boolean =>
    passage.length >= passageCharsMin && within.includes(passage);
  return stands(mark.zh, text.zh) && stands(mark.en, text.en) ? 'covered' : 'lost';
}

/** Clauses that a draft does not cover. */
export const gapsOf = (draft: Pick<DraftRow, 'text' | 'marks'>): Clause[] =>
  CLAUSES.map(({ clause }) => clause).filter((clause) => coverageOf(clause, draft) !== 'covered');

/** What an acceptance is bound to: service, number, and what readers of one language are shown. SHA-256 in hex. */
export const digestOf = (
  { serviceId, number }: Pick<PublishedRow, 'serviceId' | 'number'>,
  { title, text }: Pick<DraftRow, 'title' | 'text'>,
  language: Language,
): string =>
  sha256Hex(canonicalJson({ language, number, service: serviceId, text: text[language], title: title[language] }));

export const digestOfDraft = ({ title, text, marks }: Pick<DraftRow, 'title' | 'text' | 'marks'>): string =>
  sha256Hex(canonicalJson({ marks, text, title }));

/** The version in force, and the next one that will be. Numbers and dates of effect rise together. */
export function versionsAt<V extends VersionInTime>(
  versions: readonly V[],
  now: Date,
): { readonly inForce: V | null; readonly upcoming: V | null } {
  const byNumber = versions.toSorted((one, other) => one.number - other.number);
  return {
    inForce: byNumber.findLast(({ effectiveAt }) => effectiveAt <= now) ?? null,
    upcoming: byNumber.find(({ effectiveAt }) => effectiveAt > now) ?? null,
  };
}

/** The least number that an acceptance must have to count now: that of the newest material version in force; null before the first. */
export function numberToAccept(versions: readonly VersionInTime[], now: Date): number | null {
  const material = versions.filter(({ effectiveAt, isMaterial }) => isMaterial && effectiveAt <= now);
  return material.length === 0 ? null : Math.max(...material.map(({ number }) => number));
}

export const isAccepted = (accepted: number | null, versions: readonly VersionInTime[], now: Date): boolean => {
  const least = numberToAccept(versions, now);
  return least === null || (accepted !== null && accepted >= least);
};

/**
 * When a draft takes effect.
 *
 * @throws HeguiError E_REQUEST_INVALID for a date in the past or before the version before it, and for gaps without a reason.
 */
export function checkPublication(
  given: { readonly effectiveAt: string | null; readonly gapReason: string | null },
  gaps: readonly Clause[],
  before: readonly VersionInTime[],
  now: Date,
): Date {
  const effectiveAt = given.effectiveAt === null ? now : new Date(given.effectiveAt);
  if (effectiveAt < now) throw invalidField('effectiveAt', 'lies in the past; leave it out to publish at once');
  const latest = Math.max(...before.map((version) => version.effectiveAt.getTime()));
  if (effectiveAt.getTime() < latest)
    throw invalidField(
      'effectiveAt',
      `must not lie before that of the version before, ${new Date(latest).toISOString()}`,
    );
  if (gaps.length > 0 && given.gapReason === null)
    throw invalidField('gapReason', `is required: the checklist is open at ${gaps.join(', ')}`);
  if (gaps.length === 0 && given.gapReason !== null)
    throw invalidField('gapReason', 'is only for a version whose checklist is open; leave it out');
  return effectiveAt;
}

/** @throws HeguiError E_REQUEST_INVALID when the version cannot be accepted, or another text was shown. */
export function checkAcceptance(
  version: PublishedRow | undefined,
  given: { readonly language: Language; readonly digest: string },
  versions: readonly VersionInTime[],
  now: Date,
): asserts version is PublishedRow {
  const { inForce } = versionsAt(versions, now);
  if (version === undefined || inForce === null)
    throw invalidField('number', 'is no version that was published; see GET /api/public/agreements');
  if (version.number < inForce.number)
    throw invalidField('number', `is no longer in force; show version ${inForce.number} and ask again`);
  if (given.digest !== version.digest[given.language])
    throw invalidField(
      'digest',
      'is not that of this version in this language; show the text as it is now, and ask again',
    );
}

/** Where anybody reads the agreement of a service. */
export const agreementAddress = (portalAddress: string, serviceId: string, language: Language): string =>
  `${portalAddress}/${language}/agreements/${serviceId}`;

const LINES_MAX = 3_000;

/** What changed from one text to another, line by line, by their longest common lines. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  if (old.length > LINES_MAX || now.length > LINES_MAX)
    throw new HeguiError('E_REQUEST_INVALID', `text: has more than ${LINES_MAX} lines, which are not compared`);
  // common[i][j]: how many lines the rests from i and from j have in common.
  const width = now.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--)
      common[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [one, other] = [old[i], now[j]];
    if (one !== undefined && one === other) {
      lines.push({ kind: 'same', text: one });
      i++;
      j++;
    } else if (other === undefined || (one !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: one ?? '' });
      i++;
    } else {
      lines.push({ kind: 'added', text: other });
      j++;
    }
  }
  return lines;
}

export interface Cursor {
  /** To the microsecond. */
  readonly at: string;
  readonly id: string;
}
const CURSOR = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([\w-]{1,64})$/;
export const formatCursor = ({ at, id }: Cursor): string => Buffer.from(`${at} ${id}`).toString('base64url');

/** @throws HeguiError E_REQUEST_INVALID when the text is not one that a page gave out. */
export function parseCursor(text: string): Cursor {
  const [, at, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (at !== undefined && id !== undefined && !Number.isNaN(Date.parse(at))) return { at, id };
  throw invalidField('cursor', 'is not a cursor of this list; start again without it');
}

const COLUMNS = [
  'end_user',
  'version',
  'language',
  'digest',
  'channel',
  'accepted_at',
  'withdrawn_at',
  'service',
  'acceptance',
  'export_entry',
];

/**
 * Acceptances as CSV (RFC 4180) with a byte order mark, by which spreadsheets know UTF-8. No cell can begin a formula: all are ours.
 *
 * @param exportEntry the entry of the log that says who took them out and when; it stands in every line.
 */
export function acceptancesCsv(rows: readonly AcceptanceRow[], exportEntry: string): string {
  const lines = rows.map((row) => [
    row.endUser,
    String(row.number),
    row.language,
    row.digest,
    row.channel,
    row.acceptedAt.toISOString(),
    row.withdrawnAt?.toISOString() ?? '',
    row.serviceId,
    row.id,
    exportEntry,
  ]);
  return `\ufeff${[COLUMNS, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')}`;
}
