import { timingSafeEqual } from 'node:crypto';
import type { KeyedHash } from '../evidence/index.ts';
import { type Clock, type FillRandom, MINUTE_MS, sha256 } from '../kernel/index.ts';
import type { Sql } from '../store/index.ts';
import { deleteReceipt, insertReceipt, type ReceiptRow, readReceipt, readReceiptOfSubmission } from './store.ts';

/** What somebody takes home: the number names what was sent, the secret opens it. */
export interface Receipt {
  /** 12 characters, such as `4F7K9QXA2T5B`: 60 random bits. */
  readonly number: string;
  /** 16 characters: 80 bits. */
  readonly secret: string;
}

export interface IssuedReceipt extends Receipt {
  readonly subjectId: string;
  /** True when this very form had been sent before: nothing new was made. */
  readonly isRepeated: boolean;
}

// Crockford's alphabet: no letter that can be taken for a digit.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const NUMBER_CHARS = 12;
const SECRET_CHARS = 16;
const SESSION_MS = 30 * MINUTE_MS;
const SESSION = /^([0-9A-Z]{12})\.(\d{13})\.([0-9a-f]{64})$/;

/** As people read and copy it: in groups of four. */
export const groupReceipt = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1-');

/** As it is kept: capitals without spaces and hyphens, and the letters that people take for digits turned back. */
export const cleanReceipt = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');

export interface ReceiptsParts {
  readonly database: Sql;
  readonly keyedHash: KeyedHash;
  readonly fillRandom: FillRandom;
  readonly clock: Clock;
}

/**
 * Receipts of everything that the public sends. Of the secret a keyed hash is kept. The secret follows from the key of the form and
 * a key of this house, so that whoever sends the same form again, because the answer was lost on the way, is shown the same
 * receipt; of the form's key only a keyed hash is kept, so nothing in the database leads to the secret.
 */
export class Receipts {
  readonly #parts: ReceiptsParts;

  constructor(parts: ReceiptsParts) {
    this.#parts = parts;
  }

  /**
   * The receipt of a form that was sent before; null for a form that was not. `isSame` tells whether the same was in it.
   *
   * @param content everything that was sent, in any text that is the same for the same.
   */
  async findSubmission(
    purpose: string,
    formKey: string,
    content: string,
  ): Promise<(IssuedReceipt & { readonly isSame: boolean }) | null> {
    const row = await readReceiptOfSubmission(this.#parts.database, this.#submissionHash(purpose, formKey));
    if (row === undefined) return null;
    const isSame = row.content_hash.equals(this.#contentHash(formKey, content));
    const { number, subject_id: subjectId } = row;
    return { number, secret: this.secretOf(purpose, formKey), subjectId, isRepeated: true, isSame };
  }

  /**
   * Makes the receipt of what a form brought, inside the unit of work that stores it.
   *
   * @throws the database's unique violation when the same form is being stored at this very moment; `findSubmission` finds it then.
   */
  async issue(
    tx: Sql,
    given: {
      readonly purpose: string;
      readonly subjectId: string;
      readonly formKey: string;
      readonly content: string;
      /** Of `newNumber`, where it must be known before. */
      readonly number?: string;
    },
  ): Promise<IssuedReceipt> {
    const { purpose, subjectId, formKey, content, number = this.newNumber() } = given;
    const secret = this.secretOf(purpose, formKey);
    await insertReceipt(tx, {
      number,
      purpose,
      subjectId,
      secretHash: this.#secretHash(number, secret),
      submissionHash: this.#submissionHash(purpose, formKey),
      contentHash: this.#contentHash(formKey, content),
      createdAt: this.#parts.clock.now(),
    });
    return { number, secret, subjectId, isRepeated: false };
  }

  /** Takes a receipt back, inside the unit of work that removes what it stood for: it opens nothing any more. */
  async revoke(tx: Sql, number: string): Promise<void> {
    await deleteReceipt(tx, number);
  }

  /** What number and secret open together; null when either is wrong, and nobody learns which. */
  async open(purpose: string, number: string, secret: string): Promise<{ readonly subjectId: string } | null> {
    const [wanted, given] = [cleanReceipt(number), cleanReceipt(secret)];
    const row: ReceiptRow | undefined = await readReceipt(this.#parts.database, purpose, wanted);
    // An unknown number takes as long as a wrong secret.
    const expected = row?.secret_hash ?? sha256('no receipt');
    const isRight = timingSafeEqual(expected, this.#secretHash(wanted, given));
    return row === undefined || !isRight ? null : { subjectId: row.subject_id };
  }

  /** What a receipt stands for that was opened before. */
  async subjectOf(purpose: string, number: string): Promise<string | null> {
    return (await readReceipt(this.#parts.database, purpose, number))?.subject_id ?? null;
  }

  /** Lets a browser that opened a receipt keep it open for half an hour: the value of a cookie. */
  sessionOf(number: string): string {
    const until = String(this.#parts.clock.now().getTime() + SESSION_MS).padStart(13, '0');
    return `${number}.${until}.${this.#parts.keyedHash('portal-receipt-session', `${number}\n${until}`)}`;
  }

  /** The number that such a cookie holds open; null when its time is over or it is none of ours. */
  readSession(cookie: string): string | null {
    const [, number, until, mac] = SESSION.exec(cookie) ?? [];
    if (number === undefined || until === undefined || mac === undefined) return null;
    const expected = this.#parts.keyedHash('portal-receipt-session', `${number}\n${until}`);
    if (!timingSafeEqual(sha256(mac), sha256(expected))) return null;
    return this.#parts.clock.now().getTime() < Number(until) ? number : null;
  }

  /** A number that nobody can guess, for what is about to be stored. */
  newNumber(): string {
    const bytes = Buffer.alloc(NUMBER_CHARS);
    this.#parts.fillRandom(bytes);
    return [...bytes].map((byte) => ALPHABET.charAt(byte & 31)).join('');
  }

  /** The secret of a receipt whose form's key is known, because it follows from it. */
  secretOf(purpose: string, formKey: string): string {
    const digest = Buffer.from(this.#parts.keyedHash('portal-receipt-secret', `${purpose}\n${formKey}`), 'hex');
    return [...digest.subarray(0, SECRET_CHARS)].map((byte) => ALPHABET.charAt(byte & 31)).join('');
  }

  #secretHash(number: string, secret: string): Buffer {
    return Buffer.from(this.#parts.keyedHash('portal-receipt', `${number}\n${secret}`), 'hex');
  }

  #submissionHash(purpose: string, formKey: string): Buffer {
    return Buffer.from(this.#parts.keyedHash('portal-submission', `${purpose}\n${formKey}`), 'hex');
  }

  // With the form's key, so that what people sent cannot be tried out against the database.
  #contentHash(formKey: string, content: string): Buffer {
    return Buffer.from(this.#parts.keyedHash('portal-submission-content', `${formKey}\n${content}`), 'hex');
  }
}
