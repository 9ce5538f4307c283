/** The thread that seals and writes the records of the gateway; started by `RecordThread`. */
import type { KeyObject } from 'node:crypto';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { ContentCipher } from '../../evidence/index.ts';
import { HeguiError, IdFactory, type Log, type LogFields, Secret, systemClock } from '../../kernel/index.ts';
import { openDatabase } from '../../store/index.ts';
import { openRecordLine } from './line.ts';
import { Recorder } from './recorder.ts';
import type { ClosedRecord, OpenedRecord } from './rows.ts';
import type { FromThread, SentRecord, ThreadState, ToThread } from './thread-messages.ts';

const STATE_EVERY_MS = 50;

function main(port: MessagePort, databaseUrl: string): void {
  const tell = (message: FromThread): void => port.postMessage(message);
  const log = makeLog(tell);
  const database = openDatabase({ url: new Secret(databaseUrl) }, { log });
  const keys = new Map<string, KeyObject>();
  const cipher = new ContentCipher();
  const recorder = new Recorder({
    openLine: () => openRecordLine(database),
    // Here a record's subject is already the id of its key, and its content already JSON.
    vault: { seal: (keyId, json) => ({ keyId, ...cipher.seal(keyId, keyOf(keys, keyId), String(json)) }) },
    ids: new IdFactory(() => systemClock.now().getTime()),
    clock: systemClock,
    log,
  });
  const outcomes = new Outcomes(recorder, tell);
  // The state changes without a record too, when the connection is lost or found again.
  const watch = setInterval(() => outcomes.tellState(), STATE_EVERY_MS);
  const stop = async (): Promise<void> => {
    await recorder.stop();
    clearInterval(watch);
    await database.close();
    outcomes.flush();
    tell({ kind: 'stopped' });
    port.close();
  };
  port.on('message', (message: ToThread) => {
    if (message.kind === 'records') for (const record of message.records) write(recorder, keys, record, outcomes);
    else if (message.kind === 'forget-keys') keys.clear();
    else void stop();
  });
  recorder.start().then(
    () => tell({ kind: 'started' }),
    async (error: unknown) => {
      tell({ kind: 'not-started', reason: error instanceof Error ? error.message : String(error) });
      await stop();
    },
  );
}

function keyOf(keys: ReadonlyMap<string, KeyObject>, keyId: string): KeyObject {
  const key = keys.get(keyId);
  if (key === undefined) throw new HeguiError('E_INTERNAL', 'a record came before the key that seals it');
  return key;
}

function write(recorder: Recorder, keys: Map<string, KeyObject>, sent: SentRecord, outcomes: Outcomes): void {
  if (sent.key !== undefined) keys.set(sent.keyId, sent.key);
  const head: (Omit<OpenedRecord, 'at'> & Omit<ClosedRecord, 'at'>) & { at: string } = JSON.parse(sent.head);
  const record = { ...head, at: new Date(head.at), subject: sent.keyId, content: sent.content };
  const written = sent.what === 'opened' ? recorder.open(record) : recorder.close(record);
  written.then(
    () => outcomes.add(sent.number, true),
    () => outcomes.add(sent.number, false),
  );
}

/** Collects what became of records, so that a commit of many is told in one message. */
class Outcomes {
  readonly #recorder: Recorder;
  readonly #tell: (message: FromThread) => void;
  #durable: number[] = [];
  #failed: number[] = [];
  #told: ThreadState = { isUp: true, isReachable: true };

  constructor(recorder: Recorder, tell: (message: FromThread) => void) {
    this.#recorder = recorder;
    this.#tell = tell;
  }

  add(number: number, isDurable: boolean): void {
    if (this.#durable.length + this.#failed.length === 0) setImmediate(() => this.flush());
    (isDurable ? this.#durable : this.#failed).push(number);
  }

  flush(): void {
    if (this.#durable.length + this.#failed.length === 0) return;
    this.#told = this.#state();
    this.#tell({ kind: 'settled', durable: this.#durable, failed: this.#failed, state: this.#told });
    this.#durable = [];
    this.#failed = [];
  }

  tellState(): void {
    const state = this.#state();
    if (state.isUp === this.#told.isUp && state.isReachable === this.#told.isReachable) return;
    this.#told = state;
    this.#tell({ kind: 'state', state });
  }

  #state(): ThreadState {
    return { isUp: this.#recorder.isUp, isReachable: this.#recorder.isReachable };
  }
}

function makeLog(tell: (message: FromThread) => void): Log {
  const at =
    (level: 'info' | 'warn' | 'error') =>
    (fields: LogFields, message: string): void => {
      const { error } = fields;
      const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
      tell({ kind: 'log', level, message, ...(typeof code === 'string' ? { cause: code } : {}) });
    };
  const log: Log = { debug: () => undefined, info: at('info'), warn: at('warn'), error: at('error'), child: () => log };
  return log;
}

if (parentPort !== null) {
  const { databaseUrl } = z.object({ databaseUrl: z.string() }).parse(workerData);
  main(parentPort, databaseUrl);
}
