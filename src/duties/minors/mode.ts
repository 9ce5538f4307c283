import { type AgeBand, type MinorSettings, minorSettingsSchema } from '../../contract/index.ts';
import { type Clock, type Log, SECOND_MS } from '../../kernel/index.ts';
import { type Database, KeptRows } from '../../store/index.ts';
import { type MinorUser, NO_PROFILE, type Profile } from './model.ts';
import { isMinor, strongest } from './rules.ts';
import { readProfileRow } from './store/people.ts';
import { listPolicies } from './store/policies.ts';
import { UseBook } from './use-book.ts';

/** Ages that another duty found by checking who somebody is. */
export interface CheckedAges {
  of(user: MinorUser): Promise<AgeBand | null>;
  /** On which the database tells of changes, with service and end user. */
  readonly channel: string;
}

export interface ModeParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly checkedAges: CheckedAges;
}

const RELOAD_EVERY_MS = 30 * SECOND_MS;

/** All that requests ask about minors, from memory in the common case; a change made anywhere is told by the database. */
export class MinorMode {
  readonly book: UseBook;
  readonly #parts: ModeParts;
  readonly #profiles: KeptRows<Profile>;
  /** Of every service that set anything; null before `start`: then each question is a look. */
  #settings: ReadonlyMap<string, MinorSettings> | null = null;
  #everyTimer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>)[] = [];

  constructor(parts: ModeParts) {
    const { database, clock } = parts;
    this.#parts = parts;
    this.book = new UseBook({ database, clock });
    this.#profiles = new KeptRows<Profile>({
      database,
      clock,
      channel: 'hegui_minors',
      read: (key) => readProfile(parts, userOf(key)),
    });
  }

  /** Begins to keep what is read; a server does, commands need not. @throws when the first reading fails. */
  async start(): Promise<void> {
    const refresh = (): void => void this.refresh().catch(this.#onFailure);
    // Listening first: a change between the reading and the listening would be missed.
    const { database, checkedAges } = this.#parts;
    this.#stopListening = [
      await database.listen('hegui_minor_policies', refresh),
      await database.listen(checkedAges.channel, (key) => this.#profiles.forget(key)),
    ];
    this.#settings = await readAllSettings(this.#parts.database);
    this.#everyTimer = setInterval(refresh, RELOAD_EVERY_MS);
    this.#everyTimer.unref();
    await this.#profiles.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.#everyTimer);
    for (const stop of this.#stopListening.splice(0)) await stop();
    await this.#profiles.stop();
  }

  /** Reads anew how services treat minors; what was read before holds until then, and when it fails. */
  async refresh(): Promise<void> {
    if (this.#settings !== null) this.#settings = await readAllSettings(this.#parts.database);
  }

  /** How a service treats minors; null before anybody set anything. At once in a server. */
  settingsOf(serviceId: string): MinorSettings | null | Promise<MinorSettings | null> {
    if (this.#settings !== null) return this.#settings.get(serviceId) ?? null;
    return readAllSettings(this.#parts.database).then((all) => all.get(serviceId) ?? null);
  }

  profileOf(user: MinorUser): Profile | Promise<Profile> {
    return this.#profiles.get(keyOf(user));
  }

  /** For which audience an end user is served who is known to be a minor; null for everybody else. */
  audienceOf(serviceId: string, endUser: string | null): 'minors' | null | Promise<'minors' | null> {
    const settings = this.settingsOf(serviceId);
    if (settings instanceof Promise) return settings.then((found) => this.#audience(found, serviceId, endUser));
    return this.#audience(settings, serviceId, endUser);
  }

  #audience(settings: MinorSettings | null, serviceId: string, endUser: string | null) {
    if (settings === null || settings.mode === 'off') return null;
    const profile = endUser === null ? NO_PROFILE : this.profileOf({ serviceId, endUser });
    return profile instanceof Promise
      ? profile.then((found) => audienceFor(settings, found))
      : audienceFor(settings, profile);
  }

  /** Whoever changes something here need not wait for the notice. */
  forgetUser(user: MinorUser): void {
    this.#profiles.forget(keyOf(user));
  }

  readonly #onFailure = (error: unknown): void => {
    const cause = error instanceof Error ? error : new Error('unknown');
    this.#parts.log.error(
      { error: cause },
      'settings for minors could not be read anew; what was read before still holds',
    );
  };
}

const audienceFor = ({ unknownAge }: MinorSettings, { band }: Profile): 'minors' | null =>
  isMinor(band) || (band === null && unknownAge === 'minor') ? 'minors' : null;

async function readAllSettings(database: Database): Promise<ReadonlyMap<string, MinorSettings>> {
  const stored = await listPolicies(database);
  return new Map([...stored].map(([serviceId, settings]) => [serviceId, minorSettingsSchema.parse(settings)]));
}

/** What is known of an end user now. A check of identity that stands counts as verified, before what an app said of one. */
export async function readProfile(
  { database, checkedAges }: Pick<ModeParts, 'database' | 'checkedAges'>,
  user: MinorUser,
): Promise<Profile> {
  const [row, checked] = await Promise.all([readProfileRow(database, user), checkedAges.of(user)]);
  const { statements, assurance, settings, consented } = row;
  const told = (statements ?? []).filter(({ source }) => checked === null || source !== 'verified');
  const said = strongest(checked === null ? told : [...told, { source: 'verified', band: checked }]);
  return {
    band: said?.band ?? null,
    source: said?.source ?? null,
    guardian: assurance === null || settings === null ? null : { assurance, settings },
    hasConsent: consented === true,
  };
}

const keyOf = ({ serviceId, endUser }: MinorUser): string => `${serviceId} ${endUser}`;
const userOf = (key: string): MinorUser => ({
  serviceId: key.slice(0, key.indexOf(' ')),
  endUser: key.slice(key.indexOf(' ') + 1),
});
