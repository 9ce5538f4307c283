import type { GuardianSettings, MinorBand } from '../../../contract/index.ts';
import { guardianSettingsSchema } from '../../../contract/index.ts';
import {
  canonicalJson,
  chinaDay,
  DAY_MS,
  HeguiError,
  invalidField,
  type Language,
  MINUTE_MS,
  sha256Hex,
  unknownId,
} from '../../../kernel/index.ts';
import { cleanReceipt, groupReceipt } from '../../../portal/index.ts';
import { consentDigest, consentText } from '../consent.ts';
import { readProfile } from '../mode.ts';
import { type Assurance, GUARDIAN, type GuardianLink, type MinorsParts, type MinorUser } from '../model.ts';
import {
  isMinor,
  limitsOf,
  MINOR_BANDS,
  mayGuardianLoosen,
  requireMaySet,
  startGuardianSettings,
  UNKNOWN_MINOR,
} from '../rules.ts';
import { dayOf, minuteOf, type Runs, unionOf, usedOn } from '../runs.ts';
import {
  endLink,
  insertLink,
  readCode,
  readGuardian,
  readLink,
  takeCode,
  writeCode,
  writeLinkSettings,
} from '../store/people.ts';
import { listFunctionsOf, listSpans, listStopsOf } from '../store/use.ts';
import { stateIn } from './ages.ts';
import { settingsFor } from './state.ts';

const CODE_MS = 30 * MINUTE_MS;
const CODE_CHARS = 8;
// Crockford's alphabet: no letter that can be taken for a digit. Forty random bits, good for half an hour and one use.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const OVERVIEW_DAYS = 7;

export interface NewLink {
  readonly receipt: string;
  readonly secret: string;
}

/** A code for the child's app to show. A new one takes the place of the one before. */
export async function makeCode(
  parts: MinorsParts,
  user: MinorUser,
): Promise<{ readonly code: string; readonly expiresAt: Date }> {
  const bytes = Buffer.alloc(CODE_CHARS);
  parts.fillRandom(bytes);
  const code = [...bytes].map((byte) => ALPHABET.charAt(byte & 31)).join('');
  const now = parts.clock.now();
  const expiresAt = new Date(now.getTime() + CODE_MS);
  await parts.unitOfWork.run(async (tx, evidence) => {
    await writeCode(tx, user, { hash: hashOf(parts, code), expiresAt }, now);
    evidence.append('minors.code-made', { service: user.serviceId, endUser: user.endUser });
  });
  return { code: groupReceipt(code), expiresAt };
}

const hashOf = ({ keyedHash }: MinorsParts, code: string): Buffer =>
  Buffer.from(keyedHash('guardian-code', cleanReceipt(code)), 'hex');

/** For which child a code stands; null for one that holds not, or no longer. */
export async function childOfCode(parts: MinorsParts, code: string): Promise<MinorUser | null> {
  if (cleanReceipt(code).length !== CODE_CHARS) return null;
  return (await readCode(parts.database, hashOf(parts, code), parts.clock.now())) ?? null;
}

export interface LinkRequest {
  readonly band: MinorBand;
  readonly consent: boolean;
  readonly language: Language;
  /** Names the form that it came by: sending it twice is linking once. */
  readonly formKey: string;
}

/**
 * Links whoever typed the code of a child as its guardian.
 *
 * @throws HeguiError E_REQUEST_INVALID naming `code` or `band`; E_CONFLICT when the child has a guardian.
 */
export async function linkByCode(parts: MinorsParts, given: LinkRequest & { readonly code: string }): Promise<NewLink> {
  const { code, formKey } = given;
  const sent = await parts.receipts.findSubmission(GUARDIAN, formKey, contentOf(given));
  if (sent !== null) return { receipt: groupReceipt(sent.number), secret: groupReceipt(sent.secret) };
  const child = await childOfCode(parts, code);
  if (child === null) throw invalidField('code', 'is not known, or its half hour is over; let the app show a new one');
  return await link(parts, child, { ...given, assurance: 'code', codeHash: hashOf(parts, code) });
}

/** Links a guardian whom the app of the service has checked. */
export const linkVouched = (
  parts: MinorsParts,
  child: MinorUser,
  given: Omit<LinkRequest, 'formKey'>,
): Promise<NewLink> => link(parts, child, { ...given, assurance: 'vouched', codeHash: null, formKey: null });

