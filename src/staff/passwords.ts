import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { type FillRandom, HeguiError, MIB } from '../kernel/index.ts';

export interface PasswordCost {
  /** Memory and time: 128 × N × r bytes. A power of two. */
  readonly N: number;
  readonly r: number;
  /** Repeats of the work. */
  readonly p: number;
}

/** About a quarter of a second and 32 MiB for each guess. */
export const DEFAULT_COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
// Every hash holds a thread of Node's pool, which files and name look-ups need as well.
const AT_ONCE_MAX = 2;
const WAITING_MAX = 16;
const BUSY_RETRY_S = 5;

/** Makes and checks password hashes, a few at a time. */
export class Passwords {
  readonly #fillRandom: FillRandom;
  readonly #cost: PasswordCost;
  readonly #decoy: string;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(fillRandom: FillRandom, cost: PasswordCost = DEFAULT_COST) {
    this.#fillRandom = fillRandom;
    this.#cost = cost;
    // Of no password: nobody knows what would hash to it.
    this.#decoy = formatHash(cost, this.#random(SALT_BYTES), this.#random(HASH_BYTES));
  }

  /** `scrypt$N$r$p$salt$hash`. @throws HeguiError E_RATE_LIMITED when too many wait already. */
  async hash(password: string): Promise<string> {
    const salt = this.#random(SALT_BYTES);
    return formatHash(this.#cost, salt, await this.#derive(password, salt, this.#cost, HASH_BYTES));
  }

  /**
   * Is this the password? Without a stored hash (no such account) the answer is false after the same work.
   *
   * @throws HeguiError E_RATE_LIMITED when too many wait already.
   */
  async isRight(stored: string | null, password: string): Promise<boolean> {
    const { cost, salt, hash } = parseHash(stored ?? this.#decoy);
    const derived = await this.#derive(password, salt, cost, hash.length);
    return timingSafeEqual(derived, hash) && stored !== null;
  }

  async #derive(password: string, salt: Buffer, cost: PasswordCost, bytes: number): Promise<Buffer> {
    await this.#enter();
    try {
      // Keyboards differ in how they compose a character; the password is the same.
      return await runScrypt(password.normalize('NFC'), salt, bytes, { ...cost, maxmem: memoryOf(cost) });
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < AT_ONCE_MAX) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= WAITING_MAX) {
      throw new HeguiError('E_RATE_LIMITED', 'too many passwords are being checked at once; try again shortly', {
        retryAfterS: BUSY_RETRY_S,
      });
    }
    // Whoever leaves hands over the place, so the count stays.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }

  #random(bytes: number): Buffer {
    const buffer = Buffer.alloc(bytes);
    this.#fillRandom(buffer);
    return buffer;
  }
}

const memoryOf = ({ N, r, p }: PasswordCost): number => 128 * r * (N + p) + MIB;

const formatHash = ({ N, r, p }: PasswordCost, salt: Buffer, hash: Buffer): string =>
  `scrypt$${N}$${r}$${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;

function parseHash(stored: string): { cost: PasswordCost; salt: Buffer; hash: Buffer } {
  const [, N, r, p, salt, hash] = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) {
    throw new HeguiError('E_INTERNAL', 'a stored password is not in the form scrypt$N$r$p$salt$hash; set a new one');
  }
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

function runScrypt(password: string, salt: Buffer, bytes: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, bytes, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
