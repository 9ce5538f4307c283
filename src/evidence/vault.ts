import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  type Clock,
  DAY_MS,
  type FillRandom,
  HeguiError,
  HOUR_MS,
  type IdFactory,
  type Json,
  MINUTE_MS,
} from '../kernel/index.ts';
import { type Database, type Sql, sqlStateOf } from '../store/index.ts';
import type { Actor } from './catalogue.ts';
import { ContentCipher, type OpenedContent } from './content-cipher.ts';
import { KEY_BYTES, type KeyEncryption } from './key-encryption.ts';
import { eraseBatch, type LeaveCount } from './personal-records.ts';
import type { Evidence, UnitOfWork } from './unit-of-work.ts';

/** A subject's data key in use: whoever is handed it may seal one content with it. */
export interface SealingKey {
  readonly id: string;
  readonly key: KeyObject;
}

export interface Sealed {
  readonly keyId: string;
  readonly bytes: Buffer;
  /** SHA-256 of a salt (inside `bytes`) and the content, 64 hex digits: what the evidence entry carries. */
  readonly commitment: string;
}

/** Content under envelope keys, one data key per subject. Destroying the keys erases the content. */
export interface ContentVault {
  /** Seals with the subject's key; at once when the key is in memory. */
  seal(subject: string, content: Json): Promise<Sealed> | Sealed;
  /** The subject's key for one seal elsewhere, such as another thread; at once when it is in memory. */
  sealingKey(subject: string): Promise<SealingKey> | SealingKey;
  /** The key with this id, to open elsewhere what it sealed. @throws HeguiError E_CONTENT_ERASED, E_CONTENT_DAMAGED */
  openingKey(keyId: string): Promise<KeyObject>;
  /** @throws HeguiError E_CONTENT_ERASED when the key was destroyed, E_CONTENT_DAMAGED when the bytes are not right. */
  open(keyId: string, bytes: Buffer): Promise<OpenedContent>;
  /** Destroys one key, for good. False when it was destroyed before. */
  destroyKey(keyId: string, reason: string, by: Actor): Promise<boolean>;
  /** Destroys every key of the subject but those excepted, for good; returns their ids. A later seal makes a new key. */
  eraseSubject(subject: string, reason: string, by: Actor, except?: readonly string[]): Promise<string[]>;
  /** How many keys of people and days sealed nothing since `before`, counting no further than `max`; see `eraseWorn`. */
  countWorn(before: Date, except: readonly string[], max: number): Promise<number>;
  /**
   * Destroys keys of people and of days that sealed nothing since `before`, at most `limit`, for good; returns how many. A subject
   * with a prefix of its own, such as `complaint:`, is left to whoever keeps it.
   */
  eraseWorn(
    before: Date,
    except: readonly string[],
    limit: number,
    order: { readonly reason: string; readonly by: Actor; readonly leave: LeaveCount },
  ): Promise<number>;
  /** Called whenever keys may have been destroyed: whoever keeps sealing keys lets them go. */
  onForget(listener: () => void): void;
  close(): Promise<void>;
}

export interface VaultOptions {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly encryption: KeyEncryption;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly fillRandom?: FillRandom;
}

/** The subject of content that names no person: one key per service and day in China, so that a day can be erased. */
export function anonymousSubject(serviceId: string, at: Date): string {
  return `anonymous:${serviceId}:${new Date(at.getTime() + 8 * HOUR_MS).toISOString().slice(0, 10)}`;
}

/** Opens the vault and listens for keys that other replicas destroy. */
export async function openVault(options: VaultOptions): Promise<ContentVault> {
  const vault = new DatabaseVault(options);
  await vault.listen();
  return vault;
}

const CHANNEL = 'hegui_content_key';
const CACHED_KEYS_MAX = 5_000;
const CACHED_MS_MAX = 10 * MINUTE_MS;
const KEY_AGE_MS_MAX = 30 * DAY_MS;
// NIST SP 800-38D allows 2^32 random nonces a key; a quarter of it leaves room for replicas, which count apart.
const KEY_USES_MAX = 2 ** 30;
const CREATE_TRIES_MAX = 3;
const UNIQUE_VIOLATION = '23505';
// Made so long ago that nothing is sealed with it any more; of a person or of a day of people who were not named.
const WORN = `created_at <= $1 and destroyed_at is null and id <> all($2)
  and (subject not like '%:%' or subject like 'anonymous:%')`;
const lastMadeAt = (before: Date): Date => new Date(before.getTime() - KEY_AGE_MS_MAX);

interface LiveKey {
  readonly id: string;
  readonly key: KeyObject;
  readonly wornAtMs: number;
  uses: number;
}

interface KeyRow {
  readonly id: string;
  readonly wrapped: Buffer | null;
  readonly wrapped_by: string;
  readonly created_at: Date;
}

