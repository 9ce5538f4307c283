import type { Screen } from '../../screening/index.ts';
import { Channel } from './channel.ts';
import { asArray, isObject, type JsonObject } from './json-object.ts';

/**
 * Log probabilities repeat the text token by token, and name what else the model might have said. Entries wait until
 * their text is cleared; alternatives that hold a hit by themselves are left out.
 */
export class LogprobsGate {
  readonly #screen: Screen;
  readonly #mask: string;
  readonly #lanes = new Map<string, Lane>();
  isCut = false;

  constructor(screen: Screen, mask: string) {
    this.#screen = screen;
    this.#mask = mask;
  }

  get channels(): readonly Channel[] {
    return [...this.#lanes.values()].map((lane) => lane.channel);
  }

  /** The `logprobs` member of a choice as it may be shown now. */
  push(logprobs: unknown): unknown {
    if (!isObject(logprobs)) return logprobs;
    const shown: JsonObject = {};
    for (const [name, entries] of Object.entries(logprobs)) {
      shown[name] = Array.isArray(entries) ? this.#lane(name).push(entries) : entries;
    }
    this.#noteCuts();
    return shown;
  }

  /** Entries that were still waiting, by lane; null when there are none. */
  finish(): JsonObject | null {
    const shown: JsonObject = {};
    for (const [name, lane] of this.#lanes) {
      const entries = lane.finish();
      if (entries.length > 0) shown[name] = entries;
    }
    this.#noteCuts();
    return Object.keys(shown).length === 0 ? null : shown;
  }

  #lane(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = new Lane(name, this.#screen, this.#mask);
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  #noteCuts(): void {
    for (const lane of this.#lanes.values()) if (lane.isCut) this.isCut = true;
  }
}

interface WaitingEntry {
  readonly entry: JsonObject;
  readonly text: string;
}

class Lane {
  readonly channel: Channel;
  isCut = false;
  readonly #screen: Screen;
  readonly #waiting: WaitingEntry[] = [];
  readonly #decoder = new TextDecoder();
  #cleared = '';

  constructor(name: string, screen: Screen, mask: string) {
    this.#screen = screen;
    this.channel = new Channel({ path: `logprobs.${name}`, screen, mask, kind: 'plain' });
  }

  push(entries: readonly unknown[]): JsonObject[] {
    for (const entry of entries) {
      if (!isObject(entry) || this.isCut) continue;
      const text = this.#textOf(entry);
      this.#waiting.push({ entry, text });
      const step = this.channel.push(text);
      this.#cleared += step.released;
      if (step.cut) this.isCut = true;
    }
    return this.#takeCleared();
  }

  finish(): JsonObject[] {
    if (!this.isCut) this.#cleared += this.channel.end().released;
    return this.#takeCleared();
  }

  // A token may be half a character; its bytes are exact where its text is not.
  #textOf(entry: JsonObject): string {
    if (!Array.isArray(entry.bytes)) return typeof entry.token === 'string' ? entry.token : '';
    const bytes = Uint8Array.from(asArray(entry.bytes), (byte) => (typeof byte === 'number' ? byte : 0));
    return this.#decoder.decode(bytes, { stream: true });
  }

  #takeCleared(): JsonObject[] {
    const shown: JsonObject[] = [];
    while (this.#waiting[0] !== undefined && this.#cleared.length >= this.#waiting[0].text.length) {
      const { entry, text } = this.#waiting[0];
      // An entry without text of its own may be the first half of a character: it goes with the next one.
      if (text === '' && this.isCut) break;
      this.#waiting.shift();
      const clearedText = this.#cleared.slice(0, text.length);
      this.#cleared = this.#cleared.slice(text.length);
      shown.push(this.#shownEntry(entry, clearedText === text ? null : clearedText));
    }
    return shown;
  }

  #shownEntry(entry: JsonObject, masked: string | null): JsonObject {
    const alternatives = Array.isArray(entry.top_logprobs)
      ? { top_logprobs: entry.top_logprobs.filter((item) => !this.#isListed(item)) }
      : {};
    if (masked === null) return { ...entry, ...alternatives };
    // The likeliest alternative to a masked token is the token itself.
    const none = Array.isArray(entry.top_logprobs) ? { top_logprobs: [] } : {};
    return { ...entry, token: masked, bytes: [...new TextEncoder().encode(masked)], ...none };
  }

  #isListed(alternative: unknown): boolean {
    return (
      isObject(alternative) && typeof alternative.token === 'string' && this.#screen.scan(alternative.token).length > 0
    );
  }
}
