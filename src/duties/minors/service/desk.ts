import type { z } from 'zod';
import type { MinorOverview, minorRecordAskSchema, minorRecordSchema } from '../../../contract/index.ts';
import { minorSettingsSchema } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { DAY_MS, unknownId } from '../../../kernel/index.ts';
import { readProfile } from '../mode.ts';
import type { MinorsParts, MinorUser } from '../model.ts';
import { looserThan, startSettings } from '../rules.ts';
import { countAppeals } from '../store/appeals.ts';
import { countCrises, hasContact } from '../store/companions.ts';
import { countBands, countGuardians, listStatements, readGuardian } from '../store/people.ts';
import { listPolicies } from '../store/policies.ts';
import { countStops } from '../store/use.ts';
import { readDays } from './guardians.ts';

const STOP_DAYS = 14;
const RECORD_DAYS = 30;
const UNDER_14: ReadonlySet<string> = new Set(['under-8', '8-13']);

/** Figures about minors in every service in use; nobody can be told from them. */
export async function readDeskOverview(parts: MinorsParts): Promise<MinorOverview> {
  const { database, clock } = parts;
  const now = clock.now();
  const [services, policies, bands, guardians, stops, appeals, crises] = await Promise.all([
    parts.services(),
    listPolicies(database),
    countBands(database),
    countGuardians(database),
    countStops(database, new Date(now.getTime() - STOP_DAYS * DAY_MS)),
    countAppeals(database, now),
    countCrises(database, now),
  ]);
  return {
    services: [...services.values()].map(({ id, name }) => {
      const stored = policies.get(id);
      const settings = stored === undefined ? startSettings() : minorSettingsSchema.parse(stored);
      const own = bands.filter(({ serviceId }) => serviceId === id);
      const children = own.filter(({ band }) => UNDER_14.has(band));
      return {
        serviceId: id,
        serviceName: name,
        mode: settings.mode,
        isCompanion: settings.companion !== null,
        looser: looserThan(settings).length,
        bands: Object.fromEntries(own.map(({ band, users }) => [band, users])),
        guardians: guardians.get(id) ?? 0,
        under14WithoutConsent: children.reduce((sum, { users, consented }) => sum + users - consented, 0),
      };
    }),
    stops: stops.map((row) => ({ ...row })),
    openAppeals: appeals.open,
    overdueAppeals: appeals.overdue,
    openCrises: crises.open,
  };
}

/**
 * What is kept about the age and the use of one end user: times and codes, never words. Leaves evidence with the purpose before
 * anything is handed out.
 */
export async function readRecord(
  parts: MinorsParts,
  { serviceId, user: said, purpose }: z.output<typeof minorRecordAskSchema>,
  by: Actor,
): Promise<z.infer<typeof minorRecordSchema>> {
  if (!(await parts.services()).has(serviceId)) throw unknownId('service');
  const user = await userCalled(parts, serviceId, said);
  await parts.unitOfWork.run(async (_tx, evidence) => {
    evidence.append('minors.record-viewed', { service: serviceId, endUser: user.endUser, purpose, by });
  });
  const { database, clock } = parts;
  const [profile, statements, guardian, isReachable, days] = await Promise.all([
    readProfile(parts, user),
    listStatements(database, user),
    readGuardian(database, user),
    hasContact(database, user),
    readDays(parts, user.endUser, clock.now(), RECORD_DAYS),
  ]);
  return {
    endUser: user.endUser,
    statements: statements.map(({ source, band, at }) => ({ source, band, at: at.toISOString() })),
    band: profile.band,
    guardian:
      guardian === undefined
        ? null
        : {
            assurance: guardian.assurance,
            linkedAt: guardian.linkedAt.toISOString(),
            hasConsent: guardian.consentedAt !== null,
          },
    hasContact: isReachable,
    days: days.map(({ day, minutes, stops }) => ({
      day,
      minutes,
      stops: stops.reduce((sum, { requests }) => sum + requests, 0),
    })),
  };
}

/** By the pseudonym when something is known under it, else by the name that the app sends. */
async function userCalled(parts: MinorsParts, serviceId: string, said: string): Promise<MinorUser> {
  const asPseudonym = { serviceId, endUser: said };
  const isKnown = (await listStatements(parts.database, asPseudonym)).length > 0;
  return isKnown ? asPseudonym : { serviceId, endUser: parts.pseudonym(serviceId, said) };
}
