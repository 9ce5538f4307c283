import { timingSafeEqual } from 'node:crypto';
import { HeguiError, invalidField, type Language } from '../../kernel/index.ts';
import type { Assertions } from './assertions.ts';
import type { AssertionRow, AttemptKind, AttemptRow, CodeChannel, IdentityParts, IdentityUser } from './model.ts';
import { cleanEmail, cleanPhone } from './numbers.ts';
import { IdentityRefusal } from './refusal.ts';
import { ATTEMPT_KEPT_MS, CODE_LIMITS, CODE_MS, CODE_TRIES_MAX, makeCode, waitFor } from './rules.ts';
import {
  countTry,
  deleteAttempts,
  endAttempt,
  insertAttempt,
  listBegunBy,
  listSentTo,
  lockFor,
  readAttempt,
} from './store/attempts.ts';

const KINDS: readonly AttemptKind[] = ['code-sms', 'code-email'];
const CODE = /^\d{6}$/;

const WORDS = {
  subject: { zh: '身份确认码', en: 'Your code' },
  text: {
    zh: (service: string, code: string) =>
      `您在“${service}”的身份确认码：${code}，10 分钟内有效。请勿告诉他人；不是您本人操作请忽略。`,
    en: (service: string, code: string) =>
      `Your code for “${service}” is ${code}; it is good for 10 minutes. Tell it to nobody. If you did not ask for it, ignore this message.`,
  },
} as const;

/**
 * Codes of six digits to a telephone or a mail box, to find out that an end user holds it. Neither the address nor the code is stored:
 * keyed hashes stand for both, and limits hold across processes.
 */
export class Codes {
  readonly #parts: IdentityParts;
  readonly #assertions: Assertions;

  constructor(parts: IdentityParts, assertions: Assertions) {
    this.#parts = parts;
    this.#assertions = assertions;
  }

  /** Which ways are open for a service. */
  async channelsOf(serviceId: string): Promise<{ readonly sms: boolean; readonly email: boolean }> {
    const { policy } = await this.#assertions.service(serviceId);
    const { sms, email } = this.#parts.channels;
    return { sms, email: email && policy.identity.email === 'counts' };
  }

  /**
   * Sends a code and returns by which it is entered.
   *
   * @throws HeguiError E_REQUEST_INVALID for an address that is none or a way that is not open; E_RATE_LIMITED with the seconds to
   *   wait; E_IDENTITY_PROVIDER when the gateway did not take it.
   */
  async send(
    user: IdentityUser,
    {
      channel,
      address,
      language,
    }: { readonly channel: CodeChannel; readonly address: string; readonly language: Language },
  ): Promise<{ readonly attempt: string; readonly expiresAt: Date }> {
    const { name } = await this.#assertions.service(user.serviceId);
    if (!(await this.channelsOf(user.serviceId))[channel])
      throw invalidField(
        'channel',
        'is not open for this service; its gateway must be set up, and e-mail allowed by its policy',
      );
    const to = channel === 'sms' ? cleanPhone(address) : cleanEmail(address);
    if (to === null)
      throw invalidField(
        'address',
        channel === 'sms'
          ? 'is no telephone number such as 13800000000 or, abroad, +4915100000000'
          : 'is no e-mail address such as name@example.com',
      );
    const { fillRandom, ids, clock, sendWords } = this.#parts;
    const code = makeCode(fillRandom);
    const id = ids.next('idt');
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + CODE_MS);
    const addressHash = this.#assertions.subjectHash(user.serviceId, { kind: subjectOf(channel), value: to });
    await this.#begin({
      id,
      ...user,
      kind: `code-${channel}`,
      addressHash,
      codeHash: this.#hash(id, code),
      begunAt: now,
      expiresAt,
    });
    const text = WORDS.text[language](name, code);
    const fault = await sendWords(channel, { to, subject: WORDS.subject[language], text });
    if (fault !== null) {
      await endAttempt(this.#parts.database, id, clock.now());
      throw new HeguiError('E_IDENTITY_PROVIDER', `the gateway for ${channel} did not take the code (${fault})`);
    }
    return { attempt: id, expiresAt };
  }

  /**
   * Takes what was entered, at most five times a code.
   *
   * @throws IdentityRefusal when it is not the code, is entered too late or too often.
   */
  async enter(user: IdentityUser, id: string, entered: string): Promise<AssertionRow> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const attempt = await countTry(database, id, user, CODE_TRIES_MAX, now);
    if (attempt === undefined || attempt.codeHash === null || attempt.addressHash === null)
      throw await this.#whyNot(user, id);
    if (!isSame(attempt.codeHash, this.#hash(id, entered.replaceAll(/\s/g, ''))))
      throw new IdentityRefusal(attempt.tries >= CODE_TRIES_MAX ? 'tries' : 'wrong-code');
    const { kind, addressHash } = attempt;
    if (kind !== 'code-sms' && kind !== 'code-email') throw new IdentityRefusal('expired');
    const subject = { kind: kind === 'code-sms' ? 'phone' : 'email', hash: addressHash } as const;
    return await this.#assertions.record(
      user,
      { method: kind, providerId: null },
      { level: 'phone', subject, reference: null, ageBand: null },
      async (tx) => {
        // Of two that entered it at the same moment, one is taken.
        if (!(await endAttempt(tx, id, now))) throw new IdentityRefusal('expired');
      },
    );
  }

  async #begin(row: NewCode): Promise<void> {
    const { database } = this.#parts;
    const { serviceId, endUser, addressHash, begunAt: now } = row;
    const since = new Date(now.getTime() - ATTEMPT_KEPT_MS);
    await database.transaction(async (tx) => {
      await lockFor(tx, [`${serviceId} ${endUser}`, addressHash]);
      await deleteAttempts(tx, since);
      const waits = [
        waitFor(await listSentTo(tx, addressHash, since), CODE_LIMITS.address, now),
        waitFor(await listBegunBy(tx, row, KINDS, since), CODE_LIMITS.user, now),
      ].filter((wait) => wait !== null);
      if (waits.length > 0)
        throw new HeguiError('E_RATE_LIMITED', 'too many codes were asked for', { retryAfterS: Math.max(...waits) });
      await insertAttempt(tx, { ...row, providerId: null, sealed: null });
    });
  }

  /** Why nothing can be entered any more. Another user's attempt is none. */
  async #whyNot({ serviceId, endUser }: IdentityUser, id: string): Promise<HeguiError> {
    const attempt = await readAttempt(this.#parts.database, id);
    const isOwn = attempt?.serviceId === serviceId && attempt.endUser === endUser;
    return new IdentityRefusal(isOwn && attempt.tries >= CODE_TRIES_MAX ? 'tries' : 'expired');
  }

  #hash(id: string, code: string): string {
    return this.#parts.keyedHash('identity-code', `${id}\n${CODE.test(code) ? code : 'none'}`);
  }
}

/** A code that is to be sent. */
interface NewCode extends Omit<AttemptRow, 'providerId' | 'sealed' | 'tries' | 'endedAt'> {
  readonly addressHash: string;
}

const subjectOf = (channel: CodeChannel) => (channel === 'sms' ? 'phone' : 'email');

/** In a time that does not depend on where they differ. */
const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