const contentOf = ({ band, consent, language }: Pick<LinkRequest, 'band' | 'consent' | 'language'>): string =>
  `${band} ${consent} ${language}`;

interface Linking extends Omit<LinkRequest, 'formKey'> {
  readonly assurance: Assurance;
  readonly codeHash: Buffer | null;
  readonly formKey: string | null;
}

async function link(parts: MinorsParts, child: MinorUser, given: Linking): Promise<NewLink> {
  const { band, consent, language, assurance, codeHash } = given;
  const service = (await parts.services()).get(child.serviceId);
  if (service === undefined) throw unknownId('service');
  const settings = await settingsFor(parts, child.serviceId);
  await requireFits(parts, child, band, mayGuardianLoosen(settings, assurance));
  const now = parts.clock.now();
  const id = parts.ids.next('gln');
  const formKey = given.formKey ?? `guardian ${id}`;
  const digest = consentDigest(consentText(service.name, parts.providerName(), language));
  const number = parts.receipts.newNumber();
  const { serviceId, endUser } = child;
  await parts.unitOfWork.run(async (tx, evidence) => {
    if (codeHash !== null && !(await takeCode(tx, codeHash)))
      throw invalidField('code', 'was used meanwhile; let the app show a new one');
    await stateIn(parts, tx, evidence, { user: child, source: 'guardian', band });
    if ((await readGuardian(tx, child)) !== undefined)
      throw new HeguiError('E_CONFLICT', 'a guardian is linked to this child already; they unlink themselves first');
    await parts.receipts.issue(tx, { purpose: GUARDIAN, subjectId: id, formKey, content: contentOf(given), number });
    await insertLink(tx, {
      id,
      serviceId,
      endUser,
      assurance,
      receipt: number,
      settings: startGuardianSettings(),
      revision: 1,
      linkedAt: now,
      consentedAt: consent ? now : null,
      consentHash: consent ? Buffer.from(digest, 'hex') : null,
    });
    const consented = consent ? { consentDigest: digest } : {};
    evidence.append('minors.guardian-linked', { link: id, service: serviceId, endUser, assurance, ...consented });
  });
  return { receipt: groupReceipt(number), secret: groupReceipt(parts.receipts.secretOf(GUARDIAN, formKey)) };
}

const AGES: readonly MinorBand[] = MINOR_BANDS;

/** A code alone may have been typed by the child: it makes nobody older. And nobody is the guardian of somebody known to be grown up. */
async function requireFits(parts: MinorsParts, child: MinorUser, band: MinorBand, mayLoosen: boolean): Promise<void> {
  const { band: believed, source } = await readProfile(parts, child);
  if (believed === 'adult' && (source === 'verified' || source === 'decided'))
    throw invalidField('band', 'does not fit: this user was found to be an adult');
  if (mayLoosen || !isMinor(believed) || AGES.indexOf(band) <= AGES.indexOf(believed)) return;
  throw invalidField('band', 'is older than the child was said to be; link through the app, or let the child appeal');
}

/** What opens a guardian's page. @throws HeguiError E_RECEIPT_REFUSED */
export async function openGuardian(parts: MinorsParts, number: string, secret: string): Promise<string> {
  const opened = await parts.receipts.open(GUARDIAN, number, secret);
  if (opened === null) throw new HeguiError('E_RECEIPT_REFUSED', 'the number and the secret do not belong together');
  return opened.subjectId;
}

/** The link that stands for a receipt; null when it is over, or the receipt is none of a guardian's. */
export async function linkOfReceipt(parts: MinorsParts, number: string): Promise<GuardianLink | null> {
  const id = await parts.receipts.subjectOf(GUARDIAN, number);
  const found = id === null ? undefined : await readLink(parts.database, id);
  return found === undefined || found.endedAt !== null
    ? null
    : { ...found, settings: guardianSettingsSchema.parse(found.settings) };
}

export interface GuardianOverview {
  readonly serviceName: string;
  /** Was the child found to be grown up? Then nobody looks after their time. */
  readonly isAdult: boolean;
  readonly band: MinorBand;
  readonly mayLoosen: boolean;
  readonly settings: GuardianSettings;
  readonly revision: number;
  readonly hasConsent: boolean;
  /** What the service sets for this band. */
  readonly service: {
    readonly dailyMinutes: number;
    readonly curfew: { readonly from: string; readonly to: string } | null;
    readonly restMinutes: number;
  };
  readonly limitMinutes: number | null;
  readonly usedToday: number;
  /** Newest first, seven days, today among them. */
  readonly days: readonly { readonly day: string; readonly minutes: number; readonly stops: readonly StopCount[] }[];
  readonly functions: readonly { readonly endpoint: string; readonly requests: number }[];
}
interface StopCount {
  readonly stop: string;
  readonly requests: number;
}

