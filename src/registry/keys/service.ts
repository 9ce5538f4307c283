import type { z } from 'zod';
import type { ApiKey, apiKeyCreatedSchema, apiKeyCreateSchema, playgroundKeySchema } from '../../contract/index.ts';
import type { Actor, Evidence } from '../../evidence/index.ts';
import { HOUR_MS, unknownId } from '../../kernel/index.ts';
import type { Sql } from '../../store/index.ts';
import type { RegistryParts } from '../model.ts';
import { makeKey } from './rules.ts';
import { hasLiveService, insertKey, type KeyRow, listKeys, revokeKey, revokePlaygroundKeys } from './store.ts';

export type ApiKeyCreate = z.infer<typeof apiKeyCreateSchema>;
export type ApiKeyCreated = z.infer<typeof apiKeyCreatedSchema>;
export type PlaygroundKey = z.infer<typeof playgroundKeySchema>;

const PLAYGROUND_LIFE_MS = HOUR_MS;
const PLAYGROUND_RATE_PER_MINUTE = 60;
const PLAYGROUND_OPEN_MAX = 8;

/** Access to a service. */
export class KeysService {
  readonly #parts: RegistryParts;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /** @throws HeguiError E_NOT_FOUND when the service is not there. */
  async list(serviceId: string): Promise<ApiKey[]> {
    const { database, clock } = this.#parts;
    if (!(await hasLiveService(database, serviceId))) throw unknownId('service');
    return (await listKeys(database, serviceId, clock.now())).map(toApiKey);
  }

  /** The answer holds the key itself; it cannot be read again. @throws HeguiError E_NOT_FOUND */
  async create(serviceId: string, given: ApiKeyCreate, by: Actor): Promise<ApiKeyCreated> {
    return await this.#parts.unitOfWork.run((tx, evidence) => this.createIn(tx, evidence, serviceId, given, by));
  }

  /** The same inside a unit of work of the caller's. */
  async createIn(
    tx: Sql,
    evidence: Evidence,
    serviceId: string,
    given: ApiKeyCreate & { readonly synthetic?: boolean; readonly expiresAt?: Date },
    by: Actor,
  ): Promise<ApiKeyCreated> {
    if (!(await hasLiveService(tx, serviceId))) throw unknownId('service');
    const { key, hash, hint } = makeKey(this.#parts.fillRandom);
    const row = {
      id: this.#parts.ids.next('key'),
      serviceId,
      name: given.name,
      hint,
      ratePerMinute: given.ratePerMinute,
      openMax: given.openMax,
      synthetic: given.synthetic ?? false,
      audience: given.audience ?? null,
      createdAt: this.#parts.clock.now(),
      expiresAt: given.expiresAt ?? null,
    };
    await insertKey(tx, { ...row, hash });
    const { id, name, synthetic, audience } = row;
    const bound = audience === null ? {} : { audience };
    evidence.append('api-key.created', { key: id, service: serviceId, name, hint, synthetic, ...bound, by });
    return { ...toApiKey({ ...row, revokedAt: null }), key };
  }

  /** A key for an hour whose exchanges are marked synthetic; the one this person had for the service stops working. */
  async createForPlayground(serviceId: string, by: Actor): Promise<PlaygroundKey> {
    return await this.createSynthetic(serviceId, `playground ${by}`, PLAYGROUND_LIFE_MS, by);
  }

  /** A key for a while whose exchanges are marked synthetic; synthetic ones of the same name and service stop working. */
  async createSynthetic(serviceId: string, name: string, lifeMs: number, by: Actor): Promise<PlaygroundKey> {
    const expiresAt = new Date(this.#parts.clock.now().getTime() + lifeMs);
    return await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const given = { name, ratePerMinute: PLAYGROUND_RATE_PER_MINUTE, openMax: PLAYGROUND_OPEN_MAX };
      for (const key of await revokePlaygroundKeys(tx, serviceId, name, this.#parts.clock.now())) {
        evidence.append('api-key.revoked', { key, service: serviceId, by });
      }
      const made = await this.createIn(tx, evidence, serviceId, { ...given, synthetic: true, expiresAt }, by);
      return { key: made.key, expiresAt: expiresAt.toISOString() };
    });
  }

  /** The key stops working. @throws HeguiError E_NOT_FOUND when it is not there or was revoked before. */
  async revoke(id: string, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const revoked = await revokeKey(tx, id, this.#parts.clock.now());
      if (revoked === undefined) throw unknownId('API key in use');
      evidence.append('api-key.revoked', { key: id, service: revoked.serviceId, by });
    });
  }
}

const toApiKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  ratePerMinute: row.ratePerMinute,
  openMax: row.openMax,
  synthetic: row.synthetic,
  audience: row.audience,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
