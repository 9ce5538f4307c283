import type { z } from 'zod';
import type {
  diffQuerySchema,
  ListDiff,
  ListDraft,
  ListVersion,
  listVersionsPageSchema,
  publishSchema,
  Shadow,
  TrialSample,
} from '../../../contract/index.ts';
import type { Actor, Evidence } from '../../../evidence/index.ts';
import { conflictingField, HeguiError, invalidField, sha256Hex, unknownId } from '../../../kernel/index.ts';
import type { Sql } from '../../../store/index.ts';
import { openDraft, tellDraft } from '../drafts/edit-draft.ts';
import { approveDraft, countDraft, type DraftRow, deleteDraft, dropIdle, readDraft } from '../drafts/store.ts';
import type { ContentParts } from '../model.ts';
import { commitList, lockList } from '../service/commit-list.ts';
import { requireTermsFit } from '../service/require-terms-fit.ts';
import { type ListRow, readList } from '../store.ts';
import { toBacktest } from '../trials/backtests.ts';
import { endShadow } from '../trials/end-shadow.ts';
import {
  insertShadow,
  lastShadow,
  listBacktests,
  listSamples,
  runningShadows,
  type ShadowRow,
} from '../trials/store.ts';
import { settingsOf, withSettings } from './list-settings.ts';
import {
  changeTerms,
  countDifferences,
  digestTerms,
  forgetChanges,
  insertTerms,
  listVersions,
  nextDifferences,
  noteReturn,
  readVersion,
  type TermSource,
  textsWithoutTerm,
  type VersionRow,
} from './store.ts';

export type Publish = z.output<typeof publishSchema>;
type DiffQuery = z.output<typeof diffQuerySchema>;

const SAMPLES_SHOWN_MAX = 100;
const TERMS_PER_WRITE = 20_000;
const VERSION_MAX = 2 ** 31 - 1;

/** A list's way from a draft to what is screened for, and back. @law measures#4 measures#14 */
export class ListVersions {
  readonly #parts: ContentParts;

  constructor(parts: ContentParts) {
    this.#parts = parts;
  }

