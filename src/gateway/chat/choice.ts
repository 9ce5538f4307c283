import { isRawNumber } from '../../kernel/index.ts';
import type { Placeholders, Screen } from '../../screening/index.ts';
import type { Classifying } from '../classify.ts';
import { Channel } from './channel.ts';
import { asArray, asObject, isObject, type JsonObject, textOf } from './json-object.ts';
import { LogprobsGate } from './logprobs.ts';

// Members that name or number things and never carry what a model says.
const IDENTIFIERS = new Set(['role', 'id', 'type', 'index', 'tool_call_id']);
/** Deeper than any answer in use; a hostile upstream must not exhaust the stack. */
const DEPTH_MAX = 32;

/** The text one choice may show now, in the shape of a delta or a message. */
export interface ChoiceStep {
  readonly part: JsonObject;
  /** Did anything in `part` survive that a client would see? */
  readonly hasText: boolean;
}

export interface ChoiceOptions {
  readonly index: number;
  readonly screen: Screen;
  readonly mask: string;
  /** `deltas` come in pieces; a `message` comes whole, so nothing of it waits for more. */
  readonly form: 'deltas' | 'message';
  /** What stands for values of the request and is turned back. */
  readonly placeholders?: Placeholders | null;
  /** Reads along; null = nothing does. */
  readonly classifying?: Classifying | null;
}

/**
 * Screens everything one choice says, on every channel. Deltas and whole messages take the same way, so that an answer
 * gets the same verdict streamed or not.
 */
export class Choice {
  readonly index: number;
  readonly channels = new Map<string, Channel>();
  readonly logprobs: LogprobsGate;
  isCut = false;
  isFinished = false;
  finishReason: string | null = null;
  /** Told of every text that screening lets through, by its channel. */
  onRelease: ((channel: Channel, released: string) => void) | null = null;
  readonly #screen: Screen;
  readonly #mask: string;
  readonly #isWhole: boolean;
  readonly #placeholders: Placeholders | null;
  readonly #classifying: Classifying | null;
  readonly #toolHeads = new Map<number, JsonObject>();
  readonly #places = new Map<string, readonly (string | number)[]>();
  #hasText = false;

  constructor({ index, screen, mask, form, placeholders = null, classifying = null }: ChoiceOptions) {
    this.index = index;
    this.#placeholders = placeholders;
    this.#classifying = classifying;
    this.#isWhole = form === 'message';
    this.#screen = screen;
    this.#mask = mask;
    this.logprobs = new LogprobsGate(screen, mask);
  }

