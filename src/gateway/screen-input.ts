import type { Action, Hit } from '../contract/index.ts';
import { isRawNumber } from '../kernel/index.ts';
import type { Screen, ScreenHit } from '../screening/index.ts';
import { isObject, type JsonObject } from './chat/json-object.ts';
import { invalid } from './chat/request.ts';

/** What a service's lists say about a tag. */
export type LookUpTerm = (tag: number) => Omit<Hit, 'start' | 'end'>;

/** One text of the request with what was found in it. */
export interface InputPiece {
  readonly path: string;
  readonly role: string;
  readonly text: string;
  /** What is forwarded in its place where something in it was masked or replaced. */
  readonly forwarded?: string;
  readonly hits: readonly Hit[];
}

export interface InputVerdict {
  readonly pieces: readonly InputPiece[];
  readonly chars: number;
  /** The strictest action of all hits; null when nothing was found. */
  readonly action: Action | null;
  /** The body to forward: the very one that came in unless something was masked. */
  readonly body: JsonObject;
}

// Settings that steer the model's machinery; no model reads them as text.
const SETTINGS = new Set([
  'model',
  'user',
  'service_tier',
  'reasoning_effort',
  'verbosity',
  'encoding_format',
  'safety_identifier',
]);
const DEPTH_MAX = 64;
const PIECES_MAX = 100_000;
// A string starting so is a file, not text. (Text disguised as one is opened by nobody but a decoder of that type.)
const BINARY = /^data:(image|audio|video|application\/(pdf|octet-stream))[/;,]/i;

/**
 * Screens everything textual of a request: system, history, tool results, tool definitions, names, file names.
 * Hits whose action is `replace` are masked in `body`.
 *
 * @throws HeguiError E_REQUEST_INVALID for nesting deeper than 64 or more than 100,000 texts.
 */
export function screenInput(body: JsonObject, screen: Screen, termInfo: LookUpTerm, mask: string): InputVerdict {
  const walk = new InputWalk(screen, termInfo, mask);
  const shown: JsonObject = {};
  let isChanged = false;
  for (const [name, member] of Object.entries(body)) {
    const seen = SETTINGS.has(name) ? member : walk.visit(member, name, name, 0);
    shown[name] = seen;
    if (seen !== member) isChanged = true;
  }
  return { pieces: walk.pieces, chars: walk.chars, action: walk.action, body: isChanged ? shown : body };
}

class InputWalk {
  readonly pieces: InputPiece[] = [];
  chars = 0;
  action: Action | null = null;
  readonly #screen: Screen;
  readonly #termInfo: LookUpTerm;
  readonly #mask: string;

  constructor(screen: Screen, termInfo: LookUpTerm, mask: string) {
    this.#screen = screen;
    this.#termInfo = termInfo;
    this.#mask = mask;
  }

  /** The value itself, or a copy with masks where something in it was replaced. */
  visit(value: unknown, path: string, role: string, depth: number): unknown {
    if (typeof value === 'string') return this.#visitText(value, path, role);
    if (typeof value !== 'object' || value === null || isRawNumber(value)) return value;
    if (depth > DEPTH_MAX) throw invalid(path, `is nested deeper than ${DEPTH_MAX} levels`);
    return Array.isArray(value)
      ? this.#visitArray(value, path, role, depth)
      : this.#visitObject(value, path, role, depth);
  }

  #visitArray(items: readonly unknown[], path: string, role: string, depth: number): unknown {
    let copy: unknown[] | null = null;
    this.#visitJoints(items, path, role);
    items.forEach((item, position) => {
      const speaker = isObject(item) && typeof item.role === 'string' ? item.role : role;
      const seen = this.visit(item, `${path}.${position}`, speaker, depth + 1);
      if (seen !== item) {
        copy ??= [...items];
        copy[position] = seen;
      }
    });
    return copy ?? items;
  }

  /** A model reads the parts of one message as one text, so a term may stand across their joints. */
  #visitJoints(items: readonly unknown[], path: string, role: string): void {
    const texts = items.map((item) => (isObject(item) && typeof item.text === 'string' ? item.text : ''));
    if (texts.filter((text) => text !== '').length < 2) return;
    const whole = texts.join('');
    const joints = new Set<number>();
    let at = 0;
    for (const text of texts) {
      at += text.length;
      joints.add(at);
    }
    const across = this.#screen
      .scan(whole)
      .filter((hit) => [...joints].some((joint) => hit.start < joint && joint < hit.end));
    if (across.length === 0) return;
    const hits = nameHits(across, this.#termInfo);
    this.pieces.push({ path: `${path}#joined`, role, text: whole, hits });
    for (const hit of hits) this.action = stricter(this.action, hit.action === 'replace' ? 'block' : hit.action);
  }

  #visitObject(value: object, path: string, role: string, depth: number): unknown {
    let copy: JsonObject | null = null;
    for (const [name, member] of Object.entries(value)) {
      // The name of a member is text too: schemas and tool results carry words in it.
      if (name.length > 1) this.#visitText(name, `${path}.${name.slice(0, 40)}#name`, role, true);
      if (name === 'role' || name === 'type') continue;
      const seen = this.visit(member, `${path}.${name.slice(0, 40)}`, role, depth + 1);
      if (seen !== member) {
        copy ??= { ...value };
        copy[name] = seen;
      }
    }
    return copy ?? value;
  }

  #visitText(text: string, path: string, role: string, isName = false): string {
    if (text === '' || BINARY.test(text)) return text;
    const found = this.#screen.scan(text);
    if (isName && found.length === 0) return text;
    if (this.pieces.length >= PIECES_MAX) throw invalid(path, `is one text too many; a request may hold ${PIECES_MAX}`);
    const hits = nameHits(found, this.#termInfo);
    this.pieces.push({ path, role, text, hits });
    this.chars += text.length;
    if (hits.length === 0) return text;
    // Names of members cannot be masked without changing what the request means, so there a mask becomes a refusal.
    for (const hit of hits)
      this.action = stricter(this.action, isName && hit.action === 'replace' ? 'block' : hit.action);
    if (isName) return text;
    if (hits.every((hit) => hit.action !== 'replace')) return text;
    const masked = this.#masked(text);
    // What only a whole text shows, such as a term written downwards, is not masked by a stream: refused instead.
    const left = nameHits(this.#screen.scan(masked), this.#termInfo);
    if (left.some((hit) => hit.action === 'replace')) this.action = stricter(this.action, 'block');
    this.pieces[this.pieces.length - 1] = { path, role, text, forwarded: masked, hits };
    return masked;
  }

  #masked(text: string): string {
    const stream = this.#screen.open({ mask: this.#mask });
    return stream.push(text).released + stream.end().released;
  }
}

const STRICTNESS: Readonly<Record<Action, number>> = { flag: 0, replace: 1, block: 2 };

export const stricter = (one: Action | null, other: Action): Action =>
  one === null || STRICTNESS[other] > STRICTNESS[one] ? other : one;

/** Number of hits by risk code. */
export function countRisks(hits: Iterable<Pick<Hit, 'risk'>>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const hit of hits) counts[hit.risk] = (counts[hit.risk] ?? 0) + 1;
  return counts;
}

export const nameHits = (hits: readonly ScreenHit[], termInfo: LookUpTerm): Hit[] =>
  hits.map((hit) => ({ ...termInfo(hit.tag), start: hit.start, end: hit.end }));
