import type { OutputOpinion } from '../../contract/index.ts';
import { actionOf, type PanelAnswer, type TextWindow, WindowCutter } from '../../judges/index.ts';

/** What ended a channel. */
export interface ChannelBlock {
  readonly reason: string;
  readonly risk: string;
  readonly advice: string | null;
}

export interface ChannelJudgingOptions {
  readonly policy: OutputOpinion;
  /** Null when the window need not be asked about. */
  readonly ask: (window: TextWindow) => Promise<PanelAnswer> | null;
  /** Resolves when the gap may pass. */
  readonly recordGap: (window: TextWindow, answer: PanelAnswer) => Promise<void>;
  /** Judges found something that the policy blocks or flags. */
  readonly onFound: (window: TextWindow, answer: PanelAnswer, action: 'block' | 'flag') => void;
  /** Something is judged further, blocked, or failed for good. */
  readonly onMoved: () => void;
  readonly onFailure: (error: unknown) => void;
}

const AT_ONCE_MAX = 4;

/**
 * One text of an answer on its way past the judges: cuts it into windows, asks about some of them at once, and says up to
 * where it is judged. Windows count in the order of the text, however fast their verdicts come.
 */
export class ChannelJudging {
  readonly #options: ChannelJudgingOptions;
  readonly #cutter: WindowCutter;
  readonly #waiting: TextWindow[] = [];
  readonly #done = new Map<number, ChannelBlock | null>();
  readonly #ends: number[] = [];
  #asked = 0;
  #settled = 0;
  #isEnded = false;
  /** Characters that came. */
  chars = 0;
  /** Judged, or passed by the policy, up to here. */
  judgedTo = 0;
  block: ChannelBlock | null = null;

  constructor(options: ChannelJudgingOptions) {
    this.#options = options;
    this.#cutter = new WindowCutter(options.policy);
  }

  push(text: string): void {
    if (this.#isEnded) return;
    this.chars += text.length;
    this.#add(this.#cutter.push(text));
  }

  /** Nothing more comes: the rest is a window of its own. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#add(this.#cutter.end());
  }

  #add(windows: readonly TextWindow[]): void {
    for (const window of windows) this.#waiting.push(window);
    this.#askNext();
  }

  #askNext(): void {
    while (this.block === null && this.#asked - this.#settled < AT_ONCE_MAX) {
      const window = this.#waiting.shift();
      if (window === undefined) return;
      const position = this.#ends.push(window.to) - 1;
      this.#asked += 1;
      this.#askAbout(window).then(
        (block) => this.#settle(position, block),
        (error: unknown) => this.#options.onFailure(error),
      );
    }
  }

  async #askAbout(window: TextWindow): Promise<ChannelBlock | null> {
    const { policy, ask, recordGap, onFound } = this.#options;
    const asked = ask(window);
    if (asked === null) return null;
    const answer = await asked;
    const action = actionOf(policy, answer.settled);
    if (action === 'flag' || action === 'block') onFound(window, answer, action);
    if (action === 'gap') await recordGap(window, answer);
    if (action === 'refuse') return { reason: 'opinion:failed', risk: '', advice: null };
    if (action !== 'block') return null;
    return { reason: `opinion:${answer.settled}`, risk: answer.risk, advice: answer.advice };
  }

  #settle(position: number, block: ChannelBlock | null): void {
    this.#done.set(position, block);
    let found = this.#done.get(this.#settled);
    while (found !== undefined && this.block === null) {
      this.#done.delete(this.#settled);
      if (found === null) this.judgedTo = this.#ends[this.#settled] ?? this.judgedTo;
      else this.block = found;
      this.#settled += 1;
      found = this.#done.get(this.#settled);
    }
    this.#askNext();
    this.#options.onMoved();
  }
}
