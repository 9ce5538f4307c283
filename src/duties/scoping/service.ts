import type { ScopeChange, ScopeMemo, ScopeMemoRow, ScopeState } from '../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../evidence/index.ts';
import {
  type Clock,
  canonicalJson,
  chinaDay,
  HeguiError,
  type IdFactory,
  sha256,
  sha256Hex,
  unknownId,
} from '../../kernel/index.ts';
import { SCOPE_SOURCES } from '../../law/index.ts';
import { decideScope, type Findings, readFacts } from '../../scope/index.ts';
import type { ServiceScope } from '../../status/index.ts';
import type { Database } from '../../store/index.ts';
import { type MemoFormat, writeMemoFile } from './memo-file.ts';
import type { ChangeRow, MemoRow, ToldFacts } from './model.ts';
import { mergeFacts } from './rules.ts';
import {
  clearTold,
  closeChange,
  insertMemo,
  listLatest,
  listMemos,
  lockService,
  putTold,
  readLatestMemo,
  readMemo,
  readOpenChange,
  readTold,
  signMemo,
} from './store.ts';

export interface ScopingParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  /** What the provider and a service are called, for a memo on paper; undefined for a service that is not there. */
  readonly namesOf: (serviceId: string) => Promise<{ readonly provider: string; readonly service: string } | undefined>;
  /** Hears of facts once they are kept. */
  readonly onTold?: (serviceId: string) => void;
}

/** SHA-256 of every source of law that findings rest on, as the data are now. */
export const lawDigest: Buffer = sha256(canonicalJson(JSON.parse(JSON.stringify(SCOPE_SOURCES))));

/** What was told about services, what followed, and who signed it. @law measures#2 measures#17 */
export class ScopingService {
  readonly #parts: ScopingParts;

  constructor(parts: ScopingParts) {
    this.#parts = parts;
  }

