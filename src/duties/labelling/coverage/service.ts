import { z } from 'zod';
import {
  type LabelCoverage,
  type LabelSamples,
  type LabelWithheld,
  labelOutcomeSchema,
  type labelPageQuerySchema,
  producedKindSchema,
} from '../../../contract/index.ts';
import { type Clock, invalidField } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import { periodStart } from './rules.ts';
import { type Place, readCoverage, readSamples, readWithheld, serviceNames } from './store.ts';

export interface CoverageParts {
  readonly database: Database;
  readonly clock: Clock;
}

type PageQuery = z.output<typeof labelPageQuerySchema>;

const PERIOD_HOURS = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const;
const withheldSchema = z.object({
  data: z.object({
    service: z.string(),
    exchange: z.string(),
    contentKind: producedKindSchema,
    place: z.string(),
    reason: z.string(),
  }),
});

/** What became of everything that models made: figures, newest samples, and what was not let out. */
export class CoverageService {
  readonly #parts: CoverageParts;

  constructor(parts: CoverageParts) {
    this.#parts = parts;
  }

  /** Figures of the last hours or days, by service and kind; both in the order of their names. */
  async coverage(period: keyof typeof PERIOD_HOURS, serviceId: string | undefined): Promise<LabelCoverage> {
    const { database, clock } = this.#parts;
    const from = periodStart(clock.now(), PERIOD_HOURS[period]);
    const rows = new Map<string, LabelCoverage['rows'][number]>();
    for (const { contents, outcome, ...of } of await readCoverage(database, from, serviceId ?? null)) {
      const key = `${of.serviceId} ${of.kind}`;
      const row = rows.get(key) ?? { ...of, counts: { marked: 0, implicit: 0, lifted: 0, withheld: 0 } };
      row.counts[labelOutcomeSchema.parse(outcome)] = Number(contents);
      rows.set(key, row);
    }
    const order = producedKindSchema.options;
    const sorted = [...rows.values()].sort(
      (one, other) =>
        (one.serviceName ?? '').localeCompare(other.serviceName ?? '', 'zh-CN') ||
        one.serviceId.localeCompare(other.serviceId) ||
        order.indexOf(one.kind) - order.indexOf(other.kind),
    );
    return { from: from.toISOString(), rows: sorted };
  }

  /** Newest first. @throws HeguiError E_REQUEST_INVALID for a cursor that is none. */
  async samples({ serviceId, cursor, limit }: PageQuery): Promise<LabelSamples> {
    const { database, clock } = this.#parts;
    const after = parseCursor(cursor);
    const found = await readSamples(database, {
      serviceId: serviceId ?? null,
      after,
      limit: limit + 1,
      now: clock.now(),
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ madeAt, keptUntil, ...row }) => ({
        ...row,
        at: madeAt.toISOString(),
        keptUntil: keptUntil?.toISOString() ?? null,
      })),
      next: found.length > limit && last !== undefined ? formatCursor({ at: last.madeAt, id: last.produceId }) : null,
    };
  }

  /** Newest first. @throws HeguiError E_REQUEST_INVALID for a cursor that is none. */
  async withheld({ serviceId, cursor, limit }: PageQuery): Promise<LabelWithheld> {
    const { database } = this.#parts;
    const found = await readWithheld(database, {
      serviceId: serviceId ?? null,
      after: parseCursor(cursor),
      limit: limit + 1,
    });
    const page = found
      .slice(0, limit)
      .map(({ body, ...row }) => ({ ...row, ...withheldSchema.parse(JSON.parse(body)).data }));
    const names = await serviceNames(database, [...new Set(page.map(({ service }) => service))]);
    const last = page.at(-1);
    return {
      items: page.map(({ entryId, at, service, exchange, contentKind, place, reason }) => ({
        entryId,
        at: at.toISOString(),
        serviceId: service,
        serviceName: names.get(service) ?? null,
        exchangeId: exchange,
        kind: contentKind,
        place,
        reason,
      })),
      next: found.length > limit && last !== undefined ? formatCursor({ at: last.at, id: last.entryId }) : null,
    };
  }
}

const formatCursor = ({ at, id }: Place): string => `${at.toISOString()}_${id}`;

function parseCursor(text: string | undefined): Place | null {
  if (text === undefined || text === '') return null;
  const [at = '', ...rest] = text.split('_');
  const id = rest.join('_');
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime()) || id === '') throw invalidField('cursor', 'is none that a page before gave');
  return { at: instant, id };
}
