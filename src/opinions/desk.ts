import { type OpinionDesk, type OpinionGap, type OpinionTally, Panel } from '../judges/index.ts';
import { asHeguiError, HeguiError } from '../kernel/index.ts';
import type { CallCounter } from './call-counter.ts';
import type { JudgeDirectory } from './judge-directory.ts';
import type { OpinionsParts } from './model.ts';
import { retryAfterMs } from './rules.ts';
import { insertGap } from './store.ts';

/** What of the gateway's second opinions this process saw since its start. */
export interface DeskCounts {
  readonly gaps: number;
  readonly unjudgedCharsMax: number;
  readonly leakedChars: number;
}

/** The gateway's way to the judges, the gap records and the review queue. */
export class Desk implements OpinionDesk {
  readonly #parts: OpinionsParts;
  readonly #panel: Panel;
  #gaps = 0;
  #unjudgedCharsMax = 0;
  #leakedChars = 0;

  constructor(parts: OpinionsParts, directory: JudgeDirectory, counter: CallCounter) {
    this.#parts = parts;
    this.#panel = new Panel({
      clock: parts.clock,
      judgeOf: (id) => directory.get(id),
      take: (serviceId, budget, yuan) => counter.take(serviceId, budget, yuan),
      note: (call) => counter.note(call),
    });
  }

  get counts(): DeskCounts {
    return { gaps: this.#gaps, unjudgedCharsMax: this.#unjudgedCharsMax, leakedChars: this.#leakedChars };
  }

  ask: OpinionDesk['ask'] = (question) => this.#panel.ask(question);

  async recordGap(gap: OpinionGap): Promise<void> {
    const { ids, clock, unitOfWork } = this.#parts;
    const id = ids.next('gap');
    const openedAt = clock.now();
    const stored = { ...gap, id, openedAt, attempts: 0, judgedAt: null, result: null };
    try {
      await unitOfWork.run(async (tx, evidence) => {
        await insertGap(tx, stored, new Date(openedAt.getTime() + retryAfterMs(0)));
        evidence.append('screening.gap', {
          gap: id,
          exchange: gap.exchangeId,
          service: gap.serviceId,
          direction: gap.direction,
          path: gap.path,
          judge: gap.judgeId,
          reason: gap.reason,
          chars: gap.to - gap.from,
        });
      });
    } catch (error) {
      throw new HeguiError('E_EVIDENCE_UNAVAILABLE', 'a gap could not be recorded', { cause: asHeguiError(error) });
    }
    this.#gaps += 1;
  }

  finish(exchangeId: string, serviceId: string, tally: OpinionTally): void {
    this.#unjudgedCharsMax = Math.max(this.#unjudgedCharsMax, tally.unjudgedCharsMax);
    this.#leakedChars += tally.leakedChars;
    const judges = [...new Set(tally.rows.map(({ judge }) => judge))];
    for (const reason of tally.reasons) {
      this.#parts
        .enqueueReview({ exchangeId, reason, detail: { service: serviceId, judges } })
        .catch((error: unknown) => {
          const cause = error instanceof Error ? error : new Error('unknown');
          this.#parts.log.error(
            { exchange: exchangeId, reason, error: cause },
            'an exchange could not be put up for review',
          );
        });
    }
  }
}