  /** Newest first; `cursor` is the version the page before ended with. @throws HeguiError E_NOT_FOUND */
  async list(listId: string, cursor: string, limit: number): Promise<z.infer<typeof listVersionsPageSchema>> {
    await this.#require(listId);
    const before = cursor === '' ? VERSION_MAX : Number(cursor);
    const rows = await listVersions(this.#parts.database, listId, before, limit + 1);
    const items = rows.slice(0, limit).map(toVersion);
    return { items, next: rows.length > limit ? String(items.at(-1)?.version ?? '') : null };
  }

  /** The list's draft, with what it would change and what was found out about it. @throws HeguiError E_NOT_FOUND */
  async draft(listId: string): Promise<ListDraft | null> {
    const { database } = this.#parts;
    await this.#require(listId);
    const draft = await readDraft(database, listId);
    if (draft === undefined) return null;
    const [shadow, [backtest], counts] = [
      await lastShadow(database, draft.id),
      await listBacktests(database, listId, draft.id, 1),
      await countDraft(database, draft),
    ];
    const { approvedBy, approvedAt } = draft;
    return {
      id: draft.id,
      baseVersion: draft.baseVersion,
      revision: draft.revision,
      settings: { ...draft.settings },
      authors: [...draft.authors],
      createdAt: draft.createdAt.toISOString(),
      changedAt: draft.changedAt.toISOString(),
      counts,
      approved: approvedBy === null || approvedAt === null ? null : { by: approvedBy, at: approvedAt.toISOString() },
      shadow: shadow === undefined ? null : toShadow(shadow),
      backtest: backtest === undefined ? null : toBacktest(backtest),
    };
  }

  /** Begins an empty draft, unless there is one. @throws HeguiError E_NOT_FOUND */
  async begin(listId: string, by: Actor): Promise<ListDraft | null> {
    if ((await readDraft(this.#parts.database, listId)) === undefined) {
      await this.#parts.unitOfWork.run(async (tx, evidence) => {
        const list = await lockList(tx, listId);
        if ((await readDraft(tx, listId)) !== undefined)
          throw conflictingField('draft', 'someone else began one just now; reload');
        await openDraft(this.#parts, tx, evidence, list, by);
      });
    }
    return await this.draft(listId);
  }

  /** Gives the draft up. @throws HeguiError E_NOT_FOUND, also when there is none. */
  async discard(listId: string, by: Actor): Promise<void> {
    await this.#change(listId, async (tx, evidence, _list, draft) => {
      await endShadow(this.#parts, tx, evidence, listId, by);
      await deleteDraft(tx, draft.id);
      evidence.append('list-draft.discarded', tellDraft(draft, by));
    });
  }

  /** Tries the draft on live traffic from now on. @throws HeguiError E_CONFLICT while a run is under way. */
  async startShadow(listId: string, rate: number, by: Actor): Promise<ListDraft | null> {
    await this.#change(listId, async (tx, evidence, _list, draft) => {
      if ((await runningShadows(tx, listId)).length > 0)
        throw conflictingField('shadow', 'a run of this draft is under way; end it first');
      const id = this.#parts.ids.next('tri');
      const startedAt = this.#parts.clock.now();
      const { id: draftId, revision } = draft;
      await insertShadow(tx, { id, listId, draftId, revision, rate, startedBy: by, startedAt });
      evidence.append('list-shadow.started', { ...tellDraft(draft, by), trial: id, rate });
    });
    return await this.draft(listId);
  }

  /** Ends the shadow run. @throws HeguiError E_NOT_FOUND when none is under way. */
  async endShadow(listId: string, by: Actor): Promise<ListDraft | null> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await lockList(tx, listId);
      if (!(await endShadow(this.#parts, tx, evidence, listId, by))) throw unknownId('shadow run under way');
    });
    return await this.draft(listId);
  }

  /** Where a trial saw a difference. */
  async samples(trialId: string): Promise<TrialSample[]> {
    const rows = await listSamples(this.#parts.database, trialId, SAMPLES_SHOWN_MAX);
    return rows.map(({ at, newTerms, lostTerms, exchangeId }) => ({
      exchangeId,
      newTerms: [...newTerms],
      lostTerms: [...lostTerms],
      at: at.toISOString(),
    }));
  }

  /**
   * Approves the draft with exactly the terms and settings it has now.
   *
   * @throws HeguiError E_ROLE_FORBIDDEN for anyone who changed it, and for the command line, which is nobody in person.
   */
  async approve(listId: string, by: Actor): Promise<ListDraft | null> {
    await this.#change(listId, async (tx, evidence, list, draft) => {
      requireSecondPerson(draft, by);
      requireContent(draft, await countDraft(tx, draft));
      const digest = await digestDraft(tx, list, draft);
      await approveDraft(tx, draft.id, by, digest, this.#parts.clock.now());
      evidence.append('list-draft.approved', { ...tellDraft(draft, by), digest });
    });
    return await this.draft(listId);
  }

  /**
   * Puts the draft in force as a new version. Streams under way end with the lists they began with.
   *
   * @throws HeguiError E_CONFLICT when approval is required and missing, or is for other terms than it would put in force;
   *   E_REQUEST_INVALID for an emergency without a reason.
   */
  async publish(listId: string, { emergency, reason }: Publish, by: Actor): Promise<number> {
    if (emergency && reason === '') throw invalidField('reason', 'say why one person publishes this alone');
    return await this.#change(listId, async (tx, evidence, list, draft) => {
      await dropIdle(tx, draft);
      const counts = await countDraft(tx, draft);
      requireContent(draft, counts);
      if (list.approvalRequired && !emergency) await requireApproval(tx, list, draft);
      const next = withSettings(list, draft.settings);
      if (draft.baseVersion !== list.version)
        await requireTermsFit(tx, listId, { kind: 'draft', draftId: draft.id }, next.folding);
      await endShadow(this.#parts, tx, evidence, listId, by);
      await this.#apply(tx, draft.id, listId);
      await deleteDraft(tx, draft.id);
      const cause = emergency ? 'emergency' : 'publish';
      const { approvedBy } = draft;
      const told = { cause, approvedBy, reason: reason === '' ? null : reason } as const;
      const version = await commitList(tx, evidence, list, next, this.#parts.clock.now(), by, told);
      evidence.append('word-list.published', {
        list: listId,
        version,
        draft: draft.id,
        revision: draft.revision,
        cause,
        ...(approvedBy === null ? {} : { approvedBy }),
        ...(reason === '' ? {} : { reasonDigest: sha256Hex(reason) }),
        ...counts,
        by,
      });
      return version;
    });
  }

  /**
   * Makes a new version with the terms, risk, action, folding and allow phrases of an earlier one, at once. A draft stays; an approval of
   * it no longer fits.
   *
   * @throws HeguiError E_NOT_FOUND; E_CONFLICT when nothing differs.
   */
  async rollBack(listId: string, to: number, reason: string, by: Actor): Promise<number> {
    const { unitOfWork, ids, clock } = this.#parts;
    return await unitOfWork.run(async (tx, evidence) => {
      const list = await lockList(tx, listId);
      const wanted = await readVersion(tx, listId, to);
      if (wanted === undefined) throw unknownId('version of this list');
      const changesId = ids.next('drf');
      await noteReturn(tx, changesId, listId, to);
      const counts = await countDraft(tx, { id: changesId, listId });
      const { risk, action, folding, allow = [] } = wanted.state;
      const next = { ...list, risk, action, folding, allow };
      if (sumOf(counts) === 0 && settingsOf(list, next).length === 0)
        throw conflictingField('version', 'the list is already as it was then');
      await this.#apply(tx, changesId, listId);
      const told = { cause: 'rollback', restored: to, reason: reason === '' ? null : reason } as const;
      const version = await commitList(tx, evidence, list, next, clock.now(), by, told);
      evidence.append('word-list.rolled-back', {
        list: listId,
        version,
        from: list.version,
        to,
        ...(reason === '' ? {} : { reasonDigest: sha256Hex(reason) }),
        by,
      });
      return version;
    });
  }

  /**
   * What differs between two versions, or between one and the draft. Left out, `from` is the live version and `to` the
   * draft.
   *
   * @throws HeguiError E_NOT_FOUND for a version or draft that is not there.
   */
  async diff(listId: string, query: DiffQuery): Promise<ListDiff> {
    const { database } = this.#parts;
    const list = await this.#require(listId);
    const from = query.from ?? list.version;
    const to = query.to ?? 'draft';
    const before = await this.#side(list, from);
    const after = await this.#side(list, to);
    const page = { after: query.cursor ?? '', limit: query.limit + 1 };
    const counts = await countDifferences(database, listId, before.source, after.source);
    const found = await nextDifferences(database, listId, before.source, after.source, page);
    const items = found.slice(0, query.limit);
    return {
      from,
      to,
      counts,
      settings: settingsOf(before.state, after.state),
      items,
      next: found.length > query.limit ? (items.at(-1)?.text ?? null) : null,
    };
  }

  async #side(list: ListRow, which: number | 'draft'): Promise<{ source: TermSource; state: object }> {
    const { database } = this.#parts;
    if (which === 'draft') {
      const draft = await readDraft(database, list.id);
      if (draft === undefined) throw unknownId('draft of this list');
      return { source: { kind: 'draft', draftId: draft.id }, state: withSettings(list, draft.settings) };
    }
    const version = await readVersion(database, list.id, which);
    if (version === undefined) throw unknownId('version of this list');
    return { source: { kind: 'version', version: which }, state: { ...list, allow: [], ...version.state } };
  }

  async #apply(tx: Sql, changesId: string, listId: string): Promise<void> {
    const { ids } = this.#parts;
    const texts = await textsWithoutTerm(tx, changesId, listId);
    await changeTerms(tx, changesId, listId);
    for (let from = 0; from < texts.length; from += TERMS_PER_WRITE) {
      const rows = texts.slice(from, from + TERMS_PER_WRITE).map((text) => ({ text, id: ids.next('trm') }));
      await insertTerms(tx, changesId, listId, rows);
    }
    await forgetChanges(tx, changesId);
  }

  async #change<T>(
    listId: string,
    work: (tx: Sql, evidence: Evidence, list: ListRow, draft: DraftRow) => Promise<T>,
  ): Promise<T> {
    return await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const list = await lockList(tx, listId);
      const draft = await readDraft(tx, listId);
      if (draft === undefined) throw unknownId('draft of this list');
      return await work(tx, evidence, list, draft);
    });
  }

  async #require(listId: string): Promise<ListRow> {
    const list = await readList(this.#parts.database, listId);
    if (list === undefined) throw unknownId('word list');
    return list;
  }
}