  /** What of a delta may be shown now; sets `isCut` when a block-hit was found, after which nothing more is shown. */
  push(delta: JsonObject): ChoiceStep {
    this.#hasText = false;
    const part = this.#walkObject(delta, [], 0);
    return { part, hasText: this.#hasText };
  }

  /** What was still held on all channels, as one delta; null when nothing was. */
  finish(): JsonObject | null {
    this.isFinished = true;
    const part: JsonObject = {};
    let hasAny = false;
    for (const [index, head] of this.#toolHeads) {
      if (this.isCut) break;
      part.tool_calls = [...asArray(part.tool_calls), { index, ...this.#showCall(head, ['tool_calls', index]) }];
      hasAny = true;
    }
    this.#toolHeads.clear();
    for (const [path, channel] of this.channels) {
      if (this.isCut || this.#isWhole || path.endsWith('.name')) continue;
      const step = channel.end();
      const place = this.#places.get(path);
      if (step.released !== '' && place !== undefined) {
        putText(part, place, step.released);
        hasAny = true;
      }
      if (step.cut) this.isCut = true;
    }
    return hasAny ? part : null;
  }

  /** Characters of text that came in on all channels. */
  get chars(): number {
    let sum = 0;
    for (const channel of this.channels.values()) sum += channel.text.length;
    return sum;
  }

  /** The channel at a path, made on first use; text of ours goes to `content`. */
  channel(place: readonly (string | number)[]): Channel {
    const path = place.join('.');
    let channel = this.channels.get(path);
    if (channel === undefined) {
      const kind = place.at(-1) === 'arguments' ? 'json' : 'plain';
      // The name of a tool comes whole and again with every part: there is nothing to estimate in it.
      const classifier = place.at(-1) === 'name' ? null : (this.#classifying?.openChannel() ?? null);
      const restorer = this.#placeholders?.openRestorer() ?? null;
      const made = new Channel({ path, screen: this.#screen, mask: this.#mask, kind, restorer, classifier });
      if (this.onRelease !== null) made.onRelease = (released) => this.onRelease?.(made, released);
      channel = made;
      this.channels.set(path, channel);
      this.#places.set(path, place);
    }
    return channel;
  }

  #walk(value: unknown, place: readonly (string | number)[], depth: number): unknown {
    if (typeof value === 'string') return this.#pushText(value, place);
    if (depth > DEPTH_MAX) return null;
    if (Array.isArray(value)) return value.map((item, position) => this.#walk(item, [...place, position], depth + 1));
    return isObject(value) && !isRawNumber(value) ? this.#walkObject(value, place, depth + 1) : value;
  }

  #walkObject(value: JsonObject, place: readonly (string | number)[], depth: number): JsonObject {
    const part: JsonObject = {};
    for (const [name, member] of Object.entries(value)) {
      if (IDENTIFIERS.has(name)) part[name] = member;
      else if (name === 'tool_calls' && Array.isArray(member))
        part[name] = this.#walkToolCalls(member, [...place, name]);
      else part[name] = this.#walk(member, [...place, name], depth);
    }
    return part;
  }

  #pushText(text: string, place: readonly (string | number)[]): string {
    if (this.isCut) return '';
    const channel = this.channel(place);
    const { released, cut } = this.#isWhole ? channel.pushWhole(text) : channel.push(text);
    if (released !== '') this.#hasText = true;
    if (cut) this.isCut = true;
    return released;
  }

  #walkToolCalls(calls: readonly unknown[], place: readonly (string | number)[]): unknown[] {
    const shown: unknown[] = [];
    calls.forEach((call, position) => {
      if (!isObject(call) || this.isCut) return;
      const index = typeof call.index === 'number' ? call.index : position;
      const ready = this.#isWhole ? call : this.#gatherHead(index, call);
      if (ready === null) return;
      shown.push(this.#showCall(ready, [...place, index]));
      this.#hasText = true;
    });
    return shown;
  }

  /**
   * Clients take the name of a tool from one delta, so it cannot be released in pieces: a call is kept back until its
   * arguments begin, and then shows its whole name.
   */
  #gatherHead(index: number, call: JsonObject): JsonObject | null {
    const head = this.#toolHeads.get(index);
    if (head === undefined && textOf(asObject(call.function).name) === '') return call;
    const merged = head === undefined ? call : mergeCalls(head, call);
    if (textOf(asObject(merged.function).arguments) === '') {
      this.#toolHeads.set(index, merged);
      return null;
    }
    this.#toolHeads.delete(index);
    return merged;
  }

  #showCall(call: JsonObject, place: readonly (string | number)[]): JsonObject {
    const { function: body, ...rest } = call;
    const shown = this.#walkObject(rest, place, 0);
    if (!isObject(body)) return shown;
    const { name, ...inner } = body;
    const within = [...place, 'function'];
    const shownName =
      name === undefined ? {} : { name: typeof name === 'string' ? this.#showName(name, within) : name };
    return { ...shown, function: { ...shownName, ...this.#walkObject(inner, within, 0) } };
  }

  /** A name is screened with all of it that came before, should an upstream send it in pieces after all. */
  #showName(name: string, within: readonly (string | number)[]): string {
    const place = [...within, 'name'];
    const before = this.channels.get(place.join('.'));
    if (before !== undefined) this.channels.delete(before.path);
    const shownBefore = before?.shown.length ?? 0;
    const channel = this.channel(place);
    const pushed = channel.push(`${before?.text ?? ''}${name}`);
    const ended = pushed.cut ? pushed : channel.end();
    if (ended.cut) this.isCut = true;
    return channel.shown.slice(shownBefore);
  }
}

function mergeCalls(head: JsonObject, call: JsonObject): JsonObject {
  const first = isObject(head.function) ? head.function : {};
  const second = isObject(call.function) ? call.function : {};
  const join = (name: string): string => `${textOf(first[name])}${textOf(second[name])}`;
  return { ...head, ...call, function: { ...first, ...second, name: join('name'), arguments: join('arguments') } };
}

/** Puts text into a delta at a place, making the containers on the way. */
function putText(part: JsonObject, place: readonly (string | number)[], text: string): void {
  let at: JsonObject = part;
  for (let depth = 0; depth < place.length - 1; depth++) {
    const name = String(place[depth]);
    const next = place[depth + 1];
    if (typeof next === 'number') {
      at = elementOf(at, name, next);
      depth++;
    } else {
      const child = isObject(at[name]) ? at[name] : {};
      at[name] = child;
      at = child;
    }
  }
  const last = String(place.at(-1));
  at[last] = `${textOf(at[last])}${text}`;
}

function elementOf(parent: JsonObject, name: string, index: number): JsonObject {
  const items = [...asArray(parent[name])];
  parent[name] = items;
  const known = items.find((item) => isObject(item) && item.index === index);
  if (isObject(known)) return known;
  const made: JsonObject = { index };
  items.push(made);
  return made;
}