function use(live: LiveKey): SealingKey {
  live.uses += 1;
  return live;
}

class DatabaseVault implements ContentVault {
  readonly #options: VaultOptions;
  readonly #cipher: ContentCipher;
  readonly #liveKeys: LRUCache<string, LiveKey>;
  readonly #keys: LRUCache<string, KeyObject>;
  readonly #loading = new Map<string, Promise<LiveKey>>();
  // Raised whenever keys may have been destroyed, so that a key read before is not put into the cache after.
  #generation = 0;
  #stopListening: () => Promise<void> = async () => undefined;
  readonly #forgetters: (() => void)[] = [];

  constructor(options: VaultOptions) {
    this.#options = options;
    this.#cipher = new ContentCipher(options.fillRandom);
    const limits = { max: CACHED_KEYS_MAX, ttl: CACHED_MS_MAX, perf: { now: () => options.clock.monotonicMs() } };
    this.#liveKeys = new LRUCache(limits);
    this.#keys = new LRUCache(limits);
  }

  async listen(): Promise<void> {
    this.#stopListening = await this.#options.database.listen(CHANNEL, () => this.#forget());
  }

  seal(subject: string, content: Json): Promise<Sealed> | Sealed {
    const ready = this.sealingKey(subject);
    return ready instanceof Promise
      ? ready.then((key) => this.#sealWith(key, content))
      : this.#sealWith(ready, content);
  }

  sealingKey(subject: string): Promise<SealingKey> | SealingKey {
    const live = this.#liveKeys.get(subject);
    if (live !== undefined && !this.#isWorn(live)) return use(live);
    return this.#loadOnce(subject).then(use);
  }

  async openingKey(keyId: string): Promise<KeyObject> {
    return this.#keys.get(keyId) ?? (await this.#readKey(keyId));
  }

  async open(keyId: string, bytes: Buffer): Promise<OpenedContent> {
    return this.#cipher.open(keyId, await this.openingKey(keyId), bytes);
  }

  async destroyKey(keyId: string, reason: string, by: Actor): Promise<boolean> {
    const { rows } = await this.#options.database.query<{ subject: string }>(
      'select subject from content_key where id = $1 and destroyed_at is null',
      [keyId],
    );
    if (rows[0] === undefined) return false;
    return (await this.#destroy('id = $1', keyId, [], reason, by)).length > 0;
  }

  async eraseSubject(subject: string, reason: string, by: Actor, except: readonly string[] = []): Promise<string[]> {
    const { rows } = await this.#options.database.query(
      'select from content_key where subject = $1 and id <> all($2) and destroyed_at is null limit 1',
      [subject, except],
    );
    return rows.length === 0 ? [] : await this.#destroy('subject = $1', subject, except, reason, by);
  }

  async countWorn(before: Date, except: readonly string[], max: number): Promise<number> {
    const { rows } = await this.#options.database.query<{ count: number }>(
      `select count(*)::int as count from (select from content_key where ${WORN} limit $3) as worn`,
      [lastMadeAt(before), except, max],
    );
    return rows[0]?.count ?? 0;
  }

  async eraseWorn(
    before: Date,
    except: readonly string[],
    limit: number,
    { reason, by, leave }: { readonly reason: string; readonly by: Actor; readonly leave: LeaveCount },
  ): Promise<number> {
    const { clock, unitOfWork } = this.#options;
    const work = async (tx: Sql, evidence: Evidence): Promise<number> => {
      const { rows } = await tx.query<{ id: string }>(
        `update content_key set wrapped = null, destroyed_at = $4 where id in
           (select id from content_key where ${WORN} order by created_at limit $3 for update skip locked) returning id`,
        [lastMadeAt(before), except, limit, clock.now()],
      );
      for (const { id } of rows) evidence.append('content-key.destroyed', { contentKey: id, reason, by });
      if (rows.length > 0) await tx.query('select pg_notify($1, $2)', [CHANNEL, '']);
      return rows.length;
    };
    const count = await eraseBatch(unitOfWork, work, leave);
    if (count > 0) this.#forget();
    return count;
  }

  onForget(listener: () => void): void {
    this.#forgetters.push(listener);
  }

  async close(): Promise<void> {
    await this.#stopListening();
    this.#forget();
  }

  #sealWith({ id, key }: SealingKey, content: Json): Sealed {
    return { keyId: id, ...this.#cipher.seal(id, key, JSON.stringify(content)) };
  }

