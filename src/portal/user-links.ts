import { timingSafeEqual } from 'node:crypto';
import type { KeyedHash } from '../evidence/index.ts';
import { type Clock, HOUR_MS, sha256 } from '../kernel/index.ts';

/** An end user of a service, by the pseudonym that the service's app knows them by. */
export interface LinkedUser {
  readonly serviceId: string;
  readonly endUser: string;
}

export const USER_LINK_MS = HOUR_MS;
/** The parameter of addresses and the hidden field of forms that carries one. */
export const USER_LINK = 'u';
const TOKEN = /^(svc_[0-9A-HJKMNP-TV-Z]{26})\.([\w-]{1,700})\.(\d{13})\.([0-9a-f]{64})$/;

/**
 * Links that let a page of the portal know whom an app or a refusal sent, for an hour and without an account. Whoever holds one can do
 * for this user what its pages offer, and learns nobody's name from it. Nothing is stored.
 */
export class UserLinks {
  readonly #parts: { readonly keyedHash: KeyedHash; readonly clock: Clock };

  constructor(parts: { readonly keyedHash: KeyedHash; readonly clock: Clock }) {
    this.#parts = parts;
  }

  make({ serviceId, endUser }: LinkedUser): string {
    const until = String(this.#parts.clock.now().getTime() + USER_LINK_MS).padStart(13, '0');
    const said = `${serviceId}.${Buffer.from(endUser).toString('base64url')}.${until}`;
    return `${said}.${this.#mac(said)}`;
  }

  /** Whom a link stands for; null when its time is over or it is none of ours. */
  read(token: string): LinkedUser | null {
    const [, serviceId, encoded, until, mac] = TOKEN.exec(token) ?? [];
    if (serviceId === undefined || encoded === undefined || until === undefined || mac === undefined) return null;
    // Digests have one length, so nothing can be learnt from how long the comparison takes.
    const expected = this.#mac(`${serviceId}.${encoded}.${until}`);
    if (!timingSafeEqual(sha256(mac), sha256(expected))) return null;
    if (this.#parts.clock.now().getTime() >= Number(until)) return null;
    return { serviceId, endUser: Buffer.from(encoded, 'base64url').toString() };
  }

  #mac(said: string): string {
    return this.#parts.keyedHash('portal-user-link', said);
  }
}
