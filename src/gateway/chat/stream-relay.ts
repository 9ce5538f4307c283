import type { ServerResponse } from 'node:http';
import { asHeguiError, KIB, parseLossless } from '../../kernel/index.ts';
import type { Exchange } from '../exchange.ts';
import type { AnswerLabel } from '../label.ts';
import type { OutputGate } from '../opinions/index.ts';
import { dropIfStuck, openaiError, sendOpenaiError } from '../respond.ts';
import { SseReader } from '../sse/index.ts';
import type { UpstreamCall, UpstreamFailure, UpstreamSink, UpstreamTarget } from '../upstream/index.ts';
import { broken, explainFailure, type UpstreamTrouble } from '../upstream-error.ts';
import type { Answer } from './answer.ts';
import { endOf, heguiField, usageOf } from './chat-end.ts';
import { asArray, asObject, isObject, type JsonObject } from './json-object.ts';
import type { ScreenedChat } from './screened-chat.ts';

export interface StreamRelayOptions {
  readonly chat: ScreenedChat;
  readonly response: ServerResponse;
  /** A client that takes no byte for this long is cut off. */
  readonly slowClientMs: number;
}

const EARLY_CHARS_MAX = 256 * KIB;

/**
 * Relays one streamed answer: bytes of the upstream in, screened events out.
 *
 * Nothing is written before the opening record is durable, and the last event and `[DONE]` are written only once the
 * closing record is. A client that reads slowly slows the upstream; one that goes away cancels it.
 */
export class StreamRelay implements UpstreamSink {
  readonly #chat: ScreenedChat;
  readonly #exchange: Exchange;
  readonly #answer: Answer;
  readonly #label: AnswerLabel;
  readonly #response: ServerResponse;
  readonly #slowClientMs: number;
  readonly #reader: SseReader;
  readonly #gate: OutputGate<JsonObject> | null;
  /** The upstream has said everything; verdicts are still awaited. */
  #isEnding = false;
  #call: UpstreamCall | null = null;
  #target: UpstreamTarget | null = null;
  #isOpened = false;
  #isOver = false;
  #hasSent = false;
  /** Written before the opening record was durable. */
  #early = '';
  /** Events of this turn, written together. */
  #batch = '';
  /** The last events, kept until the closing record is durable. */
  readonly #tail: JsonObject[] = [];
  #envelope: JsonObject = {};
  #usage: unknown = null;
  #isWaitingForDrain = false;
  #slowTimer: NodeJS.Timeout | undefined;
  /** Resolves when nothing more will happen on this exchange. */
  readonly finished: Promise<void>;
  #finish: () => void = () => undefined;

