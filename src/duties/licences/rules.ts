import type { Licence, LicenceKeep, LicenceNeed } from '../../contract/index.ts';
import { DAY_MS, invalidField } from '../../kernel/index.ts';
import type { Licence as LawLicence } from '../../law/index.ts';
import type { FoundNeed, StoredVersion } from './model.ts';

/** So many days before the last one it is said that a licence ends. */
const WARNINGS = [7, 30, 90] as const;
/** Kept under a name of its own, where the law's data know no such kind. */
const OTHER_KIND = 'other';

/** @throws HeguiError E_REQUEST_INVALID naming the field. */
export function requireFit({ kind, validFrom, validTo }: LicenceKeep, kinds: readonly string[]): void {
  if (kind !== OTHER_KIND && !kinds.includes(kind))
    throw invalidField('kind', `must be one of ${[...kinds, OTHER_KIND].join(', ')}`);
  if (validTo !== null && validTo < validFrom) throw invalidField('validTo', 'must not lie before validFrom');
}

/** @throws HeguiError E_REQUEST_INVALID: another kind is another licence. */
export function requireSameKind(given: LicenceKeep, before: StoredVersion): void {
  if (given.kind !== before.kind)
    throw invalidField('kind', `must stay ${before.kind}; keep a licence of another kind as a new one`);
}

/** Whole days from one day to another; negative when the other lies before. */
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** How a version stands on a day in China; its last day counts whole. */
export function stateOn(
  { validFrom, validTo, endedOn }: Pick<StoredVersion, 'validFrom' | 'validTo' | 'endedOn'>,
  today: string,
): Pick<Licence, 'state' | 'daysLeft' | 'warning'> {
  const daysLeft = validTo === null ? null : daysBetween(today, validTo);
  const warning = WARNINGS.find((days) => daysLeft !== null && daysLeft >= 0 && daysLeft <= days) ?? null;
  if (endedOn !== null && endedOn <= today) return { state: 'ended', daysLeft, warning: null };
  if (daysLeft !== null && daysLeft < 0) return { state: 'expired', daysLeft, warning: null };
  if (validFrom > today) return { state: 'not-yet', daysLeft, warning };
  return { state: warning === null ? 'valid' : 'near', daysLeft, warning };
}

/**
 * Every licence, what ends first on top, each with its earlier versions. A renewal that begins later does not take the place of what
 * holds until then.
 *
 * @param rows every version of every licence, in any order.
 * @param today in China.
 */
export function toLicences(
  rows: readonly StoredVersion[],
  nameOf: (kind: string, name: string) => Licence['kindName'],
  today: string,
): Licence[] {
  const licences = [...Map.groupBy(rows, ({ licenceId }) => licenceId).values()].flatMap((versions) => {
    const sorted = versions.toSorted((one, other) => other.version - one.version);
    const [latest] = sorted;
    const counting =
      latest === undefined || stateOn(latest, today).state !== 'not-yet'
        ? latest
        : (sorted.find((version) => isHeld(stateOn(version, today).state)) ?? latest);
    if (latest === undefined || counting === undefined) return [];
    return [
      {
        ...versionJson(counting),
        licenceId: latest.licenceId,
        kindName: nameOf(latest.kind, latest.name),
        ...stateOfRenewed(counting, latest, today),
        earlier: sorted.filter(({ id }) => id !== counting.id).map(versionJson),
      },
    ];
  });
  const rank = ({ state, daysLeft }: Licence): number =>
    state === 'ended' ? Number.POSITIVE_INFINITY : (daysLeft ?? Number.MAX_SAFE_INTEGER);
  return licences.toSorted((one, other) => rank(one) - rank(other));
}

/** What was renewed without a day between needs no warning. */
function stateOfRenewed(
  counting: StoredVersion,
  latest: StoredVersion,
  today: string,
): Pick<Licence, 'state' | 'daysLeft' | 'warning'> {
  const now = stateOn(counting, today);
  const isRenewed =
    counting.id !== latest.id && counting.validTo !== null && daysBetween(counting.validTo, latest.validFrom) <= 1;
  if (!isRenewed) return now;
  const { daysLeft, warning } = stateOn({ ...latest, validFrom: counting.validFrom }, today);
  return { state: warning === null ? 'valid' : 'near', daysLeft, warning };
}

const versionJson = ({ at, documentSha256, licenceId: _licence, ...version }: StoredVersion) => ({
  ...version,
  documentSha256: documentSha256?.toString('hex') ?? null,
  at: at.toISOString(),
});

const isHeld = (state: Licence['state']): boolean => state === 'valid' || state === 'near';

/** Each licence that a service needs, once, with whether one is held that meets it. */
export function toNeeds(
  found: readonly FoundNeed[],
  licences: readonly Licence[],
  kinds: readonly LawLicence[],
): LicenceNeed[] {
  return [...Map.groupBy(found, ({ finding }) => finding)].map(([finding, needs]) => {
    const kind = kinds.find((one) => one.finding === finding) ?? null;
    const ofKind = licences.filter((licence) => kind !== null && licence.kind === kind.id);
    const meets = ofKind.find(({ state }) => isHeld(state));
    const sources = new Map(needs.flatMap((need) => need.sources).map((source) => [source.id, source]));
    return {
      finding,
      name: kind === null ? { zh: finding, en: finding } : { zh: kind.zh, en: kind.en },
      kind: kind?.id ?? null,
      services: needs.map(({ serviceName }) => serviceName),
      isMet: meets !== undefined,
      licenceId: (meets ?? ofKind[0])?.licenceId ?? null,
      sources: [...sources.values()],
    };
  });
}
