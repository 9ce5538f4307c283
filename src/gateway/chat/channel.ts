import type { Hit } from '../../contract/index.ts';
import type { Screen, ScreenHit, ScreenStream } from '../../screening/index.ts';
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
  // Only while escapes are in play: the characters given to the screen and not yet released.
  #pending = '';

  /** @param kind `json` for text that the client will parse as JSON. */
  constructor(path: string, screen: Screen, mask: string, kind: 'plain' | 'json') {
    this.path = path;
    this.kind = kind;
    this.#screen = screen.open({ mask });
    this.#escaped = kind === 'json' ? new EscapedText() : null;
  }

  push(piece: string): ChannelStep {
    this.text += piece;
    return this.#release(this.#screen.push(this.#read(piece)));
  }

  /** Lets out what was held; nothing more comes in. */
  end(): ChannelStep {
    if (this.#escaped === null) return this.#release(this.#screen.end());
    const rest = this.#escaped.readRest();
    this.#pending += rest;
    const last = this.#screen.push(rest);
    const end = this.#screen.end();
    return this.#release({
      released: last.released + end.released,
      hits: [...last.hits, ...end.hits],
      cut: last.cut || end.cut,
    });
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
    if (this.#escaped === null) return piece;
    const text = this.#escaped.read(piece);
    this.#pending += text;
    return text;
  }

  #release(step: { released: string; hits: readonly ScreenHit[]; cut: boolean }): ChannelStep {
    if (step.hits.length > 0) this.hits.push(...step.hits);
    const held = this.#screen.heldChars;
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
