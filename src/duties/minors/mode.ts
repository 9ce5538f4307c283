import { type MinorSettings, minorSettingsSchema } from '../../contract/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { type Database, KeptRows } from '../../store/index.ts';
import { type MinorUser, NO_PROFILE, type Profile } from './model.ts';
import { isMinor, strongest } from './rules.ts';
import { readProfileRow } from './store/people.ts';
import { readPolicy } from './store/policies.ts';
import { UseBook } from './use-book.ts';

/** All that requests ask about minors, from memory in the common case; a change made anywhere is told by the database. */
export class MinorMode {
  readonly book: UseBook;
  readonly #settings: KeptRows<MinorSettings | null>;
  readonly #profiles: KeptRows<Profile>;

  constructor({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
    this.book = new UseBook({ database, clock });
    this.#settings = new KeptRows<MinorSettings | null>({
      database,
      clock,
      channel: 'hegui_minor_policies',
      read: (serviceId) => readSettings(database, serviceId),
    });
    this.#profiles = new KeptRows<Profile>({
      database,
      clock,
      channel: 'hegui_minors',
      read: (key) => readProfile(database, userOf(key)),
    });
  }

  /** Begins to keep what is read; a server does, commands need not. */
  async start(): Promise<void> {
    await this.#settings.start();
    await this.#profiles.start();
  }

  async stop(): Promise<void> {
    await this.#profiles.stop();
    await this.#settings.stop();
  }

  /** How a service treats minors; null before anybody set anything. */
  settingsOf(serviceId: string): MinorSettings | null | Promise<MinorSettings | null> {
    return this.#settings.get(serviceId);
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
  forgetService(serviceId: string): void {
    this.#settings.forget(serviceId);
  }

  forgetUser(user: MinorUser): void {
    this.#profiles.forget(keyOf(user));
  }
}

const audienceFor = ({ unknownAge }: MinorSettings, { band }: Profile): 'minors' | null =>
  isMinor(band) || (band === null && unknownAge === 'minor') ? 'minors' : null;

async function readSettings(database: Database, serviceId: string): Promise<MinorSettings | null> {
  const stored = await readPolicy(database, serviceId);
  return stored === null ? null : minorSettingsSchema.parse(stored.settings);
}

export async function readProfile(database: Database, user: MinorUser): Promise<Profile> {
  const { statements, assurance, settings, consented } = await readProfileRow(database, user);
  const said = strongest(statements ?? []);
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
