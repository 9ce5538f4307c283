import { timingSafeEqual } from 'node:crypto';
import { type Clock, type FillRandom, HOUR_MS, sha256 } from '../kernel/index.ts';

/** The hidden token of a form, taken apart. */
export interface FormToken {
  /** 32 hex digits; names this very form. */
  readonly key: string;
  readonly isExpired: boolean;
}

const LIFE_MS = 12 * HOUR_MS;
const KEY_BYTES = 16;
const TOKEN = /^(\d{13})\.([0-9a-f]{32})\.([0-9a-f]{64})$/;

export interface FormTokensParts {
  readonly keyedHash: (use: string, subject: string) => string;
  readonly fillRandom: FillRandom;
  readonly clock: Clock;
}

/**
 * Tokens against forged forms for people without accounts: each form carries one that fits the random cookie of the browser that
 * it was shown in. Another site can neither read the token nor the cookie. Nothing is stored.
 */
export class FormTokens {
  readonly #parts: FormTokensParts;

  constructor(parts: FormTokensParts) {
    this.#parts = parts;
  }

  /** 32 hex digits that nobody can guess: the cookie of a browser, or the key of a form. */
  random(): string {
    const bytes = Buffer.alloc(KEY_BYTES);
    this.#parts.fillRandom(bytes);
    return bytes.toString('hex');
  }

  /** A token for a new form, or for the same one shown again. */
  make(form: string, visitor: string, key: string): string {
    const at = String(this.#parts.clock.now().getTime()).padStart(13, '0');
    return `${at}.${key}.${this.#mac(form, visitor, at, key)}`;
  }

  /** What the token says; null for one that was not made for this form and this browser. */
  read(form: string, visitor: string, token: string): FormToken | null {
    const [, at, key, mac] = TOKEN.exec(token) ?? [];
    if (at === undefined || key === undefined || mac === undefined) return null;
    // Digests have one length, so nothing can be learnt from how long the comparison takes.
    if (!timingSafeEqual(sha256(mac), sha256(this.#mac(form, visitor, at, key)))) return null;
    return { key, isExpired: this.#parts.clock.now().getTime() - Number(at) > LIFE_MS };
  }

  #mac(form: string, visitor: string, at: string, key: string): string {
    return this.#parts.keyedHash('portal-form', [form, visitor, at, key].join('\n'));
  }
}
