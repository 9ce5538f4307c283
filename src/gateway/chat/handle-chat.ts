import { inputTextOf } from '../../judges/index.ts';
import { beginExchange, blockedRisk, type Refusal } from '../begin-exchange.ts';
import { type Call, type GatewayParts, targetsFor } from '../call.ts';
import type { Exchange } from '../exchange.ts';
import { type AnswerLabel, labelAnswer } from '../label.ts';
import { noteTextLift } from '../lift/read-lift.ts';
import { OutputGate } from '../opinions/index.ts';
import { screeningOfOutput } from '../personal-information.ts';
import { sendJson } from '../respond.ts';
import type { InputVerdict } from '../screen-input.ts';
import { Answer, standardAnswer } from './answer.ts';
import { heguiField, recordedLabel } from './chat-end.ts';
import type { JsonObject } from './json-object.ts';
import { type ChatRequest, readChatRequest } from './request.ts';
import { ScreenedChat } from './screened-chat.ts';
import { StreamRelay } from './stream-relay.ts';
import { UnaryRelay } from './unary-relay.ts';

const UTF8_BYTES_PER_CHAR = 4;

/** `POST /v1/chat/completions`: admit, screen, record, forward, screen, label, record, relay. */
export async function handleChat(parts: GatewayParts, call: Call): Promise<void> {
  const { service } = call.key;
  const request = readChatRequest(call.body, parts.limits.messagesMax);
  const targets = targetsFor(service, request.model);
  const { model, stream, user } = request;
  const begun = await beginExchange(parts, call, {
    endpoint: 'chat.completions',
    model,
    stream,
    user,
    body: request.body,
  });
  if (begun.isGone) return;
  const { exchange, lists, classifying, verdict, refusal, placeholders } = begun;
  const label = {
    ...labelAnswer(parts.buildLabel, service.providerCode, call.id, service.policy, {
      isStructured: request.isStructured,
      isLifted: refusal === null && call.lift !== undefined,
    }),
    ...remindersOf(exchange, request),
  };
  if (refusal !== null) {
    const answer = refusal.answer ?? standardAnswer(service.policy, refusal.risk ?? blockedRisk(verdict));
    await refuse({ parts, call, request, exchange, label, refusal: { ...refusal, answer } });
    return;
  }
  await noteTextLift(parts, call, exchange);
  const outputCharsMax = Math.min(
    service.policy.outputCharsMax ?? parts.limits.outputCharsMax,
    parts.limits.outputCharsMax,
  );
  const { screen, termInfo } = screeningOfOutput(lists, service.policy, placeholders);
  const gate = openGate(parts, exchange, verdict);
  const chat = new ScreenedChat({
    request,
    exchange,
    label,
    screen,
    gate,
    answer: new Answer({
      screen,
      termInfo,
      placeholders,
      classifying,
      policy: service.policy,
      label,
      choices: request.choices,
      outputCharsMax,
      form: request.stream ? 'deltas' : 'message',
      onRelease: gate === null ? undefined : (choice, channel, released) => gate.take(choice, channel, released),
    }),
  });
  await relay(parts, call, chat, verdict, targets, outputCharsMax);
}

/** What doors want to be said behind the answer; nothing behind one that a program will parse. */
function remindersOf({ start }: Exchange, { isStructured }: ChatRequest): Pick<AnswerLabel, 'reminder'> {
  const texts = (start.notices ?? []).filter(({ isInText }) => isInText === true).map(({ text }) => text);
  return isStructured || texts.length === 0 ? {} : { reminder: texts.join('\n') };
}

/** The judges' gate for the answer; null where the policy asks none. */
function openGate(parts: GatewayParts, exchange: Exchange, verdict: InputVerdict): OutputGate<JsonObject> | null {
  const { service } = exchange.start.key;
  const policy = service.policy.secondOpinion?.output ?? null;
  if (policy === null) return null;
  return new OutputGate({
    desk: parts.opinions,
    service,
    policy,
    exchangeId: exchange.start.id,
    tally: exchange.opinions,
    prompt: inputTextOf(verdict.pieces, 'last'),
    isInputFlagged: verdict.action !== null,
  });
}

