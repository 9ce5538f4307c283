import { type MinorSettings, minorSettingsSchema, type PublicMinorState } from '../../../contract/index.ts';
import { DAY_MS } from '../../../kernel/index.ts';
import { readProfile } from '../mode.ts';
import type { MinorsParts, MinorUser } from '../model.ts';
import { type Limits, limitsOf, rolesFor, startSettings, stopOf } from '../rules.ts';
import { addSpan, continuousAt, dayOf, minuteOf, unionOf, usedOn } from '../runs.ts';
import { hasContact } from '../store/companions.ts';
import { readPolicy } from '../store/policies.ts';
import { listSpans } from '../store/use.ts';

/** How a service treats minors; as it begins before anybody set anything. */
export async function settingsFor(
  { database }: Pick<MinorsParts, 'database'>,
  serviceId: string,
): Promise<MinorSettings> {
  const stored = await readPolicy(database, serviceId);
  return stored === null ? startSettings() : minorSettingsSchema.parse(stored.settings);
}

/** What the app of a service shows and obeys for one of its users. Read from what is stored, so that any process answers alike. */
export async function stateOf(parts: MinorsParts, user: MinorUser): Promise<PublicMinorState> {
  const { database, clock } = parts;
  const now = clock.now();
  const minute = minuteOf(now);
  const [settings, profile, spans, isReachable] = await Promise.all([
    settingsFor(parts, user.serviceId),
    readProfile(parts, user),
    listSpans(database, user.endUser, new Date(now.getTime() - 2 * DAY_MS)),
    hasContact(database, user),
  ]);
  const runs = unionOf([], spans);
  const usedMinutes = usedOn(runs, dayOf(minute));
  const limits = limitsOf(settings, profile, false);
  const role = settings.companion?.role ?? null;
  const next = usedOn(addSpan(runs, minute), dayOf(minute));
  const stop =
    limits === null
      ? null
      : stopOf(settings, limits, { endpoint: 'chat.completions', role, minute, usedMinutes: next });
  return {
    band: profile.band,
    source: profile.source,
    isMinor: limits !== null,
    mode: modeOf(limits),
    stop: stop?.stop ?? null,
    opensAt: stop?.opensAt?.toISOString() ?? null,
    usedMinutes,
    leftMinutes: limits?.dailyMinutes == null ? null : Math.max(0, limits.dailyMinutes - usedMinutes),
    continuousMinutes: continuousAt(runs, minute),
    curfew: limits?.curfews.at(-1) ?? null,
    restMinutes: limits?.restMinutes ?? settings.companion?.reminderMinutes ?? null,
    spending: limits === null ? 'unrestricted' : 'off',
    closed: [...(limits?.closed ?? [])],
    roles: rolesFor(limits),
    guardian: { isLinked: profile.guardian !== null, hasConsent: profile.hasConsent },
    hasContact: isReachable,
    page: parts.pageFor(user),
  };
}

const modeOf = (limits: Limits | null): PublicMinorState['mode'] =>
  limits === null ? 'off' : limits.hasLeft ? 'left' : 'on';
