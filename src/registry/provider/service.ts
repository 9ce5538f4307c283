import type { z } from 'zod';
import type { providerChangeSchema, providerSchema } from '../../contract/index.ts';
import type { Actor, Evidence } from '../../evidence/index.ts';
import { HeguiError, invalidField } from '../../kernel/index.ts';
import { describeCreditCodeFault, findCreditCodeFault } from '../../label/index.ts';
import type { Sql } from '../../store/index.ts';
import type { RegistryParts } from '../model.ts';
import { readProvider, upsertProvider } from './store.ts';

export type Provider = z.infer<typeof providerSchema>;
export type ProviderChange = z.infer<typeof providerChangeSchema>;

/** Who answers for the services. */
export class ProviderService {
  readonly #parts: RegistryParts;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /** @throws HeguiError E_NOT_FOUND until a provider is registered. */
  async read(): Promise<Provider> {
    const row = await readProvider(this.#parts.database);
    if (row === undefined) throw new HeguiError('E_NOT_FOUND', 'no provider is registered yet; register it with PUT');
    return { name: row.name, creditCode: row.creditCode, createdAt: row.createdAt.toISOString() };
  }

  /** Registers the provider, or changes it if it differs. @throws HeguiError E_REQUEST_INVALID for a wrong credit code. */
  async put(change: ProviderChange, by: Actor): Promise<Provider> {
    const present = await readProvider(this.#parts.database);
    if (present?.name === change.name && present.creditCode === change.creditCode) return await this.read();
    await this.#parts.unitOfWork.run((tx, evidence) => this.putIn(tx, evidence, change, by));
    return await this.read();
  }

  /** The same inside a unit of work of the caller's. `path` is put before field names in refusals. */
  async putIn(tx: Sql, evidence: Evidence, change: ProviderChange, by: Actor, path = ''): Promise<void> {
    const { name, creditCode } = change;
    const fault = findCreditCodeFault(creditCode);
    if (fault !== null) throw invalidField(`${path}creditCode`, describeCreditCodeFault(fault));
    const done = await upsertProvider(tx, { name, creditCode, at: this.#parts.clock.now() });
    evidence.append(`provider.${done}`, { name, creditCode, by });
  }
}
