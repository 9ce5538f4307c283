import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type {
  Direction,
  JudgeRow,
  JudgeSettings,
  JudgeTested,
  judgeChangeSchema,
  judgeCreateSchema,
} from '../contract/index.ts';
import type { Actor } from '../evidence/index.ts';
import { JudgeError, makeJudge, needsSecret } from '../judges/index.ts';
import { canonicalJson, conflictingField, invalidField, SECOND_MS, sha256Hex, unknownId } from '../kernel/index.ts';
import { sqlStateOf } from '../store/index.ts';
import type { OpinionsParts, StoredJudge } from './model.ts';
import { unwrapSecret, wrapSecret } from './secret.ts';
import {
  insertJudge,
  listAskingServices,
  listJudges,
  readJudge,
  readJudgeForUpdate,
  retireJudge,
  updateJudge,
} from './store.ts';

type JudgeCreate = z.infer<typeof judgeCreateSchema>;
type JudgeChange = z.infer<typeof judgeChangeSchema>;

const UNIQUE_VIOLATION = '23505';
const TEST_MS_MAX = 15 * SECOND_MS;

/** The judges that policies may name: made, changed, tried, retired. Their secrets go in and never come out. */
export class JudgesService {
  readonly #parts: OpinionsParts;

  constructor(parts: OpinionsParts) {
    this.#parts = parts;
  }

