import type { Aigc, Hit, Piece } from '../contract/index.ts';
import type { KindData } from '../evidence/index.ts';
import type { ClassifierEvidence } from './classify.ts';
import type { ClosedRecord } from './record/index.ts';
import { countRisks } from './screen-input.ts';

type Closed = KindData<'response.closed'>;

/** How an exchange ended, for its closing record. */
export interface ExchangeEnd {
  readonly outcome: Closed['outcome'];
  readonly reason?: string;
  readonly upstream?: { readonly id: string; readonly name: string };
  readonly choices?: Closed['choices'];
  readonly hits?: readonly Hit[];
  readonly classifier?: ClassifierEvidence;
  readonly replaced?: number;
  readonly outputChars?: number;
  readonly heldCharsMax?: number;
  readonly label?: NonNullable<Closed['label']> & { readonly aigc: Aigc };
  /** Files that were made, in the order of the answer. */
  readonly produced?: NonNullable<Closed['produced']>;
  readonly output?: readonly Piece[];
  readonly usage?: { readonly promptTokens: number | null; readonly completionTokens: number | null } | null;
}

/** What a closing record says of the beginning. JSON, so that it can be kept until somebody else writes the record. */
export interface BegunPart {
  readonly exchangeId: string;
  /** Whose data key protects the content. */
  readonly subject: string;
  /** Hits in the input, of lists and of judges, in all and by risk. */
  readonly hits: number;
  readonly risks: Readonly<Record<string, number>>;
  /** What judges said. */
  readonly opinions: Pick<Closed, 'opinions' | 'secondOpinion'>;
}

/** The record that ends an exchange. */
export function closingRecord(
  begun: BegunPart,
  end: ExchangeEnd,
  times: { readonly at: Date; readonly totalMs: number; readonly firstTokenMs?: number },
): ClosedRecord {
  const hits = begun.hits + (end.hits ?? []).length;
  const risks = addCounts(begun.risks, countRisks(end.hits ?? []));
  const { label } = end;
  return {
    exchangeId: begun.exchangeId,
    at: times.at,
    subject: begun.subject,
    content: {
      output: (end.output ?? []).map((piece) => ({ ...piece, hits: piece.hits.map((hit) => ({ ...hit })) })),
      usage: end.usage ?? null,
      upstreamName: end.upstream?.name ?? null,
      label:
        label === undefined
          ? null
          : { explicit: label.explicit, explicitReason: label.explicitReason ?? null, aigc: label.aigc },
    },
    risks: Object.keys(risks),
    hits,
    evidence: {
      outcome: end.outcome,
      ...(end.reason === undefined ? {} : { reason: end.reason }),
      ...(end.upstream === undefined ? {} : { upstream: end.upstream.id }),
      choices: end.choices ?? [],
      hits,
      risks,
      ...(end.classifier === undefined ? {} : { classifier: end.classifier }),
      replaced: end.replaced ?? 0,
      outputChars: end.outputChars ?? 0,
      heldCharsMax: end.heldCharsMax ?? 0,
      ...(times.firstTokenMs === undefined ? {} : { firstTokenMs: Math.round(times.firstTokenMs) }),
      totalMs: Math.round(times.totalMs),
      ...begun.opinions,
      ...(end.produced === undefined ? {} : { produced: end.produced }),
      ...(label === undefined
        ? {}
        : {
            label: {
              explicit: label.explicit,
              ...(label.explicitReason === undefined ? {} : { explicitReason: label.explicitReason }),
              produceId: label.produceId,
            },
          }),
    },
  };
}

function addCounts(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...one };
  for (const [risk, count] of Object.entries(other)) sum[risk] = (sum[risk] ?? 0) + count;
  return sum;
}
