import { z } from 'zod';
import type { LabelOutcome, ProducedKind } from '../../../contract/index.ts';
import { HOUR_MS } from '../../../kernel/index.ts';

/** An entry of the log that says something about labels. */
export interface LabelEntry {
  readonly kind: string;
  readonly at: Date;
  readonly body: string;
  /** Of its exchange, where the entry does not name it itself; null when that is not known or the exchange was a test. */
  readonly serviceId: string | null;
}

/** So many contents of one kind in one hour had the same fate. */
export interface LabelCount {
  readonly hour: Date;
  readonly serviceId: string;
  readonly kind: ProducedKind;
  readonly outcome: LabelOutcome;
  readonly contents: number;
}

const closedSchema = z.object({
  data: z.object({ label: z.object({ explicit: z.string(), explicitReason: z.string().optional() }).optional() }),
});
const kindSchema = z.enum(['picture', 'sound', 'film', 'document', 'text']);
const labelledSchema = z.object({
  data: z.object({
    service: z.string(),
    contentKind: kindSchema,
    explicit: z.boolean(),
    explicitReason: z.string().optional(),
  }),
});
const withheldSchema = z.object({ data: z.object({ service: z.string(), contentKind: kindSchema }) });

/** Whoever asked for the content wanted it without a mark, and agreed to label it. @law labelling-measures#9 */
const LIFTED = 'lifted';

/** What became of one content; null for an entry that is about none. */
function readEntry({ kind, body, serviceId }: LabelEntry): Omit<LabelCount, 'hour' | 'contents'> | null {
  const parsed: unknown = JSON.parse(body);
  if (kind === 'response.closed') {
    const { label } = closedSchema.parse(parsed).data;
    if (label === undefined || serviceId === null) return null;
    const isMarked = label.explicit !== 'interface' && label.explicitReason === undefined;
    return { serviceId, kind: 'text', outcome: outcomeOf(isMarked, label.explicitReason) };
  }
  if (kind === 'content.withheld') {
    const { service, contentKind } = withheldSchema.parse(parsed).data;
    return { serviceId: service, kind: contentKind, outcome: 'withheld' };
  }
  if (kind !== 'content.labelled') return null;
  const { service, contentKind, explicit, explicitReason } = labelledSchema.parse(parsed).data;
  return { serviceId: service, kind: contentKind, outcome: outcomeOf(explicit, explicitReason) };
}

const outcomeOf = (isMarked: boolean, reason: string | undefined): LabelOutcome => {
  if (reason === LIFTED) return 'lifted';
  return isMarked ? 'marked' : 'implicit';
};

/** Entries as counts by the hour of their day in UTC. */
export function countEntries(entries: readonly LabelEntry[]): LabelCount[] {
  const counts = new Map<string, { -readonly [K in keyof LabelCount]: LabelCount[K] }>();
  for (const entry of entries) {
    const content = readEntry(entry);
    if (content === null) continue;
    const hour = new Date(Math.floor(entry.at.getTime() / HOUR_MS) * HOUR_MS);
    const key = [hour.getTime(), content.serviceId, content.kind, content.outcome].join(' ');
    const count = counts.get(key) ?? { ...content, hour, contents: 0 };
    count.contents++;
    counts.set(key, count);
  }
  return [...counts.values()];
}

/** Where a period of this length begins: at the full hour, so that the first hour counts whole. */
export const periodStart = (now: Date, hours: number): Date =>
  new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - hours * HOUR_MS);
