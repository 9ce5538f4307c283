import { KIND_LABELS, type PersonalInformationKind } from './kinds.ts';

const OPEN = '〔';
const CLOSE = '〕';
const PLACEHOLDER = /〔[^〔〕]{1,16}〕/g;
const PLACEHOLDER_UNITS_MAX = 18;

/**
 * The values of one exchange and what stands for them. Lives as long as the exchange does, in memory only.
 *
 * The same value gets the same placeholder; one that the request holds already, typed by somebody, is never given out.
 */
export class Placeholders {
  readonly #byValue = new Map<string, string>();
  readonly #byPlaceholder = new Map<string, string>();
  readonly #values = new Set<string>();
  /** Every beginning of a placeholder given out. */
  readonly #beginnings = new Set<string>();
  readonly #taken: ReadonlySet<string>;
  readonly #counts = new Map<PersonalInformationKind, number>();

  /** @param text everything textual that the model will be sent. */
  constructor(text: string) {
    this.#taken = new Set(text.match(PLACEHOLDER) ?? []);
  }

  get size(): number {
    return this.#byValue.size;
  }

  /** What stands for a value, such as 〔手机号1〕. */
  for(kind: PersonalInformationKind, value: string): string {
    const key = `${kind} ${value}`;
    const known = this.#byValue.get(key);
    if (known !== undefined) return known;
    let count = this.#counts.get(kind) ?? 0;
    let placeholder = '';
    do {
      count += 1;
      placeholder = `${OPEN}${KIND_LABELS[kind]}${count}${CLOSE}`;
    } while (this.#taken.has(placeholder));
    this.#counts.set(kind, count);
    this.#byValue.set(key, placeholder);
    this.#byPlaceholder.set(placeholder, value);
    this.#values.add(value);
    for (let units = 1; units < placeholder.length; units += 1) this.#beginnings.add(placeholder.slice(0, units));
    return placeholder;
  }

  /** Was the value replaced in this exchange, so that whoever reads the answer wrote it himself? */
  readonly isOwn = (value: string): boolean => this.#values.has(value);

  /** Opens one channel of the answer in which placeholders are turned back. */
  openRestorer(): Restorer {
    return new Restorer(this.#byPlaceholder, this.#beginnings);
  }
}

/** A stretch of text: as it came, or the value that a placeholder of so many units stood for. */
export interface Restored {
  readonly text: string;
  /** UTF-16 units that came in for it. */
  readonly units: number;
  readonly isValue: boolean;
}

/** Turns the placeholders of one channel back into values while it arrives; holds only what may become one. */
export class Restorer {
  readonly #values: ReadonlyMap<string, string>;
  readonly #beginnings: ReadonlySet<string>;
  #held = '';

  constructor(values: ReadonlyMap<string, string>, beginnings: ReadonlySet<string>) {
    this.#values = values;
    this.#beginnings = beginnings;
  }

  get heldChars(): number {
    return this.#held.length;
  }

  push(text: string): Restored[] {
    const whole = this.#held + text;
    this.#held = '';
    const parts: Restored[] = [];
    let from = 0;
    for (let at = whole.indexOf(OPEN); at >= 0; ) {
      const found = this.#placeholderAt(whole, at);
      if (found === 'live') {
        this.#held = whole.slice(at);
        break;
      }
      if (found !== null) {
        if (at > from) parts.push(asItCame(whole.slice(from, at)));
        parts.push({ text: found.value, units: found.units, isValue: true });
        from = at + found.units;
      }
      at = whole.indexOf(OPEN, Math.max(from, at + 1));
    }
    const rest = whole.slice(from, whole.length - this.#held.length);
    if (rest !== '') parts.push(asItCame(rest));
    return parts;
  }

  /** What is left when nothing more comes. */
  end(): Restored[] {
    const rest = this.#held;
    this.#held = '';
    return rest === '' ? [] : [asItCame(rest)];
  }

  #placeholderAt(text: string, at: number): { readonly value: string; readonly units: number } | 'live' | null {
    const close = text.indexOf(CLOSE, at);
    if (close < 0) return this.#beginnings.has(text.slice(at, at + PLACEHOLDER_UNITS_MAX)) ? 'live' : null;
    const units = close + 1 - at;
    const value = units > PLACEHOLDER_UNITS_MAX ? undefined : this.#values.get(text.slice(at, close + 1));
    return value === undefined ? null : { value, units };
  }
}

const asItCame = (text: string): Restored => ({ text, units: text.length, isValue: false });