  /** What was decided last about every service in use. */
  async latest(): Promise<ServiceScope[]> {
    return (await listLatest(this.#parts.database)).map(({ findings, madeAt, signedAt, ...service }) => ({
      ...service,
      memo: findings === null || madeAt === null ? null : { findings, madeAt, isSigned: signedAt !== null },
    }));
  }

  /** Where a service stands. @throws HeguiError E_NOT_FOUND */
  async state(serviceId: string): Promise<ScopeState> {
    const { database } = this.#parts;
    await this.#namesOf(serviceId);
    const [memos, told, change] = await Promise.all([
      listMemos(database, serviceId),
      readTold(database, serviceId),
      readOpenChange(database, serviceId),
    ]);
    const [latest] = memos;
    return {
      latest: latest === undefined ? null : memoOf(latest),
      memos: memos.map(rowOf),
      told,
      change: change === undefined ? null : changeOf(change),
    };
  }

  /**
   * Works out what follows from the facts on a day and keeps both. Facts told before are taken to be in these; a change that
   * was open is answered by this memo.
   *
   * @throws HeguiError E_NOT_FOUND for a service that is not there, E_REQUEST_INVALID for facts outside their values.
   */
  async make(serviceId: string, facts: ToldFacts, day: string | undefined, by: Actor): Promise<ScopeMemo> {
    const { unitOfWork, ids, clock } = this.#parts;
    const at = clock.now();
    const holdsOn = day ?? chinaDay(at);
    const findings = decideScope(readFacts(facts), holdsOn);
    return await unitOfWork.run(async (tx, evidence) => {
      if (!(await lockService(tx, serviceId))) throw unknownId('service');
      const before = await readLatestMemo(tx, serviceId);
      const memo = {
        id: ids.next('scm'),
        serviceId,
        number: (before?.number ?? 0) + 1,
        facts,
        day: holdsOn,
        findings,
        lawDigest,
        madeAt: at,
        madeBy: by,
      };
      await insertMemo(tx, memo);
      await clearTold(tx, serviceId);
      evidence.append('scope.memo-made', {
        memo: memo.id,
        service: serviceId,
        number: memo.number,
        day: holdsOn,
        digest: digestOf(memo),
        lawDigest: lawDigest.toString('hex'),
        by,
      });
      const change = await readOpenChange(tx, serviceId);
      if (change !== undefined) {
        await closeChange(tx, change.id, at);
        evidence.append('scope.settled', { change: change.id, service: serviceId, memo: memo.id });
      }
      return memoOf({ ...memo, signedAt: null, signedBy: null, signedName: null });
    });
  }

  /** Puts a person's name under a memo. @throws HeguiError E_NOT_FOUND, E_CONFLICT when it is signed already. */
  async sign(id: string, name: string, by: Actor): Promise<ScopeMemo> {
    const { unitOfWork, clock } = this.#parts;
    return await unitOfWork.run(async (tx, evidence) => {
      const memo = await readMemo(tx, id);
      if (memo === undefined) throw unknownId('scope memo');
      const at = clock.now();
      if (!(await signMemo(tx, id, { by, name, at })))
        throw new HeguiError('E_CONFLICT', 'this memo is signed already; make a new one for new facts');
      evidence.append('scope.memo-signed', { memo: id, service: memo.serviceId, digest: digestOf(memo), by });
      return memoOf({ ...memo, signedAt: at, signedBy: by, signedName: name });
    });
  }

  /** Facts that the provider's own app tells between memos, laid over what it told before. */
  async tell(serviceId: string, facts: ToldFacts, by: Actor): Promise<ToldFacts> {
    const { unitOfWork, clock } = this.#parts;
    readFacts(facts);
    const told = await unitOfWork.run(async (tx, evidence) => {
      if (!(await lockService(tx, serviceId))) throw unknownId('service');
      const merged = mergeFacts(await readTold(tx, serviceId), facts);
      await putTold(tx, serviceId, merged, clock.now());
      evidence.append('scope.facts-told', { service: serviceId, facts: Object.keys(facts).sort(), by });
      return merged;
    });
    this.#parts.onTold?.(serviceId);
    return told;
  }

  /** A memo as a file to print and sign. @throws HeguiError E_NOT_FOUND */
  async file(id: string, format: MemoFormat, language: 'zh' | 'en'): Promise<{ name: string; bytes: Uint8Array }> {
    const memo = await readMemo(this.#parts.database, id);
    if (memo === undefined) throw unknownId('scope memo');
    const names = await this.#namesOf(memo.serviceId);
    const bytes = await writeMemoFile({ memo, digest: digestOf(memo), ...names }, format, language);
    return { name: `scope-memo-${memo.number}-${memo.day}.${format}`, bytes };
  }

  async #namesOf(serviceId: string): Promise<{ provider: string; service: string }> {
    const names = await this.#parts.namesOf(serviceId);
    if (names === undefined) throw unknownId('service');
    return names;
  }
}

const digestOf = ({ facts, findings, lawDigest: law }: Pick<MemoRow, 'facts' | 'findings' | 'lawDigest'>): string =>
  sha256Hex(canonicalJson(JSON.parse(JSON.stringify({ facts, findings, law: law.toString('hex') }))));

function rowOf({ id, serviceId, number, day, madeAt, madeBy, signedAt, signedBy, signedName }: MemoRow): ScopeMemoRow {
  const signature =
    signedAt === null || signedBy === null || signedName === null
      ? null
      : { by: signedBy, name: signedName, at: signedAt.toISOString() };
  return { id, serviceId, number, day, madeAt: madeAt.toISOString(), madeBy, signature };
}

const memoOf = (memo: MemoRow): ScopeMemo => ({
  ...rowOf(memo),
  facts: memo.facts,
  findings: copyOf(memo.findings),
  lawDigest: memo.lawDigest.toString('hex'),
});

// The contract's arrays may be written to, the engine's may not.
const copyOf = (findings: Findings): ScopeMemo['findings'] => ({ ...findings, labels: { ...findings.labels } });

const changeOf = ({ id, memoId, causes, observed, changed, foundAt }: ChangeRow): ScopeChange => ({
  id,
  memoId,
  causes: [...causes],
  observed: [...observed],
  changed: [...changed],
  foundAt: foundAt.toISOString(),
});
