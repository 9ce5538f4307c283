import type { z } from 'zod';
import {
  limitBasisSchema,
  type RetentionSettings,
  type RetentionState,
  type retentionPreviewSchema,
  retentionSettingsSchema,
} from '../../../contract/index.ts';
import type { Actor, RetainedKind } from '../../../evidence/index.ts';
import { canonicalJson, HeguiError, sha256Hex } from '../../../kernel/index.ts';
import type { PrivacyParts } from '../model.ts';
import { retainedOf } from '../personal/holders.ts';
import { daysOf, requireLawfulTerms, termBefore } from '../rules.ts';
import { lockSweep, noteSwept, readSettings, readSwept, writeSettings } from '../store/retention.ts';

const BATCH = 500;
/** Of one kind in one sweep, so that a first sweep over years of records does not hold up the others for long. */
const BATCHES_MAX = 40;
const COUNT_MAX = 1_000;

async function currentSettings({ database }: Pick<PrivacyParts, 'database'>) {
  const row = await readSettings(database);
  const none: RetentionSettings = { days: {} };
  return {
    settings: row === undefined ? none : retentionSettingsSchema.parse(row.settings),
    revision: row?.revision ?? 0,
  };
}

/** How long what is kept, where that comes from, and what the sweep found last. */
export async function readRetention(parts: PrivacyParts): Promise<RetentionState> {
  const [{ settings, revision }, swept] = await Promise.all([currentSettings(parts), readSwept(parts.database)]);
  return {
    revision,
    kinds: retainedOf(parts).map((one) => {
      const { kind, title, about, daysMin, daysDefault, basis, confidence } = one;
      const state = swept.find((row) => row.kind === kind);
      return {
        ...{ kind, title, about, daysMin, daysDefault },
        basis: limitBasisSchema.parse({ articles: [basis], confidence, note: null }),
        days: daysOf(one, settings),
        sweptAt: state?.sweptAt.toISOString() ?? null,
        erased: state?.erased ?? 0,
        leftOver: state?.leftOver ?? 0,
      };
    }),
  };
}

/** @throws HeguiError E_REQUEST_INVALID for a term below the law's; E_CONFLICT when somebody else changed them meanwhile. */
export async function changeRetention(
  parts: PrivacyParts,
  settings: RetentionSettings,
  revision: number,
  by: Actor,
): Promise<void> {
  requireLawfulTerms(retainedOf(parts), settings);
  await parts.unitOfWork.run(async (tx, evidence) => {
    if (!(await writeSettings(tx, settings, revision + 1, parts.clock.now())))
      throw new HeguiError('E_CONFLICT', 'revision: the terms were changed meanwhile; reload');
    const digest = sha256Hex(canonicalJson(settings));
    evidence.append('retention.settings-changed', { revision: revision + 1, digest, by });
  });
}

/** What would go with these terms, now; nothing is changed. @throws HeguiError E_REQUEST_INVALID as `changeRetention` */
export async function previewRetention(
  parts: PrivacyParts,
  settings: RetentionSettings | null,
): Promise<z.infer<typeof retentionPreviewSchema>> {
  const terms = settings ?? (await currentSettings(parts)).settings;
  const all = retainedOf(parts);
  requireLawfulTerms(all, terms);
  const now = parts.clock.now();
  const kinds: { kind: string; before: string; count: number }[] = [];
  for (const one of all) {
    const before = termBefore(daysOf(one, terms), now);
    kinds.push({ kind: one.kind, before: before.toISOString(), count: await one.countOlder(before, COUNT_MAX) });
  }
  return { kinds };
}

/** Erases what is past its term, in bounded batches; one process at a time. @returns null when another one is at it. */
export async function sweepRetention(parts: PrivacyParts): Promise<Readonly<Record<string, number>> | null> {
  const session = await parts.database.dedicatedConnection();
  try {
    if (!(await lockSweep(session))) return null;
    const { settings, revision } = await currentSettings(parts);
    const erased: Record<string, number> = {};
    for (const one of retainedOf(parts)) erased[one.kind] = await sweepKind(parts, one, settings, revision);
    return erased;
  } finally {
    // The session's end frees the lock.
    await session.close();
  }
}

async function sweepKind(
  { database, clock }: PrivacyParts,
  one: RetainedKind,
  settings: RetentionSettings,
  revision: number,
): Promise<number> {
  const { kind } = one;
  const now = clock.now();
  const before = termBefore(daysOf(one, settings), now);
  let erased = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const count = await one.eraseOlder(before, BATCH, (evidence, records) =>
      evidence.append('retention.erased', { kind, records, before: before.toISOString(), revision }),
    );
    erased += count;
    if (count < BATCH) break;
  }
  const leftOver = await one.countOlder(before, COUNT_MAX);
  await noteSwept(database, { kind, sweptAt: now, erased, leftOver });
  return erased;
}
