import type { z } from 'zod';
import type {
  AgeAppealRow,
  AgeBand,
  ageAppealWordsSchema,
  crisesSchema,
  GuardianSettings,
  MinorOverview,
  MinorPolicyState,
  MinorSettings,
  minorRecordAskSchema,
  minorRecordSchema,
  PublicMinorState,
  publicConsentSchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { unknownId } from '../../kernel/index.ts';
import { consentDigest, consentText } from './consent.ts';
import { MinorMode } from './mode.ts';
import type { GuardianLink, MinorsParts, MinorUser } from './model.ts';
import { stateAge } from './service/ages.ts';
import { appeal, decide, listDesk, type MadeAppeal, openAppeal, readForPublic, readWords } from './service/appeals.ts';
import { type FoundCrisis, markHandled, noteCrisis, removeContact, setContact } from './service/companions.ts';
import { readDeskOverview, readRecord } from './service/desk.ts';
import {
  childOfCode,
  type GuardianOverview,
  type LinkRequest,
  linkByCode,
  linkOfReceipt,
  linkVouched,
  makeCode,
  type NewLink,
  openGuardian,
  readOverview,
  setByGuardian,
  unlink,
} from './service/guardians.ts';
import { changePolicy, readPolicyState } from './service/policy.ts';
import { stateOf } from './service/state.ts';
import { listCrises } from './store/companions.ts';

const CRISES_SHOWN = 200;

/** Ages, minor mode, guardians, appeals about ages, and companions. What changes counts at once in this process, and soon in others. */
export class MinorsService {
  /** What requests ask; a server starts it, commands need not. */
  readonly mode: MinorMode;
  readonly #parts: MinorsParts;

  constructor(parts: MinorsParts) {
    this.#parts = parts;
    this.mode = new MinorMode(parts);
  }

  user(serviceId: string, name: string): MinorUser {
    return { serviceId, endUser: this.#parts.pseudonym(serviceId, name) };
  }

  policy(serviceId: string): Promise<MinorPolicyState> {
    return readPolicyState(this.#parts, serviceId);
  }

  async changePolicy(
    serviceId: string,
    given: { readonly settings: MinorSettings; readonly revision: number },
    by: Actor,
  ): Promise<MinorPolicyState> {
    await changePolicy(this.#parts, serviceId, given, by);
    await this.mode.refresh();
    return await this.policy(serviceId);
  }

  overview(): Promise<MinorOverview> {
    return readDeskOverview(this.#parts);
  }

  record(asked: z.output<typeof minorRecordAskSchema>, by: Actor): Promise<z.infer<typeof minorRecordSchema>> {
    return readRecord(this.#parts, asked, by);
  }

  state(user: MinorUser): Promise<PublicMinorState> {
    return stateOf(this.#parts, user);
  }

  async stateAge(
    user: MinorUser,
    said: { readonly source: 'declared' | 'verified'; readonly band: AgeBand },
  ): Promise<void> {
    await stateAge(this.#parts, user, said);
    this.mode.forgetUser(user);
  }

  /** The words of consent of a service, with their digests. */
  async consent(serviceId: string): Promise<z.infer<typeof publicConsentSchema>> {
    const service = (await this.#parts.services()).get(serviceId);
    if (service === undefined) throw unknownId('service');
    const zh = consentText(service.name, this.#parts.providerName(), 'zh');
    const en = consentText(service.name, this.#parts.providerName(), 'en');
    return { text: { zh, en }, digest: { zh: consentDigest(zh), en: consentDigest(en) } };
  }

  makeCode(user: MinorUser): Promise<{ readonly code: string; readonly expiresAt: Date }> {
    return makeCode(this.#parts, user);
  }

  childOfCode(code: string): Promise<MinorUser | null> {
    return childOfCode(this.#parts, code);
  }

  async linkByCode(given: LinkRequest & { readonly code: string }): Promise<NewLink> {
    const child = await childOfCode(this.#parts, given.code);
    const made = await linkByCode(this.#parts, given);
    if (child !== null) this.mode.forgetUser(child);
    return made;
  }

  async linkVouched(child: MinorUser, given: Omit<LinkRequest, 'formKey'>): Promise<NewLink> {
    const made = await linkVouched(this.#parts, child, given);
    this.mode.forgetUser(child);
    return made;
  }

  openGuardian(number: string, secret: string): Promise<string> {
    return openGuardian(this.#parts, number, secret);
  }

  linkOfReceipt(number: string): Promise<GuardianLink | null> {
    return linkOfReceipt(this.#parts, number);
  }

  guardianOverview(link: GuardianLink): Promise<GuardianOverview> {
    return readOverview(this.#parts, link);
  }

  async setByGuardian(
    link: GuardianLink,
    given: { readonly settings: GuardianSettings; readonly revision: number },
  ): Promise<void> {
    await setByGuardian(this.#parts, link, given);
    this.mode.forgetUser(link);
  }

  async unlink(child: MinorUser, by: 'guardian' | 'app'): Promise<void> {
    await unlink(this.#parts, child, by);
    this.mode.forgetUser(child);
  }

  appeal(user: MinorUser, given: Parameters<typeof appeal>[2]): Promise<MadeAppeal> {
    return appeal(this.#parts, user, given);
  }

  async appeals(): Promise<{ items: AgeAppealRow[] }> {
    return { items: await listDesk(this.#parts) };
  }

  readAppeal(id: string, by: Actor): Promise<z.infer<typeof ageAppealWordsSchema>> {
    return readWords(this.#parts, id, by);
  }

  async decideAppeal(
    id: string,
    given: { readonly outcome: 'upheld' | 'overturned'; readonly text: string },
    by: Actor,
  ): Promise<{ items: AgeAppealRow[] }> {
    const user = await decide(this.#parts, id, given, by);
    this.mode.forgetUser(user);
    return await this.appeals();
  }

  appealOfReceipt(number: string): ReturnType<typeof readForPublic> {
    return readForPublic(this.#parts, number);
  }

  openAppeal(number: string, secret: string): Promise<void> {
    return openAppeal(this.#parts, number, secret);
  }

  setContact(user: MinorUser, given: Parameters<typeof setContact>[2]): Promise<void> {
    return setContact(this.#parts, user, given);
  }

  removeContact(user: MinorUser): Promise<void> {
    return removeContact(this.#parts, user);
  }

  noteCrisis(crisis: FoundCrisis): Promise<void> {
    return noteCrisis(this.#parts, crisis);
  }

  async crises(): Promise<z.infer<typeof crisesSchema>> {
    const rows = await listCrises(this.#parts.database, CRISES_SHOWN);
    const items = rows.map(({ foundAt, handledAt, ...row }) => ({
      ...row,
      foundAt: foundAt.toISOString(),
      handledAt: handledAt?.toISOString() ?? null,
    }));
    return { items };
  }

  async handleCrisis(exchangeId: string, by: Actor): Promise<z.infer<typeof crisesSchema>> {
    await markHandled(this.#parts, exchangeId, by);
    return await this.crises();
  }

  /** What the board's controls ask. */
  get controlParts(): Pick<MinorsParts, 'database' | 'services' | 'scopeOf'> {
    return this.#parts;
  }

  /** Where the public finds pages of the portal. */
  get address(): string {
    return this.#parts.address;
  }

  pageFor(user: MinorUser): { readonly zh: string; readonly en: string } {
    return this.#parts.pageFor(user);
  }

  async serviceName(serviceId: string): Promise<string> {
    return (await this.#parts.services()).get(serviceId)?.name ?? '–';
  }
}
