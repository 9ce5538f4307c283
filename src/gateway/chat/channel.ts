import type { Hit } from '../../contract/index.ts';
import type { Screen, ScreenHit, ScreenStream, Step } from '../../screening/index.ts';
import type { ChannelClassifier } from '../classify.ts';
import { EscapedText } from './escaped-text.ts';

/** What one push into a channel let through. */
export interface ChannelStep {
  readonly released: string;
  readonly cut: boolean;
}

/**
 * One stream of text of one choice: its content, its reasoning, the arguments of one of its tool calls. Screens what
 * comes in, keeps it for the record, and lets out what may be shown.
 */
export class Channel {
  readonly path: string;
  /** What came in, before any cut or mask. */
  text = '';
  /** What went out. */
  shown = '';
  readonly hits: ScreenHit[] = [];
  heldCharsMax = 0;
  /** Does `shown` carry the explicit label already? */
  isMarked = false;
  readonly #screen: ScreenStream;
  readonly #escaped: EscapedText | null;
  readonly #classifier: ChannelClassifier | null;
  // Only while escapes are in play: the characters given to the screen and not yet released.
  #pending = '';

  /**
   * @param kind `json` for text that the client will parse as JSON.
   * @param classifier reads along; null = nothing does.
   */
  constructor(
    path: string,
    screen: Screen,
    mask: string,
    kind: 'plain' | 'json',
    classifier: ChannelClassifier | null = null,
  ) {
    this.#classifier = classifier;
    this.path = path;
    this.#screen = screen.open({ mask });
    this.#escaped = kind === 'json' ? new EscapedText() : null;
  }

  push(piece: string): ChannelStep {
    this.text += piece;
    const read = this.#read(piece);
    return this.#release(this.#readAlong(this.#screen.push(read), read));
  }

  /** A text that is whole already: where the classifier may end the answer, nothing of it is let out before it was read. */
  pushWhole(piece: string): ChannelStep {
    if (this.#classifier?.mayCut !== true) {
      const pushed = this.push(piece);
      if (pushed.cut) return pushed;
      const ended = this.end();
      return { released: pushed.released + ended.released, cut: ended.cut };
    }
    this.text += piece;
    const read = this.#read(piece);
    const first = this.#screen.push(read);
    if (first.cut) return this.#release(this.#readAlong(first, read));
    const { step, rest } = this.#endScreen();
    return this.#release(this.#readAlong(joinSteps(first, step), read + rest, true));
  }

  /** What the classifier found so far. */
  get classifierHits(): Hit[] {
    return this.#classifier?.hits ?? [];
  }

  /** Lets out what was held; nothing more comes in. */
  end(): ChannelStep {
    const { step, rest } = this.#endScreen();
    return this.#release(this.#readAlong(step, rest, true));
  }

  #endScreen(): { step: Step; rest: string } {
    if (this.#escaped === null) return { step: this.#screen.end(), rest: '' };
    const rest = this.#escaped.readRest();
    this.#pending += rest;
    return { step: joinSteps(this.#screen.push(rest), this.#screen.end()), rest };
  }

  /** Adds text of ours that needs no screening: a standard answer or a label. */
  addOwn(text: string): void {
    this.shown += text;
  }

  #read(piece: string): string {
    if (this.#escaped === null) return piece;
    const text = this.#escaped.read(piece);
    this.#pending += text;
    return text;
  }

  /** Lets the classifier read; where the policy ends the answer on its word, nothing of this step is shown any more. */
  #readAlong(step: Step, read: string, isEnd = false): Step {
    if (this.#classifier === null) return step;
    const mustCut = this.#classifier.push(read);
    const mustCutAtEnd = isEnd && this.#classifier.end();
    return mustCut || mustCutAtEnd ? { ...step, released: '', cut: true } : step;
  }

  #release(step: { released: string; hits: readonly ScreenHit[]; cut: boolean }): ChannelStep {
    if (step.hits.length > 0) this.hits.push(...step.hits);
    const held = this.#screen.heldChars;
    if (held > this.heldCharsMax) this.heldCharsMax = held;
    const released = this.#escaped === null ? step.released : this.#restore(this.#escaped, step.released);
    this.shown += released;
    return { released, cut: step.cut };
  }

  #restore(escaped: EscapedText, released: string): string {
    if (released === '') return '';
    const characters = [...this.#pending].slice(0, [...released].length).join('');
    this.#pending = this.#pending.slice(characters.length);
    return escaped.write(characters, released);
  }
}

const joinSteps = (one: Step, other: Step): Step => ({
  released: one.released + other.released,
  hits: [...one.hits, ...other.hits],
  cut: one.cut || other.cut,
});