/** What a guardian sees: time, functions and stops; nothing of what the child wrote or read. */
export async function readOverview(parts: MinorsParts, found: GuardianLink): Promise<GuardianOverview> {
  const { endUser, serviceId } = found;
  const now = parts.clock.now();
  const settings = await settingsFor(parts, serviceId);
  const profile = await readProfile(parts, found);
  const band = isMinor(profile.band) ? profile.band : UNKNOWN_MINOR;
  const days = await readDays(parts, endUser, now, OVERVIEW_DAYS);
  const since = new Date(now.getTime() - OVERVIEW_DAYS * DAY_MS);
  const limits = limitsOf(settings, profile, true);
  return {
    serviceName: (await parts.services()).get(serviceId)?.name ?? '–',
    isAdult: profile.band === 'adult',
    band,
    mayLoosen: mayGuardianLoosen(settings, found.assurance),
    settings: found.settings,
    revision: found.revision,
    hasConsent: found.consentedAt !== null,
    service: {
      dailyMinutes: settings.dailyMinutes[band],
      curfew: settings.curfew,
      restMinutes: settings.restMinutes,
    },
    limitMinutes: limits?.dailyMinutes ?? null,
    usedToday: days[0]?.minutes ?? 0,
    days,
    functions: await listFunctionsOf(parts.database, endUser, since),
  };
}

/** Minutes and stops of the last days in China, the newest first. */
export async function readDays(
  { database }: Pick<MinorsParts, 'database'>,
  endUser: string,
  now: Date,
  days: number,
): Promise<GuardianOverview['days']> {
  const since = new Date(now.getTime() - (days + 1) * DAY_MS);
  const [spans, stops] = await Promise.all([
    listSpans(database, endUser, since),
    listStopsOf(database, endUser, since),
  ]);
  const runs: Runs = unionOf([], spans);
  const today = dayOf(minuteOf(now));
  return Array.from({ length: days }, (_, back) => {
    const day = chinaDay(new Date(now.getTime() - back * DAY_MS));
    return { day, minutes: usedOn(runs, today - back), stops: stops.filter((one) => one.day === day) };
  });
}

/**
 * Keeps what a guardian sets.
 *
 * @throws HeguiError E_REQUEST_INVALID naming what this guardian may not loosen; E_CONFLICT when it was changed meanwhile.
 */
export async function setByGuardian(
  parts: MinorsParts,
  found: GuardianLink,
  given: { readonly settings: GuardianSettings; readonly revision: number },
): Promise<void> {
  const { settings } = given;
  const service = await settingsFor(parts, found.serviceId);
  const { band } = await readProfile(parts, found);
  const mayLoosen = mayGuardianLoosen(service, found.assurance);
  requireMaySet(service, settings, isMinor(band) ? band : UNKNOWN_MINOR, mayLoosen);
  const revision = given.revision + 1;
  await parts.unitOfWork.run(async (tx, evidence) => {
    if (!(await writeLinkSettings(tx, found.id, revision, settings)))
      throw new HeguiError('E_CONFLICT', 'this was changed meanwhile; look at it again');
    evidence.append('minors.guardian-set', {
      link: found.id,
      service: found.serviceId,
      endUser: found.endUser,
      revision,
      digest: sha256Hex(canonicalJson(JSON.parse(JSON.stringify(settings)))),
      hasLeft: settings.hasLeft,
    });
  });
}

/** Ends the link; what the guardian set and consented to ends with it. Nothing happens when there is none. */
export async function unlink(parts: MinorsParts, child: MinorUser, by: 'guardian' | 'app'): Promise<void> {
  if ((await readGuardian(parts.database, child)) === undefined) return;
  await parts.unitOfWork.run(async (tx, evidence) => {
    const id = await endLink(tx, child, parts.clock.now(), by);
    if (id === undefined) throw new HeguiError('E_CONFLICT', 'the link was ended at this very moment');
    evidence.append('minors.guardian-unlinked', { link: id, service: child.serviceId, endUser: child.endUser, by });
  });
}
