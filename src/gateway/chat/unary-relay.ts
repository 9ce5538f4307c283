import type { ServerResponse } from 'node:http';
import { asHeguiError, HeguiError, parseLossless } from '../../kernel/index.ts';
import type { OutputGate } from '../opinions/index.ts';
import { sendJson, sendOpenaiError } from '../respond.ts';
import type { UpstreamCall, UpstreamFailure, UpstreamSink, UpstreamTarget } from '../upstream/index.ts';
import { broken, explainFailure, type UpstreamTrouble } from '../upstream-error.ts';
import { endOf, heguiField, usageOf } from './chat-end.ts';
import { asObject, isObject, type JsonObject } from './json-object.ts';
import type { ScreenedChat } from './screened-chat.ts';

export interface UnaryRelayOptions {
  readonly chat: ScreenedChat;
  readonly response: ServerResponse;
  /** An answer larger than this is not read to its end. */
  readonly answerBytesMax: number;
  /** A client that does not take its answer for this long is cut off. */
  readonly slowClientMs: number;
}

/** Relays one answer that comes whole: reads it, screens it, records it, and only then shows it. */
export class UnaryRelay implements UpstreamSink {
  readonly #options: UnaryRelayOptions;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #call: UpstreamCall | null = null;
  #target: UpstreamTarget | null = null;
  #isOver = false;
  readonly finished: Promise<void>;
  #finish: () => void = () => undefined;

  constructor(options: UnaryRelayOptions) {
    this.#options = options;
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    options.response.on('close', () => this.#onClientGone());
  }

  attach(call: UpstreamCall): void {
    this.#call = call;
    if (this.#isOver) call.abort();
  }

  onResponse(info: { target: UpstreamTarget; contentType: string }): void {
    this.#target = info.target;
    if (!/^application\/(.*\+)?json\b/i.test(info.contentType)) {
      this.#trouble(broken('the upstream answered with something that is not JSON'));
    }
  }

  onData(chunk: Buffer): boolean {
    if (this.#isOver) return true;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.answerBytesMax) {
      this.#trouble({
        error: new HeguiError('E_OUTPUT_TOO_LONG', 'the answer is larger than can be screened'),
        outcome: 'failed',
        reason: 'output-limit',
      });
    } else this.#chunks.push(chunk);
    return true;
  }

  onEnd(): void {
    if (this.#isOver) return;
    let body: unknown;
    try {
      body = parseLossless(Buffer.concat(this.#chunks).toString('utf8'));
    } catch {
      this.#trouble(broken('the upstream sent an answer that is not JSON'));
      return;
    }
    if (isObject(body) && Array.isArray(body.choices)) this.#show(body, body.choices);
    else this.#trouble(broken('the upstream sent an answer without choices'));
  }

  onFailure(failure: UpstreamFailure): void {
    this.#trouble(explainFailure(failure, this.#options.chat.screen));
  }

  #show(body: JsonObject, rawChoices: readonly unknown[]): void {
    const { chat } = this.#options;
    const choices = rawChoices.flatMap((raw) => {
      const shown = chat.answer.wholeChoice(asObject(raw));
      return shown === null ? [] : [shown];
    });
    if (chat.gate === null) this.#showJudged(body, choices);
    else this.#awaitJudges(chat.gate, body, choices);
  }

  /** An answer that comes whole is shown once all of it is judged, whatever the style. */
  #awaitJudges(gate: OutputGate<JsonObject>, body: JsonObject, choices: readonly JsonObject[]): void {
    const { answer } = this.#options.chat;
    let shown = choices;
    const look = (): void => {
      if (this.#isOver) return;
      for (const cut of gate.takeCuts()) {
        shown = shown.map((choice) => ((choice.index ?? 0) === cut.choice ? answer.cutWholeLate(cut, choice) : choice));
      }
      if (gate.isSettled) this.#showJudged(body, shown);
    };
    gate.attach(look, (error) =>
      this.#trouble({ error: asHeguiError(error), outcome: 'failed', reason: 'record-failed' }),
    );
    gate.end(null);
    look();
  }

  #showJudged(body: JsonObject, choices: readonly JsonObject[]): void {
    const { chat } = this.#options;
    const { choices: _choices, usage, ...envelope } = body;
    chat.exchange.noteFirstToken();
    const end = endOf(chat, this.#target, usageOf(usage));
    const shown = {
      ...chat.screenEnvelope(envelope, this.#target),
      choices,
      ...(usage === undefined ? {} : { usage }),
      hegui: { ...heguiField(chat.exchange, chat.label), outcome: end.outcome, cut: chat.answer.cuts },
    };
    this.#isOver = true;
    Promise.all([chat.exchange.opened, chat.exchange.close(end)]).then(
      () => this.#send(shown),
      (error: unknown) => this.#refuse(error),
    );
  }

  #send(shown: JsonObject): void {
    const { response, chat, slowClientMs } = this.#options;
    sendJson(
      response,
      shown,
      { 'x-request-id': chat.exchange.start.id, 'x-hegui-aigc': chat.label.header },
      slowClientMs,
    );
    this.#finish();
  }

  #trouble(trouble: UpstreamTrouble): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#call?.abort();
    const { chat } = this.#options;
    chat.gate?.close();
    const end = { ...endOf(chat, this.#target, null), outcome: trouble.outcome, reason: trouble.reason };
    Promise.all([chat.exchange.opened, chat.exchange.close(end)]).then(
      () => this.#refuse(trouble.error),
      (error: unknown) => this.#refuse(error),
    );
  }

  #refuse(error: unknown): void {
    sendOpenaiError(this.#options.response, error, this.#options.chat.exchange.start.id);
    this.#finish();
  }

  #onClientGone(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#call?.abort();
    const { chat } = this.#options;
    chat.gate?.close();
    const end = { ...endOf(chat, this.#target, null), outcome: 'aborted' as const, reason: 'client-closed' };
    chat.exchange.close(end).then(this.#finish, this.#finish);
  }
}