  constructor(options: StreamRelayOptions) {
    this.#chat = options.chat;
    this.#exchange = options.chat.exchange;
    this.#answer = options.chat.answer;
    this.#label = options.chat.label;
    this.#response = options.response;
    this.#slowClientMs = options.slowClientMs;
    this.#gate = options.chat.gate;
    this.#gate?.attach(
      () => this.#onVerdict(),
      (error) => this.#trouble({ error: asHeguiError(error), outcome: 'failed', reason: 'record-failed' }),
    );
    this.#reader = new SseReader((data) => this.#onEvent(data), {});
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#response.on('close', () => this.#onClientGone('client-closed'));
    this.#response.on('drain', () => this.#onDrain());
    this.#exchange.opened.then(
      () => this.#onOpened(),
      (error: unknown) => this.#stop(error),
    );
  }

  /** Gives the relay the call it controls. */
  attach(call: UpstreamCall): void {
    this.#call = call;
    if (this.#isOver) call.abort();
  }

  onResponse(info: { target: UpstreamTarget; contentType: string }): void {
    this.#target = info.target;
    if (!info.contentType.toLowerCase().startsWith('text/event-stream')) {
      this.#trouble(broken('the upstream answered a streamed request without a stream'));
    }
  }

  onData(chunk: Buffer): boolean {
    if (this.#isOver || this.#isEnding) return true;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#trouble(broken(`the upstream's stream cannot be read: ${error instanceof Error ? error.name : 'error'}`));
    }
    return this.#flush();
  }

  onEnd(): void {
    if (this.#isOver || this.#isEnding) return;
    try {
      this.#reader.end();
    } catch {
      this.#trouble(broken('the upstream ended its stream in the middle of an event'));
      return;
    }
    if (this.#isOver || this.#isEnding) return;
    // Without `[DONE]` a regular end is only believed when every choice had its finish reason.
    if (this.#answer.hasOpenChoices) this.#trouble(broken('the upstream ended its stream before its answer ended'));
    else this.#complete();
  }

  onFailure(failure: UpstreamFailure): void {
    if (this.#isOver || this.#isEnding) return;
    // Everything shown was complete; only the upstream's goodbye is missing.
    if (this.#answer.isDone) this.#complete();
    else this.#trouble(explainFailure(failure, this.#chat.screen));
  }

  #onEvent(data: string): void {
    if (this.#isOver || this.#isEnding) return;
    if (data === '[DONE]') {
      for (const part of this.#answer.endOpenChoices()) this.#sendLast(this.#eventOf(part));
      this.#complete();
      return;
    }
    let event: unknown;
    try {
      event = parseLossless(data);
    } catch {
      this.#trouble(broken('the upstream sent an event that is not JSON'));
      return;
    }
    if (!isObject(event) || 'error' in event) this.#trouble(broken('the upstream reported an error in its stream'));
    else this.#onChunk(event);
  }

  #onChunk(event: JsonObject): void {
    const { choices, usage, ...envelope } = event;
    this.#envelope = this.#chat.screenEnvelope(envelope, this.#target);
    if (usage !== undefined && usage !== null) this.#usage = usage;
    const parts = asArray(choices).flatMap((choice) => this.#answer.streamChoice(asObject(choice)));
    const isDone = this.#answer.isDone;
    if (parts.length > 0 && this.#gate === null) this.#exchange.noteFirstToken();
    parts.forEach((part, position) => {
      const shown = this.#eventOf(part);
      if (usage !== undefined && position === parts.length - 1) shown.usage = usage;
      if (this.#gate !== null) this.#queue(this.#gate, shown, part);
      // Once all choices have ended, what follows belongs to the end of the stream.
      else if (isDone && (this.#tail.length > 0 || typeof part.finish_reason === 'string')) this.#tail.push(shown);
      else this.#write(shown);
    });
    if (parts.length === 0 && asArray(choices).length === 0) this.#onChoicelessChunk(event);
    this.#drain();
    this.#endIfAllCut();
  }

  /** Everything was ended by us: the upstream has nothing more to say that could be shown. */
  #endIfAllCut(): void {
    const { isDone } = this.#answer;
    if (isDone && (this.#answer.isOverLimit || this.#answer.cuts.length === this.#chat.request.choices)) {
      this.#call?.abort();
      this.#complete();
    }
  }

  /** A chunk about the answer as a whole: usage, or an opening that some upstreams send. */
  #onChoicelessChunk(event: JsonObject): void {
    const shown = { ...this.#envelope, choices: [], ...(event.usage === undefined ? {} : { usage: event.usage }) };
    if (this.#gate !== null) this.#gate.push(shown, null, false);
    else if (this.#answer.isDone) this.#tail.push(shown);
    else this.#write(shown);
  }

  #queue(gate: OutputGate<JsonObject>, event: JsonObject, part: JsonObject): void {
    gate.push(event, typeof part.index === 'number' ? part.index : 0, typeof part.finish_reason === 'string');
  }

  #sendLast(event: JsonObject): void {
    const [part] = asArray(event.choices);
    if (this.#gate !== null) this.#queue(this.#gate, event, asObject(part));
    else this.#tail.push(event);
  }

  /** Sends what the judges let pass. */
  #drain(): void {
    for (const event of this.#gate?.drain() ?? []) {
      const [part] = asArray(event.choices);
      const isEnd = this.#answer.isDone && typeof asObject(part).finish_reason === 'string';
      if (part !== undefined) this.#exchange.noteFirstToken();
      if (isEnd || this.#tail.length > 0) this.#tail.push(event);
      else this.#write(event);
    }
  }

  /** A verdict came: choices that it ends are ended, what it lets pass is sent, and the end comes when all are there. */
  #onVerdict(): void {
    const gate = this.#gate;
    if (gate === null || this.#isOver) return;
    for (const cut of gate.takeCuts()) {
      const sentChars = gate.retract(cut.choice);
      for (const part of this.#answer.cutLate(cut, sentChars)) this.#queue(gate, this.#eventOf(part), part);
    }
    this.#drain();
    if (this.#isEnding) this.#complete();
    else this.#endIfAllCut();
    if (this.#flush()) this.#call?.resume();
  }

  #eventOf(part: JsonObject): JsonObject {
    return { ...this.#envelope, choices: [part] };
  }

  #write(event: JsonObject): void {
    if (!this.#hasSent) {
      this.#hasSent = true;
      event.hegui = heguiField(this.#exchange, this.#label);
    }
    this.#batch += `data: ${JSON.stringify(event)}\n\n`;
  }

  /** Sends what this turn produced. @returns false when the client's buffer is full. */
  #flush(): boolean {
    const mayGoOn = this.#gate?.isFull !== true;
    if (this.#batch === '' || this.#isOver) return !this.#isWaitingForDrain && mayGoOn;
    const batch = this.#batch;
    this.#batch = '';
    if (!this.#isOpened) {
      this.#early += batch;
      // A record that takes long must not let an answer pile up in memory.
      return this.#early.length < EARLY_CHARS_MAX && mayGoOn;
    }
    this.#begin();
    if (!this.#response.write(batch)) this.#waitForDrain();
    return !this.#isWaitingForDrain && mayGoOn;
  }

  #begin(): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': this.#exchange.start.id,
      'x-hegui-aigc': this.#label.header,
    });
  }

  #onOpened(): void {
    this.#isOpened = true;
    if (this.#isOver || this.#early === '') return;
    const early = this.#early;
    this.#early = '';
    this.#begin();
    if (!this.#response.write(early)) this.#waitForDrain();
    else this.#call?.resume();
  }

  #waitForDrain(): void {
    if (this.#isWaitingForDrain) return;
    this.#isWaitingForDrain = true;
    this.#slowTimer = setTimeout(() => this.#onClientGone('slow-client'), this.#slowClientMs);
  }

  #onDrain(): void {
    clearTimeout(this.#slowTimer);
    this.#isWaitingForDrain = false;
    this.#call?.resume();
  }

  #complete(): void {
    if (this.#isOver || !this.#areVerdictsIn()) return;
    this.#flush();
    this.#isOver = true;
    const end = endOf(this.#chat, this.#target, usageOf(this.#usage));
    const closed = Promise.all([this.#exchange.opened, this.#exchange.close(end)]);
    closed.then(
      () => this.#sendTail(end.outcome),
      (error: unknown) => this.#breakOff(error),
    );
  }

  /** Nothing is waiting for a judge. Otherwise the end is put off: the last verdict brings it. */
  #areVerdictsIn(): boolean {
    const gate = this.#gate;
    if (gate === null) return true;
    gate.end(null);
    this.#drain();
    this.#isEnding = !(gate.isEmpty && gate.isSettled);
    return !this.#isEnding;
  }

  /** The exchange ends without its last verdicts: what waits for them is not sent, and the record says so. */
  #dropWaiting(): void {
    const gate = this.#gate;
    if (gate === null) return;
    gate.close();
    for (const choice of gate.choicesWaiting) this.#answer.takeBack([choice], gate.retract(choice));
  }

  #sendTail(outcome: string): void {
    if (this.#response.destroyed) {
      this.#end();
      return;
    }
    const last = this.#tail.at(-1) ?? { ...this.#envelope, choices: [] };
    last.hegui = { ...heguiField(this.#exchange, this.#label), outcome, cut: this.#answer.cuts };
    if (this.#tail.length === 0) this.#tail.push(last);
    const first = this.#tail[0];
    if (!this.#hasSent && first !== undefined && first !== last) first.hegui = heguiField(this.#exchange, this.#label);
    this.#begin();
    const text = this.#tail.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    this.#response.end(`${this.#early}${text}data: [DONE]\n\n`);
    this.#early = '';
    this.#end();
  }

  /** The upstream failed: the record is closed first, then the client is told in the form that fits. */
  #trouble(trouble: UpstreamTrouble): void {
    if (this.#isOver) return;
    this.#flush();
    this.#isOver = true;
    this.#call?.abort();
    this.#dropWaiting();
    const end = {
      ...endOf(this.#chat, this.#target, usageOf(this.#usage)),
      outcome: trouble.outcome,
      reason: trouble.reason,
    };
    Promise.all([this.#exchange.opened, this.#exchange.close(end)]).then(
      () => this.#breakOff(trouble.error),
      (error: unknown) => this.#breakOff(error),
    );
  }

  /** The opening record failed: nothing was shown and nothing will be. The closing record is tried, not waited for. */
  #stop(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#call?.abort();
    this.#dropWaiting();
    this.#exchange.close({ outcome: 'failed', reason: 'record-failed' }).catch(() => undefined);
    this.#breakOff(error);
  }

  #breakOff(raw: unknown): void {
    const error = asHeguiError(raw);
    // What was screened and recorded may still go; what could not be recorded may not.
    const early = error.code === 'E_EVIDENCE_UNAVAILABLE' ? '' : this.#early;
    this.#early = '';
    if (!this.#response.headersSent && early === '') {
      sendOpenaiError(this.#response, error, this.#exchange.start.id);
    } else if (!this.#response.destroyed) {
      this.#begin();
      this.#response.end(`${early}data: ${JSON.stringify(openaiError(error))}\n\n`);
    }
    this.#end();
  }

  #onClientGone(reason: 'client-closed' | 'slow-client'): void {
    clearTimeout(this.#slowTimer);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#call?.abort();
    this.#dropWaiting();
    const end = { ...endOf(this.#chat, this.#target, usageOf(this.#usage)), outcome: 'aborted' as const, reason };
    this.#exchange.close(end).then(
      () => this.#end(),
      () => this.#end(),
    );
    this.#response.destroy();
  }

  #end(): void {
    clearTimeout(this.#slowTimer);
    dropIfStuck(this.#response, this.#slowClientMs);
    this.#finish();
  }
}
