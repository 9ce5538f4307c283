import { z } from 'zod';
import type { Decision, gapsPageSchema, gapsQuerySchema, Score } from '../contract/index.ts';
import { decisionSchema } from '../contract/index.ts';
import { HeguiError, unknownId } from '../kernel/index.ts';
import type { OpinionsParts } from './model.ts';
import { dayOf, monthBounds, percentileOf } from './rules.ts';
import { listGaps, putTruth, readClosing, readMonth, readTruth } from './store.ts';

/** What each judge did in a month in China, by name; those that were not called are left out. */
export async function readScorecard({ database }: OpinionsParts, month: string): Promise<Score[]> {
  const { from, to } = monthBounds(month);
  const truth = new Map((await readTruth(database, from, to)).map((row) => [row.judgeId, row]));
  return (await readMonth(database, from, to)).map(({ latency, ...counts }) => {
    const people = truth.get(counts.judgeId);
    return {
      ...counts,
      yuan: Math.round(counts.yuan * 10_000) / 10_000,
      p50Ms: percentileOf(latency, 0.5),
      p95Ms: percentileOf(latency, 0.95),
      decided: people?.decided ?? 0,
      agreed: people?.agreed ?? 0,
      falsePositives: people?.falsePositives ?? 0,
      falseNegatives: people?.falseNegatives ?? 0,
    };
  });
}

const SCORE_COLUMNS = [
  'judgeId',
  'name',
  'kind',
  'calls',
  'safe',
  'unsure',
  'unsafe',
  'errors',
  'timeouts',
  'chars',
  'yuan',
  'p50Ms',
  'p95Ms',
  'decided',
  'agreed',
  'falsePositives',
  'falseNegatives',
] as const;

/** The scorecard as CSV (RFC 4180) with a byte-order mark, which spreadsheets need for Chinese. */
export function scorecardCsv(rows: readonly Score[]): string {
  const lines = rows.map((row) => SCORE_COLUMNS.map((name) => quote(String(row[name] ?? ''))).join(','));
  return `\uFEFF${[SCORE_COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

// A name that begins like a formula would be run by a spreadsheet.
function quote(field: string): string {
  const plain = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Texts that passed unjudged, newest first. */
export async function readGaps(
  { database }: OpinionsParts,
  query: z.output<typeof gapsQuerySchema>,
): Promise<z.infer<typeof gapsPageSchema>> {
  const found = await listGaps(database, {
    state: query.state,
    cursor: query.cursor ?? null,
    limit: query.limit + 1,
  });
  const page = found.slice(0, query.limit);
  return {
    items: page.map(({ from, to, openedAt, judgedAt, ...gap }) => ({
      ...gap,
      chars: to - from,
      openedAt: openedAt.toISOString(),
      judgedAt: judgedAt?.toISOString() ?? null,
    })),
    next: found.length > query.limit ? (page.at(-1)?.id ?? null) : null,
  };
}

const closingSchema = z.object({
  data: z.object({
    opinions: z
      .array(z.object({ judge: z.string(), decision: z.enum([...decisionSchema.options, 'failed']) }))
      .default([]),
  }),
});

/**
 * Takes what a person decided about an exchange into the scorecards of the judges that had an opinion on it. A later
 * decision replaces an earlier one. Where a judge was sure of the contrary, the exchange goes to review once more.
 *
 * @throws HeguiError E_NOT_FOUND for an exchange that is not closed.
 */
export async function noteHumanDecision(
  { database, enqueueReview }: OpinionsParts,
  decided: { readonly exchangeId: string; readonly isViolation: boolean },
): Promise<void> {
  const { exchangeId, isViolation } = decided;
  const closing = await readClosing(database, exchangeId);
  if (closing === undefined) throw unknownId('closed exchange');
  const day = dayOf(closing.closedAt);
  let isDisputed = false;
  for (const [judgeId, decision] of strictestByJudge(closing.body, exchangeId)) {
    const isNew = await putTruth(database, { exchangeId, judgeId, decision, isViolation, day });
    const disagrees = decision !== 'unsure' && (decision === 'unsafe') !== isViolation;
    if (isNew && disagrees) isDisputed = true;
  }
  if (isDisputed) await enqueueReview({ exchangeId, reason: 'opinion-disagrees-human', detail: {} });
}

function strictestByJudge(body: string, exchangeId: string): Map<string, Decision> {
  const parsed = closingSchema.safeParse(JSON.parse(body));
  if (!parsed.success) throw new HeguiError('E_INTERNAL', `the closing entry of ${exchangeId} is not as it should be`);
  const order = decisionSchema.options;
  const strictest = new Map<string, Decision>();
  for (const { judge, decision } of parsed.data.data.opinions) {
    if (decision === 'failed') continue;
    const before = strictest.get(judge);
    if (before === undefined || order.indexOf(decision) > order.indexOf(before)) strictest.set(judge, decision);
  }
  return strictest;
}
