import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type {
  IdentityProviderRow,
  IdentityProviderSettings,
  IdentityProviderTested,
  identityProviderChangeSchema,
  identityProviderCreateSchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import {
  canonicalJson,
  conflictingField,
  HeguiError,
  invalidField,
  SECOND_MS,
  Secret,
  sha256Hex,
  unknownId,
} from '../../kernel/index.ts';
import { sqlStateOf } from '../../store/index.ts';
import type { Confirmed, IdentityParts, ProviderHealth, ProviderRow } from './model.ts';
import { makeProvider, needsSecret } from './providers/make-provider.ts';
import { type Flow, type IdentityProvider, ProviderFault } from './providers/port.ts';
import {
  insertProvider,
  listHealth,
  listProviders,
  noteCall,
  readProvider,
  readProviderForUpdate,
  retireProvider,
  updateProvider,
} from './store/providers.ts';

type Create = z.infer<typeof identityProviderCreateSchema>;
type Change = z.infer<typeof identityProviderChangeSchema>;

const UNIQUE_VIOLATION = '23505';
/** However long the other side takes, nobody waits longer. */
const ASK_MS_MAX = 8 * SECOND_MS;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Those outside who confirm identities: made, changed, tried, asked, retired. Their secrets go in and never come out. */
export class Providers {
  readonly #parts: IdentityParts;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  /** Where a sign-in elsewhere leads back to; has to be registered there. */
  get redirectUrl(): string {
    return `${this.#parts.portalAddress}/identity/oidc`;
  }

  /** Every provider in use with how it answered lately, oldest first. */
  async list(): Promise<IdentityProviderRow[]> {
    const { database } = this.#parts;
    const [rows, health] = await Promise.all([listProviders(database), listHealth(database)]);
    return rows.map((row) => describe(row, health.get(row.id)));
  }

  /** Those in use, without how they answered. */
  inUse(): Promise<ProviderRow[]> {
    return listProviders(this.#parts.database);
  }

  /** The one that was named, or the only one of its kind. @throws HeguiError E_REQUEST_INVALID */
  async choose(kind: ProviderRow['settings']['kind'], id: string | undefined): Promise<ProviderRow> {
    const rows = (await this.inUse()).filter(({ settings }) => settings.kind === kind);
    const [only] = rows;
    if (id === undefined && only !== undefined && rows.length === 1) return only;
    const chosen = rows.find((row) => row.id === id);
    if (chosen !== undefined) return chosen;
    throw invalidField(
      'providerId',
      rows.length === 0
        ? `names none: no provider of kind ${kind} is set up`
        : `must be one of ${rows.map((row) => row.id).join(', ')}`,
    );
  }

  /** @throws HeguiError E_CONFLICT for a taken name, E_REQUEST_INVALID for an address with a password or a missing secret. */
  async create({ name, settings, secret }: Create, by: Actor): Promise<IdentityProviderRow> {
    requireAddress(settings);
    if ((secret ?? '') === '' && needsSecret(settings.kind)) throw missingSecret(settings.kind);
    const { ids, clock, unitOfWork } = this.#parts;
    const id = ids.next('idp');
    const row: ProviderRow = { id, name, settings, secret: await this.#wrap(id, secret ?? ''), createdAt: clock.now() };
    await unitOfWork.run(async (tx, evidence) => {
      await refuseTakenName(insertProvider(tx, row));
      evidence.append('identity-provider.created', evidenceOf(row, by));
    });
    return describe(row, undefined);
  }

  /** Changes what is given, if it differs. @throws HeguiError as `create`, and when a stored secret would go elsewhere. */
  async change(id: string, change: Change, by: Actor): Promise<IdentityProviderRow> {
    const { database, unitOfWork, clock } = this.#parts;
    const present = await readProvider(database, id);
    if (present === undefined) throw unknownId('provider');
    if (!isDeepStrictEqual(await this.#apply(present, change), present))
      await unitOfWork.run(async (tx, evidence) => {
        const row = await readProviderForUpdate(tx, id);
        if (row === undefined) throw unknownId('provider');
        const next = await this.#apply(row, change);
        await refuseTakenName(updateProvider(tx, next, clock.now()));
        evidence.append('identity-provider.changed', evidenceOf(next, by));
      });
    const row = (await this.list()).find((one) => one.id === id);
    if (row === undefined) throw unknownId('provider');
    return row;
  }

  async retire(id: string, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      if ((await readProviderForUpdate(tx, id)) === undefined) throw unknownId('provider');
      await retireProvider(tx, id, this.#parts.clock.now());
      evidence.append('identity-provider.retired', { provider: id, by });
    });
  }

  /** Asks it whether it would answer, without anybody's data. */
  async test(id: string): Promise<IdentityProviderTested> {
    const row = await readProvider(this.#parts.database, id);
    if (row === undefined) throw unknownId('provider');
    try {
      await this.#ask(row, (provider, signal) => provider.probe(signal));
      return { ok: true, failure: null, message: 'It answers as it should.' };
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      const { reason, message } = error;
      return { ok: false, failure: reason, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` };
    }
  }

  /** @throws HeguiError E_IDENTITY_PROVIDER when it could not be asked; IdentityRefusal when it says no. */
  async confirm(row: ProviderRow, given: Readonly<Record<string, string>>, flow: Flow): Promise<Confirmed> {
    return await orSay(this.#ask(row, (provider, signal) => provider.confirm(given, flow, signal)));
  }

  /** Where the person has to go first. @throws HeguiError E_IDENTITY_PROVIDER */
  async begin(row: ProviderRow, flowId: string): Promise<{ readonly url: string; readonly secrets: Flow['secrets'] }> {
    return await orSay(
      this.#ask(row, async (provider, signal) => {
        if (provider.begin === undefined) throw new Error(`a provider of kind ${row.settings.kind} opens nothing`);
        return await provider.begin(flowId, signal);
      }),
    );
  }

  /** One call, within eight seconds, noted for its health. A refusal is an answer. */
  async #ask<T>(row: ProviderRow, call: (provider: IdentityProvider, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, signTencent, database } = this.#parts;
    const secret = row.secret === null ? null : await this.#unwrap(row.id, row.secret);
    const provider = makeProvider(row.settings, secret, { clock, signTencent, redirectUrl: this.redirectUrl });
    const note = (fault: string | null): Promise<void> => noteCall(database, row.id, fault, clock.now());
    try {
      const answer = await call(provider, AbortSignal.timeout(ASK_MS_MAX));
      await note(null);
      return answer;
    } catch (error) {
      if (error instanceof ProviderFault) await note(error.reason);
      else if (error instanceof HeguiError && error.code === 'E_IDENTITY_REFUSED') await note(null);
      throw error;
    }
  }

  async #apply(row: ProviderRow, change: Change): Promise<ProviderRow> {
    const settings = change.settings ?? row.settings;
    requireAddress(settings);
    if (settings.kind !== row.settings.kind)
      throw invalidField('settings.kind', 'cannot change; make another provider and retire this one');
    const isKept = change.secret === undefined || change.secret === null;
    const isMoved = new URL(addressOf(settings)).origin !== new URL(addressOf(row.settings)).origin;
    if (isKept && isMoved && row.secret !== null)
      throw invalidField(
        'secret',
        'must be entered again, or removed with "", because the address names another server',
      );
    if (change.secret === '' && needsSecret(settings.kind)) throw missingSecret(settings.kind);
    const secret = isKept ? row.secret : await this.#wrap(row.id, change.secret ?? '');
    return { ...row, settings, name: change.name ?? row.name, secret };
  }

  async #wrap(id: string, secret: string): Promise<Buffer | null> {
    return secret === '' ? null : await this.#parts.keyEncryption.wrap(Buffer.from(secret, 'utf8'), id);
  }

  async #unwrap(id: string, wrapped: Buffer): Promise<Secret> {
    return new Secret((await this.#parts.keyEncryption.unwrap(wrapped, id)).toString('utf8'));
  }
}

async function orSay<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    throw new HeguiError('E_IDENTITY_PROVIDER', `the provider: ${error.message} (${error.reason})`, { cause: error });
  }
}

const addressOf = (settings: IdentityProviderSettings): string =>
  settings.kind === 'oidc' ? settings.issuer : settings.baseUrl;

const missingSecret = (kind: string): Error =>
  invalidField('secret', `must be given: calls to a provider of kind ${kind} are signed with it`);

/** Names and numbers of people go there: over plain http only to this very machine. */
function requireAddress(settings: IdentityProviderSettings): void {
  const path = settings.kind === 'oidc' ? 'settings.issuer' : 'settings.baseUrl';
  const { username, password, hash, protocol, hostname } = new URL(addressOf(settings));
  if (username !== '' || password !== '') throw invalidField(path, 'must not hold a user or password; use secret');
  if (hash !== '') throw invalidField(path, 'must not end in a fragment (#…)');
  if (protocol === 'http:' && !LOOPBACK.has(hostname))
    throw invalidField(path, 'must begin with https://; plain http is for this very machine alone');
}

async function refuseTakenName(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw conflictingField('name', 'another provider has this name, perhaps a retired one; choose another');
  }
}

const describe = (row: ProviderRow, health: ProviderHealth | undefined): IdentityProviderRow => ({
  id: row.id,
  name: row.name,
  settings: row.settings,
  hasSecret: row.secret !== null,
  createdAt: row.createdAt.toISOString(),
  health: {
    answered: health?.answered ?? 0,
    failed: health?.failed ?? 0,
    lastAnswerAt: health?.lastAnswerAt?.toISOString() ?? null,
    lastFaultAt: health?.lastFaultAt?.toISOString() ?? null,
    lastFault: health?.lastFault ?? null,
  },
});

const evidenceOf = (row: ProviderRow, by: Actor) => ({
  provider: row.id,
  name: row.name,
  kind: row.settings.kind,
  baseUrl: addressOf(row.settings),
  settingsDigest: sha256Hex(canonicalJson(row.settings)),
  hasSecret: row.secret !== null,
  by,
});
