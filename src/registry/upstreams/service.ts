import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Upstream, UpstreamHealth, upstreamCreateSchema, upstreamTestSchema } from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { conflictingField, unknownId } from '../../kernel/index.ts';
import { sqlStateOf } from '../../store/index.ts';
import type { RegistryParts, UpstreamTarget, UpstreamTimeouts } from '../model.ts';
import { type KeyChange, keyChangeOf, refuseMovedKey, requirePlainUrl, type UpstreamChange } from './rules.ts';
import {
  insertUpstream,
  listUpstreams,
  readUpstream,
  readUpstreamForUpdate,
  retireUpstream,
  servicesNamingUpstream,
  type UpstreamRow,
  updateUpstream,
} from './store.ts';
import { toTarget, wrapKey } from './target.ts';

export type UpstreamCreate = z.infer<typeof upstreamCreateSchema>;
export type UpstreamTest = z.infer<typeof upstreamTestSchema>;

export interface UpstreamsOptions {
  readonly timeouts: UpstreamTimeouts;
  /** Started by Hegui itself, used while no other is connected. */
  readonly demonstration: UpstreamTarget;
  readonly health: (targetId: string) => UpstreamHealth;
  readonly probe: (target: UpstreamTarget) => Promise<UpstreamTest>;
}

const UNIQUE_VIOLATION = '23505';

/** The model endpoints that services are answered from. */
export class UpstreamsService {
  readonly #parts: RegistryParts;
  readonly #options: UpstreamsOptions;

  constructor(parts: RegistryParts, options: UpstreamsOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Every upstream in use, oldest first; while there is none, the demonstration. */
  async list(): Promise<Upstream[]> {
    const rows = await listUpstreams(this.#parts.database);
    return rows.length === 0 ? [this.#describeDemonstration()] : rows.map((row) => this.#describe(row));
  }

  /** @throws HeguiError E_CONFLICT for a taken name, E_REQUEST_INVALID for a base URL with a password. */
  async create(given: UpstreamCreate, by: Actor): Promise<Upstream> {
    requirePlainUrl(given.baseUrl);
    const { name, baseUrl, models, connectMs, firstByteMs, idleMs } = given;
    const id = this.#parts.ids.next('ups');
    const apiKey = await this.#wrapChange(id, keyChangeOf(given.apiKey), null);
    const createdAt = this.#parts.clock.now();
    const row = { id, name, baseUrl, apiKey, models, connectMs, firstByteMs, idleMs, createdAt };
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await refuseTakenName(insertUpstream(tx, row));
      evidence.append('upstream.created', evidenceOf(row, by));
    });
    return this.#describe(row);
  }

  /** Changes what is given, if it differs. @throws HeguiError as `create`, and when a stored key would go to another server. */
  async change(id: string, change: UpstreamChange, by: Actor): Promise<Upstream> {
    if (change.baseUrl !== undefined) requirePlainUrl(change.baseUrl);
    const present = await readUpstream(this.#parts.database, id);
    if (present === undefined) throw unknownId('upstream');
    if (isSameUpstream(present, await this.#apply(present, change))) return this.#describe(present);
    const changed = await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const row = await readUpstreamForUpdate(tx, id);
      if (row === undefined) throw unknownId('upstream');
      const next = await this.#apply(row, change);
      await refuseTakenName(updateUpstream(tx, next, this.#parts.clock.now()));
      evidence.append('upstream.changed', evidenceOf(next, by));
      return next;
    });
    return this.#describe(changed);
  }

  /** @throws HeguiError E_CONFLICT while a service names it: its requests would silently go to another server. */
  async retire(id: string, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      if ((await readUpstreamForUpdate(tx, id)) === undefined) throw unknownId('upstream');
      const users = await servicesNamingUpstream(tx, id);
      if (users.length > 0) {
        throw conflictingField('id', `the services ${users.join(', ')} are routed to it; choose another there first`);
      }
      await retireUpstream(tx, id, this.#parts.clock.now());
      evidence.append('upstream.retired', { upstream: id, by });
    });
  }

  /** Asks the upstream for its models. @throws HeguiError E_NOT_FOUND */
  async test(id: string): Promise<UpstreamTest> {
    const { demonstration, probe, timeouts } = this.#options;
    if (id === demonstration.id) return await probe(demonstration);
    const row = await readUpstream(this.#parts.database, id);
    if (row === undefined) throw unknownId('upstream');
    return await probe(await toTarget(row, this.#parts.keyEncryption, timeouts));
  }

  async #apply(row: UpstreamRow, change: UpstreamChange): Promise<UpstreamRow> {
    const keyChange = keyChangeOf(change.apiKey);
    const baseUrl = change.baseUrl ?? row.baseUrl;
    refuseMovedKey(row.baseUrl, baseUrl, row.apiKey !== null, keyChange);
    return {
      ...row,
      name: change.name ?? row.name,
      baseUrl,
      apiKey: await this.#wrapChange(row.id, keyChange, row.apiKey),
      models: change.models ?? row.models,
      connectMs: change.connectMs === undefined ? row.connectMs : change.connectMs,
      firstByteMs: change.firstByteMs === undefined ? row.firstByteMs : change.firstByteMs,
      idleMs: change.idleMs === undefined ? row.idleMs : change.idleMs,
    };
  }

  async #wrapChange(id: string, change: KeyChange, stored: Buffer | null): Promise<Buffer | null> {
    if (change === 'keep') return stored;
    return change === 'remove' ? null : await wrapKey(this.#parts.keyEncryption, id, change.key);
  }

  #describe(row: UpstreamRow): Upstream {
    return {
      id: row.id,
      name: row.name,
      baseUrl: row.baseUrl,
      hasApiKey: row.apiKey !== null,
      models: row.models,
      connectMs: row.connectMs,
      firstByteMs: row.firstByteMs,
      idleMs: row.idleMs,
      demonstration: false,
      health: this.#options.health(row.id),
      createdAt: row.createdAt.toISOString(),
    };
  }

  #describeDemonstration(): Upstream {
    const { id, name, baseUrl, models } = this.#options.demonstration;
    return {
      id,
      name,
      baseUrl,
      hasApiKey: false,
      models: { ...models },
      connectMs: null,
      firstByteMs: null,
      idleMs: null,
      demonstration: true,
      health: this.#options.health(id),
      createdAt: this.#parts.clock.now().toISOString(),
    };
  }
}

// A key that is entered again is wrapped anew, which counts as a change.
const isSameUpstream = (one: UpstreamRow, other: UpstreamRow): boolean => isDeepStrictEqual(one, other);

async function refuseTakenName(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw conflictingField('name', 'another upstream has this name, perhaps a retired one; choose another');
  }
}

const evidenceOf = (row: UpstreamRow, by: Actor) => ({
  upstream: row.id,
  name: row.name,
  baseUrl: row.baseUrl,
  models: row.models,
  by,
});
