import type { z } from 'zod';
import {
  type IdentityFunction,
  type IdentityFunctionRow,
  type IdentityLookedUp,
  type IdentityOverview,
  identityFunctionSchema,
  type identityLookupSchema,
  type publicAssertSchema,
  type publicIdentitySchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { type HeguiError, invalidField, sha256Hex, unknownId } from '../../kernel/index.ts';
import { findCreditCodeFault } from '../../label/index.ts';
import { Assertions } from './assertions.ts';
import { Checks } from './checks.ts';
import { Codes } from './codes.ts';
import { FUNCTIONS } from './functions.ts';
import type { AssertionRow, IdentityParts, IdentityServiceEntry, IdentityUser } from './model.ts';
import { cleanPhone, cleanResidentNumber } from './numbers.ts';
import { Providers } from './providers-service.ts';
import { assuranceFrom, findLack, isInGrace } from './rules.ts';
import { countLevels, countShared, listAssertions, listStanding } from './store/assertions.ts';

type Asserted = z.output<typeof publicAssertSchema>;

/** Who end users are, as far as a function needs it. @law csl#26 deep-synthesis#9 */
export class IdentityService {
  readonly #parts: IdentityParts;
  readonly assertions: Assertions;
  readonly providers: Providers;
  readonly codes: Codes;
  readonly checks: Checks;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
    this.assertions = new Assertions(parts);
    this.providers = new Providers(parts);
    this.codes = new Codes(parts, this.assertions);
    this.checks = new Checks(parts, this.assertions, this.providers);
  }

  /** Which gateways for codes are set up. */
  get channels(): IdentityOverview['channels'] {
    const { sms, email } = this.#parts.channels;
    return { sms, email };
  }

  /** Services that need something before something, for anybody; costs no query. */
  async asking(): Promise<readonly IdentityServiceEntry[]> {
    const services = await this.#parts.services();
    return [...services.values()].filter(({ policy }) => Object.keys(policy.identity.needs).length > 0);
  }

  async overview(): Promise<IdentityOverview> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const [services, counts, shared] = await Promise.all([
      this.#parts.services(),
      countLevels(database, now),
      countShared(database, now),
    ]);
    return {
      services: [...services.values()].map(({ id, name, policy }) => {
        const { phone = 0, verified = 0, entity = 0 } = counts.find(({ serviceId }) => serviceId === id) ?? {};
        return {
          serviceId: id,
          serviceName: name,
          policy: policy.identity,
          users: { phone, verified, entity },
          shared: shared.find(({ serviceId }) => serviceId === id)?.count ?? 0,
        };
      }),
      functions: identityFunctionSchema.options.map((fn) => this.functionRow(fn)),
      channels: this.channels,
    };
  }

  /** A function with its reason and how sure the law behind it is known. */
  functionRow(fn: IdentityFunction): IdentityFunctionRow {
    const { title, reason, bases } = FUNCTIONS[fn];
    return {
      function: fn,
      title,
      reason,
      bases: bases.map((id) => ({ id, confidence: this.#parts.confidenceOf(id) })),
    };
  }

  /** Where an end user stands, for the app and for the page. */
  async standing(user: IdentityUser): Promise<Omit<z.infer<typeof publicIdentitySchema>, 'link' | 'linkExpiresAt'>> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const { policy } = await this.assertions.service(user.serviceId);
    const standings = await listStanding(database, user);
    const { level, until } = assuranceFrom(standings, now);
    const functions = identityFunctionSchema.options.map((fn) => {
      const lack = findLack([fn], policy.identity, standings, now);
      const isGraced = lack !== null && isInGrace(policy.identity, now);
      return {
        ...this.functionRow(fn),
        needed: policy.identity.needs[fn] ?? null,
        isAllowed: lack === null || isGraced,
        graceUntil: isGraced ? policy.identity.graceUntil : null,
      };
    });
    return { level, until: until?.toISOString() ?? null, functions };
  }

  /** The provider's own app has confirmed its user. @throws HeguiError E_REQUEST_INVALID for a number that is none */
  async assert(user: IdentityUser, { level, subject, reference, ageBand, until }: Asserted): Promise<AssertionRow> {
    const confirmed = {
      level,
      subject: subject === undefined ? null : { kind: subject.kind, value: cleanSubject(subject) },
      reference: reference ?? null,
      ageBand: ageBand ?? null,
    };
    const how = { method: 'app', providerId: null, ...(until === undefined ? {} : { until }) } as const;
    return await this.assertions.record(user, how, confirmed);
  }

  /** What is known of one end user, found by the app's name or the pseudonym. Leaves evidence with the purpose, whatever is found. */
  async lookUp(
    { serviceId, user, purpose }: z.output<typeof identityLookupSchema>,
    by: Actor,
  ): Promise<IdentityLookedUp> {
    const { database, clock, unitOfWork } = this.#parts;
    await this.assertions.service(serviceId);
    const now = clock.now();
    const read = (endUser: string) => listAssertions(database, { serviceId, endUser }, now);
    const named = this.assertions.pseudonym(serviceId, user);
    const byPseudonym = await read(user);
    const endUser = byPseudonym.length > 0 ? user : named;
    await unitOfWork.run(async (_tx, evidence) => {
      evidence.append('identity.viewed', { service: serviceId, endUser, purpose, by });
    });
    const rows = byPseudonym.length > 0 ? byPseudonym : await read(named);
    const standings = rows.filter(({ endedAt }) => endedAt === null);
    return {
      serviceId,
      endUser,
      level: assuranceFrom(standings, now).level,
      assertions: rows.map((row) => ({
        id: row.id,
        level: row.level,
        method: row.method,
        providerName: row.providerName,
        reference: row.reference,
        ageBand: row.ageBand,
        subjectKind: row.subjectKind,
        sameSubject: row.sameSubject,
        assertedAt: row.assertedAt.toISOString(),
        untilAt: row.untilAt.toISOString(),
        endedAt: row.endedAt?.toISOString() ?? null,
        endedReason: row.endedReason,
      })),
    };
  }

  /** Staff end what stands of an end user, because it was wrong. @throws HeguiError E_NOT_FOUND when nothing stands */
  async withdrawAsMistaken(user: IdentityUser, reason: string, by: Actor): Promise<number> {
    await this.assertions.service(user.serviceId);
    const withdrawn = await this.assertions.withdraw(user, { by, reasonDigest: sha256Hex(reason) });
    if (withdrawn === 0) throw unknownId('standing confirmation of this end user');
    return withdrawn;
  }
}

/** As it is compared; form and check digits are looked at where there are any. */
function cleanSubject({ kind, value }: NonNullable<Asserted['subject']>): string {
  const wrong = (message: string): HeguiError => invalidField('subject.value', message);
  switch (kind) {
    case 'phone': {
      const phone = cleanPhone(value);
      if (phone === null) throw wrong('is no telephone number such as 13800000000 or, abroad, +4915100000000');
      return phone;
    }
    case 'id': {
      const number = cleanResidentNumber(value);
      if (number === null) throw wrong('is no number of a resident identity card; check it digit by digit');
      return number;
    }
    case 'entity':
      if (findCreditCodeFault(value) !== null) throw wrong('is no unified social credit code; check it digit by digit');
      return value;
    case 'account':
      return value;
  }
}