  #isWorn({ uses, wornAtMs }: LiveKey): boolean {
    return uses >= KEY_USES_MAX || this.#options.clock.now().getTime() >= wornAtMs;
  }

  #loadOnce(subject: string): Promise<LiveKey> {
    let loading = this.#loading.get(subject);
    if (loading === undefined) {
      loading = this.#load(subject).finally(() => this.#loading.delete(subject));
      this.#loading.set(subject, loading);
    }
    return loading;
  }

  async #load(subject: string): Promise<LiveKey> {
    const worn = this.#liveKeys.get(subject);
    for (let tries = 1; ; tries++) {
      const generation = this.#generation;
      const row = await this.#readLiveRow(subject);
      const isUsable = row !== undefined && row.id !== worn?.id && !this.#isTooOld(row);
      try {
        const live = isUsable
          ? this.#liveKey(row.id, await this.#unwrap(row), row.created_at)
          : await this.#createKey(subject, row?.id);
        if (generation === this.#generation) {
          this.#liveKeys.set(subject, live);
          this.#keys.set(live.id, live.key);
        }
        return live;
      } catch (error) {
        // Another process made the subject's key at the same moment: read that one.
        if (sqlStateOf(error) !== UNIQUE_VIOLATION || tries === CREATE_TRIES_MAX) throw error;
      }
    }
  }

  #isTooOld({ created_at }: KeyRow): boolean {
    return this.#options.clock.now().getTime() >= created_at.getTime() + KEY_AGE_MS_MAX;
  }

  #liveKey(id: string, key: KeyObject, createdAt: Date): LiveKey {
    return { id, key, wornAtMs: createdAt.getTime() + KEY_AGE_MS_MAX, uses: 0 };
  }

  async #readLiveRow(subject: string): Promise<KeyRow | undefined> {
    const { rows } = await this.#options.database.query<KeyRow>(
      `select id, wrapped, wrapped_by, created_at from content_key
       where subject = $1 and destroyed_at is null and retired_at is null`,
      [subject],
    );
    return rows[0];
  }

  async #createKey(subject: string, retiring: string | undefined): Promise<LiveKey> {
    const { encryption, ids, clock, unitOfWork } = this.#options;
    const id = ids.next('dek');
    const key = randomBytes(KEY_BYTES);
    const wrapped = await encryption.wrap(key, id);
    const createdAt = clock.now();
    await unitOfWork.run(async (tx, evidence) => {
      if (retiring !== undefined) {
        await tx.query('update content_key set retired_at = $2 where id = $1 and retired_at is null', [
          retiring,
          createdAt,
        ]);
      }
      await tx.query(
        'insert into content_key (id, subject, wrapped, wrapped_by, created_at) values ($1, $2, $3, $4, $5)',
        [id, subject, wrapped, encryption.id, createdAt],
      );
      evidence.append('content-key.created', { contentKey: id });
    });
    return this.#liveKey(id, createSecretKey(key), createdAt);
  }

  async #readKey(keyId: string): Promise<KeyObject> {
    const generation = this.#generation;
    const { rows } = await this.#options.database.query<KeyRow>(
      'select id, wrapped, wrapped_by, created_at from content_key where id = $1',
      [keyId],
    );
    const row = rows[0];
    if (row === undefined) throw new HeguiError('E_CONTENT_DAMAGED', `there is no content key ${keyId}`);
    const key = await this.#unwrap(row);
    if (generation === this.#generation) this.#keys.set(keyId, key);
    return key;
  }

  async #unwrap({ id, wrapped, wrapped_by }: KeyRow): Promise<KeyObject> {
    const { encryption } = this.#options;
    if (wrapped === null) throw new HeguiError('E_CONTENT_ERASED', `the key ${id} was destroyed`);
    if (wrapped_by !== encryption.id) {
      throw new HeguiError(
        'E_CONTENT_DAMAGED',
        `the key ${id} was wrapped by ${wrapped_by}, and this is ${encryption.id}`,
      );
    }
    return createSecretKey(await encryption.unwrap(wrapped, id));
  }

  async #destroy(
    where: 'id = $1' | 'subject = $1',
    value: string,
    except: readonly string[],
    reason: string,
    by: Actor,
  ): Promise<string[]> {
    const { clock, unitOfWork } = this.#options;
    const destroyed = await unitOfWork
      .run(async (tx: Sql, evidence: Evidence) => {
        const { rows } = await tx.query<{ id: string }>(
          `update content_key set wrapped = null, destroyed_at = $2 where ${where} and id <> all($3) and destroyed_at is null
           returning id`,
          [value, clock.now(), except],
        );
        for (const { id } of rows) evidence.append('content-key.destroyed', { contentKey: id, reason, by });
        await tx.query('select pg_notify($1, $2)', [CHANNEL, '']);
        return rows.map(({ id }) => id);
      })
      .catch((error: unknown) => {
        // Somebody else destroyed them a moment earlier: nothing was changed, so there is nothing to tell.
        if (error instanceof HeguiError && error.code === 'E_EVIDENCE_MISSING') return [];
        throw error;
      });
    this.#forget();
    return destroyed;
  }

  #forget(): void {
    this.#generation += 1;
    this.#liveKeys.clear();
    this.#keys.clear();
    for (const forget of this.#forgetters) forget();
  }
}
