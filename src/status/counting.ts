import { z } from 'zod';
import { HOUR_MS } from '../kernel/index.ts';

/** Kinds of entries that are counted; all others pass. */
export const COUNTED_KINDS = ['request.opened', 'response.closed', 'content.withheld', 'screening.gap'] as const;

/** An entry with its place in the log. */
export interface CountedEntry {
  readonly kind: string;
  readonly at: Date;
  readonly body: string;
}

/** What the row of an exchange says about it. */
export interface ExchangeHead {
  readonly serviceId: string;
  readonly synthetic: boolean;
  readonly endpoint: string;
  readonly model: string;
}

export interface CountRow {
  readonly hour: Date;
  readonly serviceId: string;
  readonly metric: string;
  readonly n: number;
}

/** What one part of the log says about how outputs of a kind were labelled, in its order. */
export interface StreakRow {
  readonly serviceId: string;
  readonly output: string;
  /** Labelled ones since the last unlabelled one of this part, or since its beginning. */
  readonly labelledInRow: number;
  readonly labelledAt: Date | null;
  readonly unlabelledAt: Date | null;
  readonly unlabelledExchange: string | null;
  /** That was asked for last. */
  readonly model: string;
}

export interface OpenedRow {
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly openedAt: Date;
}

/** What one part of the log adds up to. */
export interface Tally {
  readonly counts: readonly CountRow[];
  readonly streaks: readonly StreakRow[];
  /** Began in this part and did not end in it. */
  readonly opened: readonly OpenedRow[];
  /** Ended in this part. */
  readonly closed: readonly string[];
}

const dataSchema = z.looseObject({
  exchange: z.string(),
  service: z.string().optional(),
  synthetic: z.boolean().optional(),
  outcome: z.string().optional(),
  hits: z.number().optional(),
  outputChars: z.number().optional(),
  label: z.looseObject({ explicit: z.string(), explicitReason: z.string().optional() }).optional(),
  produced: z
    .array(z.looseObject({ contentKind: z.string(), explicit: z.boolean(), explicitReason: z.string().optional() }))
    .optional(),
});
const bodySchema = z.object({ data: dataSchema });
type Data = z.infer<typeof dataSchema>;

/** Endpoints whose answer is text for people. */
const TEXT_ENDPOINTS = new Set(['chat.completions', 'completions', 'responses']);

/** One output of an exchange. */
export interface Output {
  /** text, picture, sound, film or document */
  readonly output: string;
  readonly isLabelled: boolean;
  /**
   * Where the mark is that people see or hear: in the output; not in it for a recorded reason; left to the app by policy; or it could
   * not be put in.
   */
  readonly mark: 'inside' | 'elsewhere' | 'interface' | 'unavailable';
}

/** The outputs that a closing record speaks of; nothing for an exchange that showed nothing. */
export function outputsOf(data: Pick<Data, 'label' | 'produced' | 'outputChars'>, endpoint: string): Output[] {
  const files = (data.produced ?? []).map(({ contentKind, explicit, explicitReason }) => ({
    output: contentKind,
    isLabelled: true,
    mark: explicit ? ('inside' as const) : fileMark(explicitReason),
  }));
  if (!TEXT_ENDPOINTS.has(endpoint) || (data.outputChars ?? 0) === 0) return files;
  const { label } = data;
  if (label === undefined) return [...files, { output: 'text', isLabelled: false, mark: 'interface' }];
  const isInside = label.explicit === 'append' || label.explicit === 'prepend';
  const mark = isInside ? 'inside' : label.explicitReason === undefined ? 'interface' : 'elsewhere';
  return [...files, { output: 'text', isLabelled: true, mark }];
}

const fileMark = (reason: string | undefined): Output['mark'] =>
  reason === 'unavailable' ? 'unavailable' : reason === undefined || reason === 'interface' ? 'interface' : 'elsewhere';

/**
 * Adds up a part of the log in its order. Synthetic exchanges count as such and as nothing else. `headOf` knows the row of an
 * exchange; an entry of one that is gone is left out.
 */
export function tally(
  entries: readonly CountedEntry[],
  headOf: (exchangeId: string) => ExchangeHead | undefined,
): Tally {
  const counts = new Map<string, { hour: Date; serviceId: string; metric: string; n: number }>();
  const streaks = new Map<string, { -readonly [K in keyof StreakRow]: StreakRow[K] }>();
  const opened = new Map<string, OpenedRow>();
  const closed = new Set<string>();
  for (const entry of entries) {
    const { data } = bodySchema.parse(JSON.parse(entry.body));
    const head = headOf(data.exchange);
    if (head === undefined) continue;
    const { serviceId } = head;
    const add = (metric: string): void => {
      const hour = new Date(Math.floor(entry.at.getTime() / HOUR_MS) * HOUR_MS);
      const key = `${hour.getTime()} ${serviceId} ${metric}`;
      const row = counts.get(key) ?? { hour, serviceId, metric, n: 0 };
      row.n += 1;
      counts.set(key, row);
    };
    if (entry.kind === 'request.opened') {
      opened.set(data.exchange, { exchangeId: data.exchange, serviceId, openedAt: entry.at });
      add(head.synthetic ? 'synthetic' : 'opened');
    }
    if (entry.kind === 'response.closed') closed.add(data.exchange);
    if (head.synthetic) continue;
    if (entry.kind === 'content.withheld') add('withheld');
    if (entry.kind === 'screening.gap') add('gap');
    if (entry.kind !== 'response.closed') continue;
    add('closed');
    add(`outcome.${data.outcome ?? 'unknown'}`);
    if ((data.hits ?? 0) > 0) add('hit');
    for (const { output, isLabelled, mark } of outputsOf(data, head.endpoint)) {
      add(`${output}.outputs`);
      if (isLabelled) add(`${output}.labelled`);
      add(`${output}.mark-${mark}`);
      const key = `${serviceId} ${output}`;
      const none = { labelledInRow: 0, labelledAt: null, unlabelledAt: null, unlabelledExchange: null };
      const streak = streaks.get(key) ?? { serviceId, output, ...none, model: head.model };
      streak.model = head.model;
      streak.labelledInRow = isLabelled ? streak.labelledInRow + 1 : 0;
      if (isLabelled) streak.labelledAt = entry.at;
      else Object.assign(streak, { unlabelledAt: entry.at, unlabelledExchange: data.exchange });
      streaks.set(key, streak);
    }
  }
  return {
    counts: [...counts.values()],
    streaks: [...streaks.values()],
    opened: [...opened.values()].filter(({ exchangeId }) => !closed.has(exchangeId)),
    closed: [...closed],
  };
}
