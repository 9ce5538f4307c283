import { HeguiError, invalidField } from '../../kernel/index.ts';
import type { Assertions } from './assertions.ts';
import type {
  AssertionRow,
  AttemptKind,
  AttemptRow,
  Confirmed,
  IdentityParts,
  IdentityUser,
  ProviderRow,
} from './model.ts';
import { cleanPerson } from './person.ts';
import type { Providers } from './providers-service.ts';
import { IdentityRefusal } from './refusal.ts';
import { ATTEMPT_KEPT_MS, CHECK_LIMITS, FLOW_MS, waitFor } from './rules.ts';
import { deleteAttempts, endAttempt, insertAttempt, listBegunBy, lockFor, readAttempt } from './store/attempts.ts';

type FlowKind = Extract<AttemptKind, 'vendor' | 'national' | 'oidc'>;
const BIZ_SEQ = /^[0-9A-Z]{26}[0-9A-F]{6}$/;
const BIZ_SEQ_BYTES = 3;

/** Confirmations by others: what is asked of them, for whom, and what they say. */
export class Checks {
  readonly #parts: IdentityParts;
  readonly #assertions: Assertions;
  readonly #providers: Providers;

  constructor(parts: IdentityParts, assertions: Assertions, providers: Providers) {
    this.#parts = parts;
    this.#assertions = assertions;
    this.#providers = providers;
  }

  /**
   * Asks a vendor whether name, number and telephone belong together. The values pass through.
   *
   * @throws HeguiError E_REQUEST_INVALID naming the field; E_RATE_LIMITED after five in a day; E_IDENTITY_PROVIDER; IdentityRefusal.
   */
  async check(
    user: IdentityUser,
    {
      providerId,
      ...given
    }: {
      readonly providerId?: string | undefined;
      readonly name: string;
      readonly number: string;
      readonly phone: string;
    },
  ): Promise<AssertionRow> {
    const provider = await this.#providers.choose('tencent', providerId);
    const { settings } = provider;
    // A typing mistake is neither sent nor counted.
    cleanPerson(given, settings.kind === 'tencent' ? settings.elements : 'three', this.#parts.clock.now());
    const id = await this.#begin(user, 'vendor', provider, null);
    return await this.#confirm(user, { id, provider, method: 'vendor' }, given, {});
  }

  /**
   * Begins a sign-in elsewhere; returns where the person has to go. It has to end in the browser in which it began: else whoever began
   * it could have somebody else sign in for them.
   *
   * @throws HeguiError E_IDENTITY_PROVIDER, E_RATE_LIMITED
   */
  async beginSignIn(user: IdentityUser, providerId: string, visitor: string): Promise<string> {
    const provider = await this.#providers.choose('oidc', providerId);
    const id = this.#parts.ids.next('idt');
    const { url, secrets } = await this.#providers.begin(provider, id);
    const sealed = await this.#parts.keyEncryption.wrap(
      Buffer.from(JSON.stringify({ ...secrets, visitor }), 'utf8'),
      id,
    );
    await this.#begin(user, 'oidc', provider, Buffer.from(sealed), id);
    return url;
  }

