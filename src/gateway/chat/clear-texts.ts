import type { Screen } from '../../screening/index.ts';
import { isObject } from './json-object.ts';

const KEPT_MAX = 64;
const DEPTH_MAX = 16;

/**
 * Says of members beside what a model says whether they hold no term. They repeat themselves in hundreds of events; texts
 * that were clear once are clear again.
 */
export class ClearTexts {
  readonly #screen: Screen;
  readonly #cleared = new Set<string>();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** False for a hit anywhere in it, and for nesting deeper than 16. */
  isClear(value: unknown, depth = 0): boolean {
    if (typeof value === 'string') {
      if (this.#cleared.has(value)) return true;
      if (this.#screen.scan(value).length > 0) return false;
      if (this.#cleared.size < KEPT_MAX) this.#cleared.add(value);
      return true;
    }
    if (depth > DEPTH_MAX) return false;
    if (Array.isArray(value)) return value.every((item) => this.isClear(item, depth + 1));
    return !isObject(value) || Object.values(value).every((member) => this.isClear(member, depth + 1));
  }

  /** The members that are clear; the very same object when all are. */
  keepClear<T extends object>(members: T): Partial<T> {
    const entries = Object.entries(members);
    const clear = entries.filter(([, member]) => this.isClear(member));
    if (clear.length === entries.length) return members;
    const kept: Partial<T> = {};
    for (const [name, member] of clear) Object.assign(kept, { [name]: member });
    return kept;
  }
}
