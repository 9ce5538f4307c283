import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { inputOpinionSchema, outputOpinionSchema, pieceSchema } from '../contract/index.ts';
import { inputTextOf, type OpinionDesk, type PanelAnswer } from '../judges/index.ts';
import { HeguiError } from '../kernel/index.ts';
import type { OpinionsParts, StoredGap } from './model.ts';
import { ATTEMPTS_MAX, paceMs, retryAfterMs } from './rules.ts';
import { closeGap, readSealed, takeDueGap } from './store.ts';

const inputSchema = z.object({ input: z.array(pieceSchema.pick({ path: true, role: true, text: true })) });
const outputSchema = z.object({ output: z.array(pieceSchema.pick({ path: true, text: true })) });
/** What stands around the text is judged with it: masks may have moved it by a few characters. */
const MARGIN_CHARS = 50;

export interface RejudgeOutcome {
  readonly gap: string;
  /** `waiting`: no verdict this time either. */
  readonly result: 'safe' | 'unsure' | 'unsafe' | 'gone' | 'waiting';
}

/** Judges gaps again, one after the other at the configured pace: what passed unjudged is looked at after all. */
export class Rejudge {
  readonly #parts: OpinionsParts;
  readonly #desk: Pick<OpinionDesk, 'ask'>;
  #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(parts: OpinionsParts, desk: Pick<OpinionDesk, 'ask'>) {
    this.#parts = parts;
    this.#desk = desk;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#stop = new AbortController();
  }

  async #run(): Promise<void> {
    const everyMs = paceMs(this.#parts.rejudgePerHour);
    while (!this.#stop.signal.aborted) {
      await sleep(everyMs, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
      if (this.#stop.signal.aborted) return;
      await this.judgeNext().catch((error: unknown) => {
        const cause = error instanceof Error ? error : new Error('unknown');
        this.#parts.log.warn({ error: cause }, 'a gap could not be judged again; it is tried later');
      });
    }
  }

  /** Judges the gap that is due first; null when none is. */
  async judgeNext(): Promise<RejudgeOutcome | null> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const gap = await database.transaction((tx) =>
      takeDueGap(tx, now, ATTEMPTS_MAX, (attempts) => new Date(now.getTime() + retryAfterMs(attempts))),
    );
    if (gap === undefined) return null;
    const text = await this.#readText(gap);
    if (text === 'later') return { gap: gap.id, result: 'waiting' };
    if (text === 'gone') return await this.#close(gap, 'gone', []);
    const { settled, opinions } = await this.#ask(gap, text.text);
    if (settled === 'failed') return { gap: gap.id, result: 'waiting' };
    const judges = opinions.filter(({ verdict }) => verdict !== null).map(({ judgeId }) => judgeId);
    return await this.#close(gap, settled, judges);
  }

  async #close(
    gap: StoredGap,
    result: 'safe' | 'unsure' | 'unsafe' | 'gone',
    judges: string[],
  ): Promise<RejudgeOutcome> {
    const { unitOfWork, clock, enqueueReview } = this.#parts;
    const { id, exchangeId } = gap;
    await unitOfWork.run(async (tx, evidence) => {
      await closeGap(tx, id, result, clock.now());
      evidence.append('screening.gap-judged', { gap: id, exchange: exchangeId, result, judges });
    });
    if (result === 'unsafe') {
      const { serviceId, direction, path } = gap;
      const detail = { gap: id, service: serviceId, direction, path, judges };
      await enqueueReview({ exchangeId, reason: 'opinion-gap-unsafe', detail });
    }
    return { gap: id, result };
  }

  /** By the service's policy as it is now; without one, by the judge that failed then. */
  #ask(gap: StoredGap, text: string): Promise<PanelAnswer> {
    const opinion = this.#parts.services().get(gap.serviceId)?.policy.secondOpinion ?? null;
    const schema = gap.direction === 'input' ? inputOpinionSchema : outputOpinionSchema;
    return this.#desk.ask({
      serviceId: gap.serviceId,
      policy: opinion?.[gap.direction] ?? schema.parse({ judges: [gap.judgeId] }),
      budget: opinion?.budget ?? { callsPerDay: null, yuanPerDay: null },
      text,
      context: {
        direction: gap.direction,
        role: gap.direction === 'input' ? 'user' : 'assistant',
        exchangeId: gap.exchangeId,
        sessionId: null,
        offset: 0,
        isLast: true,
        prompt: '',
        signal: this.#stop.signal,
      },
    });
  }

  async #readText(gap: StoredGap): Promise<{ readonly text: string } | 'later' | 'gone'> {
    const sealed = await readSealed(this.#parts.database, gap.exchangeId);
    const isGivenUp = gap.attempts + 1 >= ATTEMPTS_MAX;
    if (sealed === undefined || (gap.direction === 'output' && !sealed.isClosed)) return isGivenUp ? 'gone' : 'later';
    try {
      const whole =
        gap.direction === 'input' ? await this.#openInput(gap, sealed) : await this.#openOutput(gap, sealed);
      if (whole === null) return 'gone';
      return { text: whole.slice(Math.max(0, gap.from - MARGIN_CHARS), gap.to + MARGIN_CHARS) };
    } catch (error) {
      if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return 'gone';
      throw error;
    }
  }

  async #openInput(gap: StoredGap, sealed: { inputKeyId: string; input: Buffer }): Promise<string> {
    const { content } = await this.#parts.vault.open(sealed.inputKeyId, sealed.input);
    return inputTextOf(inputSchema.parse(content).input, gap.path === 'input:last' ? 'last' : 'all');
  }

  async #openOutput(
    gap: StoredGap,
    sealed: { outputKeyId: string | null; output: Buffer | null },
  ): Promise<string | null> {
    if (sealed.outputKeyId === null || sealed.output === null) return null;
    const { content } = await this.#parts.vault.open(sealed.outputKeyId, sealed.output);
    return outputSchema.parse(content).output.find(({ path }) => path === gap.path)?.text ?? null;
  }
}