  /** Takes the answer of a sign-in elsewhere, once. @throws HeguiError E_IDENTITY_PROVIDER; IdentityRefusal */
  async endSignIn(answer: URLSearchParams, visitor: string): Promise<AssertionRow> {
    const attempt = await this.#underWay(answer.get('state') ?? '', 'oidc');
    if (attempt?.sealed == null) throw new IdentityRefusal('expired');
    const { id, sealed } = attempt;
    const provider = await this.#providers.choose('oidc', attempt.providerId ?? undefined);
    const opened: unknown = JSON.parse((await this.#parts.keyEncryption.unwrap(sealed, id)).toString('utf8'));
    const secrets = secretsOf(opened);
    if (secrets.visitor !== visitor) throw new IdentityRefusal('other-browser');
    return await this.#confirm(attempt, { id, provider, method: 'oidc' }, { answer: answer.toString() }, secrets);
  }

  /** What an app starts the national service's app with. */
  async beginNational(user: IdentityUser, providerId: string | undefined) {
    const provider = await this.#providers.choose('national', providerId);
    const { settings } = provider;
    if (settings.kind !== 'national') throw new Error('chosen by its kind');
    const id = await this.#begin(user, 'national', provider, null);
    return {
      bizSeq: bizSeqOf(id, this.#parts.keyedHash),
      orgID: settings.orgId,
      appID: settings.appId,
      type: settings.authMode === 'R04' ? 1 : 0,
      expiresAt: new Date(this.#parts.clock.now().getTime() + FLOW_MS),
    };
  }

  /** Takes what that app gave back, once. @throws HeguiError E_IDENTITY_PROVIDER; IdentityRefusal */
  async endNational(
    { serviceId, endUser }: IdentityUser,
    bizSeq: string,
    given: { readonly idCardAuthData: string; readonly certPwdData?: string | undefined },
  ): Promise<AssertionRow> {
    const id = `idt_${bizSeq.slice(0, 26)}`;
    const isOurs = BIZ_SEQ.test(bizSeq) && bizSeqOf(id, this.#parts.keyedHash) === bizSeq;
    const attempt = isOurs ? await this.#underWay(id, 'national') : null;
    if (attempt === null || attempt.serviceId !== serviceId || attempt.endUser !== endUser)
      throw new IdentityRefusal('expired');
    const provider = await this.#providers.choose('national', attempt.providerId ?? undefined);
    const { settings } = provider;
    if (settings.kind === 'national' && settings.authMode === 'R04' && given.certPwdData === undefined)
      throw invalidField('certPwdData', 'is needed in mode R04; start the app with type 1');
    const { idCardAuthData, certPwdData = '' } = given;
    const how = { id, provider, method: 'national', wireId: bizSeq } as const;
    return await this.#confirm(attempt, how, { idCardAuthData, certPwdData }, {});
  }

  /** One attempt is asked about once, whatever comes of it; a refusal leaves evidence as well. */
  async #confirm(
    { serviceId, endUser }: IdentityUser,
    how: { readonly id: string; readonly provider: ProviderRow; readonly method: FlowKind; readonly wireId?: string },
    given: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
  ): Promise<AssertionRow> {
    const { database, clock, unitOfWork } = this.#parts;
    const { id, provider, method, wireId = id } = how;
    if (!(await endAttempt(database, id, clock.now()))) throw new IdentityRefusal('expired');
    let confirmed: Confirmed;
    try {
      confirmed = await this.#providers.confirm(provider, given, { id: wireId, secrets });
    } catch (error) {
      if (error instanceof IdentityRefusal)
        await unitOfWork.run(async (_tx, evidence) => {
          const { reason } = error;
          evidence.append('identity.refused', { service: serviceId, endUser, method, provider: provider.id, reason });
        });
      throw error;
    }
    return await this.#assertions.record({ serviceId, endUser }, { method, providerId: provider.id }, confirmed);
  }

  async #begin(
    user: IdentityUser,
    kind: FlowKind,
    { id: providerId }: ProviderRow,
    sealed: Buffer | null,
    given?: string,
  ): Promise<string> {
    const { database, clock, ids } = this.#parts;
    const id = given ?? ids.next('idt');
    const begunAt = clock.now();
    const since = new Date(begunAt.getTime() - ATTEMPT_KEPT_MS);
    const { serviceId, endUser } = user;
    await database.transaction(async (tx) => {
      await lockFor(tx, [`${serviceId} ${endUser}`]);
      await deleteAttempts(tx, since);
      const retryAfterS = waitFor(await listBegunBy(tx, user, [kind], since), LIMITS[kind], begunAt);
      if (retryAfterS !== null)
        throw new HeguiError('E_RATE_LIMITED', 'this was tried too often today', { retryAfterS });
      const expiresAt = new Date(begunAt.getTime() + FLOW_MS);
      await insertAttempt(tx, {
        id,
        serviceId,
        endUser,
        kind,
        providerId,
        addressHash: null,
        codeHash: null,
        sealed,
        begunAt,
        expiresAt,
      });
    });
    return id;
  }

  async #underWay(id: string, kind: FlowKind): Promise<AttemptRow | null> {
    const attempt = await readAttempt(this.#parts.database, id);
    const isLive = attempt?.kind === kind && attempt.endedAt === null && attempt.expiresAt > this.#parts.clock.now();
    return isLive ? attempt : null;
  }
}

/** Vendors bill each question, and its answers say whose a number is; coming and going elsewhere costs little. */
const LIMITS: Readonly<Record<FlowKind, typeof CHECK_LIMITS>> = {
  vendor: CHECK_LIMITS,
  national: [{ count: 20, withinMs: ATTEMPT_KEPT_MS }],
  oidc: [{ count: 20, withinMs: ATTEMPT_KEPT_MS }],
};

/** The service wants 32 letters or digits: those of the id, and some that only we can add. */
const bizSeqOf = (id: string, keyedHash: IdentityParts['keyedHash']): string =>
  `${id.slice('idt_'.length)}${keyedHash('identity-biz-seq', id)
    .slice(0, 2 * BIZ_SEQ_BYTES)
    .toUpperCase()}`;

function secretsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
