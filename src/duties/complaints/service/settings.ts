import type { ComplaintSettings, ComplaintSettingsState } from '../../../contract/index.ts';
import { complaintSettingsSchema } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { canonicalJson, HeguiError, sha256Hex } from '../../../kernel/index.ts';
import type { ComplaintParts } from '../model.ts';
import { basisOf, contactNeedOf, defaultSettings, KINDS, kindRow, requireLawfulSettings } from '../rules.ts';
import { readSettings, writeSettings } from '../store/figures.ts';

/** Time limits and templates as they hold now. A complaint keeps the limits that were published when it came. */
export async function currentSettings({ database }: Pick<ComplaintParts, 'database'>): Promise<ComplaintSettings> {
  const row = await readSettings(database);
  return row === undefined ? defaultSettings() : complaintSettingsSchema.parse(row.settings);
}

/** The same with where each number comes from. */
export async function readSettingsState(parts: ComplaintParts): Promise<ComplaintSettingsState> {
  const row = await readSettings(parts.database);
  return {
    settings: row === undefined ? defaultSettings() : complaintSettingsSchema.parse(row.settings),
    revision: row?.revision ?? 0,
    kinds: KINDS.map((kind) => {
      const { zh, en, answerDaysMax } = kindRow(kind);
      return { kind, zh, en, contact: contactNeedOf(kind), answerDaysMax, basis: basisOf(kind) };
    }),
    address: parts.address,
  };
}

/** @throws HeguiError E_REQUEST_INVALID for a limit over its cap; E_CONFLICT when somebody else changed them meanwhile. */
export async function changeSettings(
  parts: ComplaintParts,
  settings: ComplaintSettings,
  revision: number,
  by: Actor,
): Promise<void> {
  requireLawfulSettings(settings);
  await parts.unitOfWork.run(async (tx, evidence) => {
    if (!(await writeSettings(tx, settings, revision + 1, parts.clock.now())))
      throw new HeguiError('E_CONFLICT', 'revision: the settings were changed meanwhile; reload');
    const digest = sha256Hex(canonicalJson(settings));
    evidence.append('complaint.settings-changed', { revision: revision + 1, digest, by });
  });
}