  /** Every judge in use, oldest first. */
  async list(): Promise<JudgeRow[]> {
    const asking = await listAskingServices(this.#parts.database);
    return (await listJudges(this.#parts.database)).map((judge) => describe(judge, asking));
  }

  /** @throws HeguiError E_CONFLICT for a taken name, E_REQUEST_INVALID for a URL with a password or a missing secret. */
  async create(given: JudgeCreate, by: Actor): Promise<JudgeRow> {
    const { name, settings, yuanPerCall } = given;
    requirePlainUrl(settings);
    const secret = given.secret ?? '';
    if (secret === '' && needsSecret(settings.kind)) throw missingSecret(settings.kind);
    const id = this.#parts.ids.next('jdg');
    const judge: StoredJudge = {
      id,
      name,
      settings,
      secret: secret === '' ? null : await wrapSecret(this.#parts.keyEncryption, id, secret),
      yuanPerCall,
      createdAt: this.#parts.clock.now(),
    };
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await refuseTakenName(insertJudge(tx, judge));
      evidence.append('judge.created', evidenceOf(judge, by));
    });
    return describe(judge, []);
  }

  /** Changes what is given, if it differs. @throws HeguiError as `create`, and when a stored secret would go elsewhere. */
  async change(id: string, change: JudgeChange, by: Actor): Promise<JudgeRow> {
    const { database, unitOfWork, clock } = this.#parts;
    const present = await readJudge(database, id);
    if (present === undefined) throw unknownId('judge');
    const asking = await listAskingServices(database);
    if (isDeepStrictEqual(await this.#apply(present, change), present)) return describe(present, asking);
    const changed = await unitOfWork.run(async (tx, evidence) => {
      const row = await readJudgeForUpdate(tx, id);
      if (row === undefined) throw unknownId('judge');
      const next = await this.#apply(row, change);
      await refuseTakenName(updateJudge(tx, next, clock.now()));
      evidence.append('judge.changed', evidenceOf(next, by));
      return next;
    });
    return describe(changed, asking);
  }

  /** @throws HeguiError E_CONFLICT while a policy names it. */
  async retire(id: string, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      if ((await readJudgeForUpdate(tx, id)) === undefined) throw unknownId('judge');
      const users = (await listAskingServices(tx)).filter(({ judgeIds }) => judgeIds.includes(id));
      if (users.length > 0) {
        const names = users.map(({ name }) => name).join(', ');
        throw conflictingField('id', `the policies of ${names} ask it; take it out there first`);
      }
      await retireJudge(tx, id, this.#parts.clock.now());
      evidence.append('judge.retired', { judge: id, by });
    });
  }

  /** Asks it once, as stored, within 15 seconds; billed by the vendor, counted by nobody. @throws HeguiError E_NOT_FOUND */
  async test(id: string, question: { readonly text: string; readonly direction: Direction }): Promise<JudgeTested> {
    const { database, keyEncryption, connections, clock, ids } = this.#parts;
    const row = await readJudge(database, id);
    if (row === undefined) throw unknownId('judge');
    const secret = await unwrapSecret(keyEncryption, id, row.secret);
    const judge = makeJudge(row.settings, secret, { connections, clock });
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(new JudgeError('timed-out', 'no verdict within 15 s')), TEST_MS_MAX);
    const startMs = clock.monotonicMs();
    try {
      const verdict = await judge.judge(question.text, {
        direction: question.direction,
        role: question.direction === 'input' ? 'user' : 'assistant',
        exchangeId: ids.next('exc'),
        sessionId: null,
        offset: 0,
        isLast: true,
        prompt: '',
        signal: ended.signal,
      });
      const latencyMs = Math.round(clock.monotonicMs() - startMs);
      const { risks, labels } = verdict;
      const told = { ...verdict, risks: [...risks], labels: [...labels], latencyMs, yuan: row.yuanPerCall };
      return { ok: true, verdict: told, failure: null, message: 'It answers as it should.' };
    } catch (error) {
      if (!(error instanceof JudgeError)) throw error;
      return { ok: false, verdict: null, failure: error.reason, message: error.message };
    } finally {
      clearTimeout(timer);
    }
  }

  async #apply(row: StoredJudge, change: JudgeChange): Promise<StoredJudge> {
    const settings = change.settings ?? row.settings;
    requirePlainUrl(settings);
    if (settings.kind !== row.settings.kind)
      throw invalidField('settings.kind', 'cannot change; make another judge and retire this one');
    const isKept = change.secret === undefined || change.secret === null;
    const isMoved = new URL(settings.baseUrl).origin !== new URL(row.settings.baseUrl).origin;
    if (isKept && isMoved && row.secret !== null)
      throw invalidField(
        'secret',
        'must be entered again, or removed with "", because the address names another server',
      );
    if (change.secret === '' && needsSecret(settings.kind)) throw missingSecret(settings.kind);
    return {
      ...row,
      settings,
      name: change.name ?? row.name,
      yuanPerCall: change.yuanPerCall ?? row.yuanPerCall,
      secret: await this.#secretOf(row, change.secret),
    };
  }

  async #secretOf(row: StoredJudge, secret: string | null | undefined): Promise<Buffer | null> {
    if (secret === undefined || secret === null) return row.secret;
    return secret === '' ? null : await wrapSecret(this.#parts.keyEncryption, row.id, secret);
  }
}

const missingSecret = (kind: string): Error =>
  invalidField('secret', `must be given: a judge of kind ${kind} signs its calls`);

function requirePlainUrl({ baseUrl }: JudgeSettings): void {
  const { username, password, hash } = new URL(baseUrl);
  if (username !== '' || password !== '')
    throw invalidField('settings.baseUrl', 'must not hold a user or password; use secret');
  if (hash !== '') throw invalidField('settings.baseUrl', 'must not end in a fragment (#…)');
}

async function refuseTakenName(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw conflictingField('name', 'another judge has this name, perhaps a retired one; choose another');
  }
}

const describe = (judge: StoredJudge, asking: readonly { name: string; judgeIds: string[] }[]): JudgeRow => ({
  id: judge.id,
  name: judge.name,
  settings: judge.settings,
  hasSecret: judge.secret !== null,
  yuanPerCall: judge.yuanPerCall,
  services: asking.filter(({ judgeIds }) => judgeIds.includes(judge.id)).map(({ name }) => name),
  createdAt: judge.createdAt.toISOString(),
});

const evidenceOf = (judge: StoredJudge, by: Actor) => ({
  judge: judge.id,
  name: judge.name,
  kind: judge.settings.kind,
  baseUrl: judge.settings.baseUrl,
  settingsDigest: sha256Hex(canonicalJson(judge.settings)),
  hasSecret: judge.secret !== null,
  yuanPerCall: judge.yuanPerCall,
  by,
});