function requireSecondPerson(draft: DraftRow, by: Actor): void {
  if (!by.startsWith('staff:'))
    throw new HeguiError('E_ROLE_FORBIDDEN', 'a draft is approved in person, in the console');
  if (draft.authors.includes(by))
    throw new HeguiError('E_ROLE_FORBIDDEN', 'you changed this draft; another person must approve it');
}

const sumOf = ({ added, removed, changed }: { added: number; removed: number; changed: number }): number =>
  added + removed + changed;

function requireContent(draft: DraftRow, counts: { added: number; removed: number; changed: number }): void {
  if (sumOf(counts) > 0 || Object.keys(draft.settings).length > 0) return;
  throw conflictingField('draft', 'changes nothing; import or change terms first');
}

/** Of everything that the draft would have screening look for. */
async function digestDraft(tx: Sql, list: ListRow, draft: DraftRow): Promise<string> {
  const { allow } = withSettings(list, draft.settings);
  return (await digestTerms(tx, list.id, { kind: 'draft', draftId: draft.id }, allow)).digest;
}

async function requireApproval(tx: Sql, list: ListRow, draft: DraftRow): Promise<void> {
  if (draft.approvedDigest === null)
    throw conflictingField('draft', 'needs the approval of someone who did not change it');
  if ((await digestDraft(tx, list, draft)) !== draft.approvedDigest)
    throw conflictingField('draft', 'the live list has changed since the approval; look at it again and approve anew');
}

function toVersion({ at, ...row }: VersionRow): ListVersion {
  const { name, risk, action, folding, enabled, allow = [] } = row.state;
  return { ...row, state: { name, risk, action, folding, enabled, allow: [...allow] }, at: at.toISOString() };
}

function toShadow({ listId: _list, draftId: _draft, startedAt, endedAt, ...row }: ShadowRow): Shadow {
  return { ...row, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