function relay(
  parts: GatewayParts,
  call: Call,
  chat: ScreenedChat,
  verdict: InputVerdict,
  targets: ReturnType<typeof targetsFor>,
  outputCharsMax: number,
): Promise<void> {
  const { response } = call;
  const { slowClientMs } = parts.limits;
  const { model, stream } = chat.request;
  const sink = stream
    ? new StreamRelay({ chat, response, slowClientMs })
    : new UnaryRelay({ chat, response, slowClientMs, answerBytesMax: outputCharsMax * UTF8_BYTES_PER_CHAR });
  // Always written anew: were the client's bytes forwarded, a name given twice could hide a text from screening.
  let plain: string | undefined;
  const bodyFor = (target: (typeof targets)[number]): string => {
    const mapped = Object.hasOwn(target.models, model) ? target.models[model] : undefined;
    if (mapped !== undefined && mapped !== model) return JSON.stringify({ ...verdict.body, model: mapped });
    plain ??= JSON.stringify(verdict.body);
    return plain;
  };
  sink.attach(parts.upstreams.call({ path: '/chat/completions', targets, stream, bodyFor }, sink));
  return sink.finished;
}

interface RefusedChat {
  readonly parts: GatewayParts;
  readonly call: Call;
  readonly request: ChatRequest;
  readonly exchange: Exchange;
  readonly label: AnswerLabel;
  readonly refusal: Refusal & { readonly answer: string };
}

/** A refusal is a normal completion that says the standard answer, so that every client shows it as an answer. */
async function refuse({ parts, call, request, exchange, label, refusal }: RefusedChat): Promise<void> {
  const { answer, reason, door, code, remedy } = refusal;
  const indexes = Array.from({ length: request.choices }, (_, index) => index);
  const closed = exchange.close({
    outcome: 'refused',
    reason,
    choices: indexes.map((index) => ({ index, finish: 'content_filter', cut: false })),
    outputChars: answer.length * request.choices,
    label: recordedLabel(exchange, label, false),
    output: indexes.map((index) => ({
      path: `choices.${index}.content`,
      role: 'standard-answer',
      text: '',
      hits: [],
      shown: answer,
    })),
  });
  await Promise.all([exchange.opened, closed]);
  const created = Math.floor(parts.clock.now().getTime() / 1_000);
  const envelope = { id: `chatcmpl-${call.id}`, created, model: request.model };
  const why = { ...(door === undefined ? {} : { door }), ...(code === undefined ? {} : { code }) };
  const told = { ...why, ...(remedy === undefined ? {} : { remedy }) };
  const hegui = { ...heguiField(exchange, label), outcome: 'refused', ...told };
  const headers = { 'x-request-id': call.id, 'x-hegui-aigc': label.header };
  if (request.stream) {
    const chunk = (choice: object, extra: object = {}): string =>
      `data: ${JSON.stringify({ ...envelope, object: 'chat.completion.chunk', choices: [choice], ...extra })}\n\n`;
    const events = indexes.flatMap((index) => [
      chunk(
        { index, delta: { role: 'assistant', content: answer }, logprobs: null, finish_reason: null },
        index === 0 ? { hegui: heguiField(exchange, label) } : {},
      ),
      chunk(
        { index, delta: {}, logprobs: null, finish_reason: 'content_filter' },
        index === request.choices - 1 ? { hegui } : {},
      ),
    ]);
    call.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...headers,
    });
    call.response.end(`${events.join('')}data: [DONE]\n\n`);
    return;
  }
  const message = { role: 'assistant', content: answer, refusal: null };
  const choices = indexes.map((index) => ({ index, message, logprobs: null, finish_reason: 'content_filter' }));
  const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  sendJson(
    call.response,
    { ...envelope, object: 'chat.completion', choices, usage, hegui },
    headers,
    parts.limits.slowClientMs,
  );
}
