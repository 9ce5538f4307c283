import type { Hit } from '../../contract/index.ts';
import type { Restored, Restorer, Screen, ScreenHit, ScreenStream, Step } from '../../screening/index.ts';
import type { ChannelClassifier } from '../classify.ts';
import { EscapedText } from './escaped-text.ts';

/** What one push into a channel let through. */
export interface ChannelStep {
  readonly released: string;
  readonly cut: boolean;
}

export interface ChannelOptions {
  readonly path: string;
  readonly screen: Screen;
  readonly mask: string;
  /** `json` for text that the client will parse as JSON. */
  readonly kind: 'plain' | 'json';
  /** Turns placeholders back before anything is screened, so that all that is shown was screened. */
  readonly restorer?: Restorer | null;
  /** Reads along; null = nothing does. */
  readonly classifier?: ChannelClassifier | null;
}

/**
 * One stream of text of one choice: its content, its reasoning, the arguments of one of its tool calls. Screens what
 * comes in, keeps it for the record, and lets out what may be shown.
 */
export class Channel {
  readonly path: string;
  /** What came in, before any cut or mask; placeholders are turned back. */
  text = '';
  /** What went out. */
  shown = '';
  readonly hits: ScreenHit[] = [];
  /** What judges found, at positions of the text that screening released. */
  readonly opinionHits: Hit[] = [];
  heldCharsMax = 0;
  /** Does `shown` carry the explicit label already? */
  isMarked = false;
  /** `json` for text that the client will parse as JSON. */
  readonly kind: 'plain' | 'json';
  /** Told of every text that screening lets through. */
  onRelease: ((released: string) => void) | null = null;
  readonly #screen: ScreenStream;
  readonly #escaped: EscapedText | null;
  readonly #restorer: Restorer | null;
  readonly #classifier: ChannelClassifier | null;
  // Only while escapes are in play: the characters given to the screen and not yet released.
  #pending = '';

  constructor({ path, screen, mask, kind, restorer = null, classifier = null }: ChannelOptions) {
    this.path = path;
    this.#restorer = restorer;
    this.#classifier = classifier;
    this.kind = kind;
    this.#screen = screen.open({ mask });
    this.#escaped = kind === 'json' ? new EscapedText() : null;
  }

  push(piece: string): ChannelStep {
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
    const rest = this.#readRest();
    if (rest === '') return { step: this.#screen.end(), rest };
    return { step: joinSteps(this.#screen.push(rest), this.#screen.end()), rest };
  }

  /** Adds text of ours that needs no screening: a standard answer or a label. */
  addOwn(text: string): void {
    this.shown += text;
  }

  /** Takes back what was not sent after all. */
  takeBack(shownChars: number, isMarked: boolean): void {
    this.shown = this.shown.slice(0, shownChars);
    this.isMarked = isMarked;
  }

  #read(piece: string): string {
    const plain = this.#escaped === null ? piece : this.#escaped.read(piece);
    if (this.#restorer !== null) return this.#pass(this.#restorer.push(plain));
    this.text += piece;
    if (this.#escaped !== null)
      this.#passEscaped(this.#escaped, [{ text: plain, units: plain.length, isValue: false }]);
    return plain;
  }

  /** What waited for more and gets none: half an escape, half a placeholder. */
  #readRest(): string {
    const plain = this.#escaped?.readRest() ?? '';
    if (this.#restorer !== null) return this.#pass([...this.#restorer.push(plain), ...this.#restorer.end()]);
    if (this.#escaped !== null)
      this.#passEscaped(this.#escaped, [{ text: plain, units: plain.length, isValue: false }]);
    return plain;
  }

  #pass(parts: readonly Restored[]): string {
    const text = parts.map((part) => part.text).join('');
    this.text += this.#escaped === null ? text : this.#passEscaped(this.#escaped, parts);
    return text;
  }

  #passEscaped(escaped: EscapedText, parts: readonly Restored[]): string {
    for (const { text } of parts) this.#pending += text;
    return escaped.pass(parts);
  }

  /** Lets the classifier read; where the policy ends the answer on its word, nothing of this step is shown any more. */
  #readAlong(step: Step, read: string, isEnd = false): Step {
    if (this.#classifier === null) return step;
    const mustCut = this.#classifier.push(read);
    const mustCutAtEnd = isEnd && this.#classifier.end();
    return mustCut || mustCutAtEnd ? { ...step, released: '', cut: true } : step;
  }

  #release(step: { released: string; hits: readonly ScreenHit[]; cut: boolean }): ChannelStep {
    // One by one: as arguments of a single call, a hundred thousand hits would overflow the stack.
    for (const hit of step.hits) this.hits.push(hit);
    const held = this.#screen.heldChars + (this.#restorer?.heldChars ?? 0);
    if (held > this.heldCharsMax) this.heldCharsMax = held;
    const released = this.#escaped === null ? step.released : this.#restore(this.#escaped, step.released);
    this.shown += released;
    if (this.onRelease !== null && released !== '') this.onRelease(released);
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
