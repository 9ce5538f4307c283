import type { ShadowRunner } from '../duties/content/index.ts';
import { sealedInputSchema, sealedOutputSchema } from '../exchanges/index.ts';
import type { ExchangeRecords } from '../gateway/index.ts';
import type { Json } from '../kernel/index.ts';

/** Openings that wait for their end, at most; beyond them exchanges go untried. */
const OPEN_MAX = 5_000;

interface Opening {
  readonly listIds: readonly string[];
  readonly content: Json;
}

/**
 * The records, with every exchange handed to the shadow runs once its closing record is durable. While no draft is tried
 * nothing is kept and nothing is done besides. `onMinors` hears of the service that a minor really asked.
 */
export function observeRecords(
  records: ExchangeRecords,
  shadow: Pick<ShadowRunner, 'isActive' | 'observe'>,
  onMinors: (serviceId: string) => void,
): ExchangeRecords {
  const open = new Map<string, Opening>();
  return {
    get isUp() {
      return records.isUp;
    },
    open: (record) => {
      if (record.evidence.audience === 'minors' && !record.synthetic) onMinors(record.serviceId);
      if (shadow.isActive && open.size < OPEN_MAX)
        open.set(record.exchangeId, { listIds: Object.keys(record.evidence.listVersions), content: record.content });
      return records.open(record);
    },
    close: async (record) => {
      const opening = open.get(record.exchangeId);
      open.delete(record.exchangeId);
      await records.close(record);
      if (opening === undefined || !shadow.isActive) return;
      shadow.observe({
        exchangeId: record.exchangeId,
        listIds: opening.listIds,
        at: record.at,
        texts: () => textsOf(opening.content, record.content),
      });
    },
  };
}

function textsOf(input: Json, output: Json): string[] {
  const pieces = [...sealedInputSchema.parse(input).input, ...sealedOutputSchema.parse(output).output];
  return pieces.map(({ text }) => text);
}
