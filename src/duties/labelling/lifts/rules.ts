import { canonicalJson, HeguiError, invalidField, sha256 } from '../../../kernel/index.ts';
import type { Agreement, Cursor, LiftableService, LiftRow, RequestRow } from './model.ts';

/** Why content is not given without explicit label. */
export type LiftRefusal = 'anonymous' | 'off' | 'not-requested' | 'agreement';

const REFUSALS: Readonly<Record<LiftRefusal, { readonly field: string; readonly zh: string; readonly en: string }>> = {
  anonymous: {
    field: 'x-hegui-user',
    zh: '未指明最终用户。只有能够识别的用户才能申请未添加显式标识的内容，因为须留存提供对象的信息',
    en: 'no end user is named; only a user who can be identified may have content without explicit label, since it has to stay on record who got it',
  },
  off: {
    field: 'x-hegui-explicit-label',
    zh: '此服务不提供未添加显式标识的内容',
    en: 'this service provides no content without explicit label',
  },
  'not-requested': {
    field: 'x-hegui-explicit-label',
    zh: '该用户没有有效的申请：尚未同意标识协议，或已撤回。先调用 POST /v1/hegui/label-requests',
    en: 'this user has no open request: the labelling agreement was not accepted, or the request was withdrawn; call POST /v1/hegui/label-requests first',
  },
  agreement: {
    field: 'agreement',
    zh: '该用户同意的标识协议版本已不再适用于此服务，须先同意现行版本',
    en: 'the version of the labelling agreement that this user accepted no longer counts for this service; the current one has to be accepted first',
  },
};

/** The refusal in both languages, naming what to change. @law labelling-measures#9 */
export function refuseLift(reason: LiftRefusal): HeguiError {
  const { field, zh, en } = REFUSALS[reason];
  const message = `${zh} · ${en}`;
  return new HeguiError('E_LABEL_LIFT_REFUSED', message, { fields: [{ path: field, message }] });
}

/**
 * Which of an end user's open requests content without explicit label may be given under: the newest whose agreement the service's
 * policy names. @law labelling-measures#9
 */
export function chooseRequest(
  service: LiftableService,
  open: readonly RequestRow[],
): { readonly ok: true; readonly request: RequestRow } | { readonly ok: false; readonly reason: LiftRefusal } {
  const { agreements } = service.policy.label.lift;
  if (agreements.length === 0) return { ok: false, reason: 'off' };
  if (open.length === 0) return { ok: false, reason: 'not-requested' };
  const [request] = open
    .filter(({ agreement }) => agreements.includes(agreement))
    .toSorted((one, other) => other.requestedAt.getTime() - one.requestedAt.getTime());
  return request === undefined ? { ok: false, reason: 'agreement' } : { ok: true, request };
}

/** Until when a delivery stays on record: never less than so many calendar months, by UTC; a 31st may become a day more. */
export function keptUntil(at: Date, months: number): Date {
  const until = new Date(at);
  until.setUTCMonth(until.getUTCMonth() + months);
  return until;
}

/** What evidence and requests carry of an agreement's text. */
export const digestAgreement = ({ version, zh, en }: Pick<Agreement, 'version' | 'zh' | 'en'>): Buffer =>
  sha256(canonicalJson({ version, zh, en }));

const CURSOR = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([\w-]{1,64})$/;

export const formatCursor = ({ at, id }: Cursor): string => Buffer.from(`${at} ${id}`).toString('base64url');

/** @throws HeguiError E_REQUEST_INVALID when the text is not one that a page gave out. */
export function parseCursor(text: string): Cursor {
  const [, at, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (at !== undefined && id !== undefined && !Number.isNaN(Date.parse(at))) return { at, id };
  throw invalidField('cursor', 'is not a cursor of this list; start again without it');
}

const COLUMNS = [
  'produce_id',
  'kind',
  'recipient',
  'agreement',
  'delivered_at',
  'expires_at',
  'service',
  'exchange',
  'request',
  'export_entry',
];

/**
 * Deliveries as CSV (RFC 4180) with a byte order mark, by which spreadsheets know UTF-8.
 *
 * @param exportEntry the entry of the log that says who took them out and when; it stands in every line.
 */
export function writeLiftsCsv(rows: readonly LiftRow[], exportEntry: string): string {
  const lines = rows.map((row) => [
    row.produceId,
    row.kind,
    row.endUser,
    row.agreement,
    row.at.toISOString(),
    row.expiresAt.toISOString(),
    row.serviceId,
    row.exchangeId,
    row.requestId,
    exportEntry,
  ]);
  return `\ufeff${[COLUMNS, ...lines].map((cells) => `${cells.map(quoteCell).join(',')}\r\n`).join('')}`;
}

// A version may begin with what a spreadsheet takes for a formula; a cell in quotes after an apostrophe never is one.
function quoteCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
