import type { PortalSettings, PortalSettingsState } from '../contract/index.ts';
import { portalSettingsSchema } from '../contract/index.ts';
import type { Actor, UnitOfWork } from '../evidence/index.ts';
import { type Clock, canonicalJson, HeguiError, sha256Hex } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';
import { darkPalette, lightPalette } from './colours.ts';
import { readSettings, writeSettings } from './store.ts';

export interface PortalSettingsParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly hasScanner: boolean;
  readonly channels: PortalSettingsState['channels'];
  /** Where the public finds the portal, such as `https://hegui.example/portal`. */
  readonly address: string;
}

// Every page asks; another process may have changed them.
const KEPT_MS = 2_000;

/** How the portal looks and guards itself. */
export class PortalSettingsService {
  readonly #parts: PortalSettingsParts;
  #kept: { readonly settings: PortalSettings; readonly atMs: number } | undefined;

  constructor(parts: PortalSettingsParts) {
    this.#parts = parts;
  }

  /** As pages use them; a change elsewhere is seen within two seconds. */
  async current(): Promise<PortalSettings> {
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.#kept === undefined || nowMs - this.#kept.atMs > KEPT_MS) {
      const row = await readSettings(this.#parts.database);
      this.#kept = { settings: portalSettingsSchema.parse(row?.settings ?? {}), atMs: nowMs };
    }
    return this.#kept.settings;
  }

  async read(): Promise<PortalSettingsState> {
    const { database, hasScanner, channels, address } = this.#parts;
    const row = await readSettings(database);
    const settings = portalSettingsSchema.parse(row?.settings ?? {});
    return {
      settings,
      revision: row?.revision ?? 0,
      shown: { light: lightPalette(settings.colour).accent, dark: darkPalette(settings.colour).accent },
      scanner: hasScanner,
      channels,
      address,
    };
  }

  /** @throws HeguiError E_CONFLICT when somebody else changed them since `revision` was read. */
  async change(settings: PortalSettings, revision: number, by: Actor): Promise<PortalSettingsState> {
    const { unitOfWork, clock } = this.#parts;
    await unitOfWork.run(async (tx, evidence) => {
      if (!(await writeSettings(tx, settings, revision + 1, clock.now())))
        throw new HeguiError('E_CONFLICT', 'revision: the settings were changed meanwhile; reload');
      const digest = sha256Hex(canonicalJson(settings));
      evidence.append('portal.settings-changed', { revision: revision + 1, digest, by });
    });
    this.#kept = undefined;
    return await this.read();
  }
}
