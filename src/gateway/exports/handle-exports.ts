import type { DocumentLanguage, ExportScope, TextFormat } from '../../contract/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import { beginExchange } from '../begin-exchange.ts';
import { type Call, endUserOf, type GatewayParts } from '../call.ts';
import { asArray, isObject, type JsonObject, textOf } from '../chat/json-object.ts';
import { invalid, readModel, readUser } from '../chat/request.ts';
import { refusedPrompt } from '../media/relay-media.ts';
import { sendBytes } from '../respond.ts';
import type { ExportedText, SaidTurn } from './ports.ts';

const FORMATS: readonly TextFormat[] = ['txt', 'md', 'docx', 'pdf'];
const SCOPES: readonly ExportScope[] = ['conversation', 'answer'];
const LANGUAGES: readonly DocumentLanguage[] = ['zh-CN', 'en'];

/**
 * `POST /v1/hegui/exports`: a conversation as a file with both labels: one that was recorded here, by the id of its exchange, or
 * one that the app sends, which is screened and recorded as an exchange of its own first. @law labelling-measures#4
 */
export async function handleExports(parts: GatewayParts, call: Call): Promise<void> {
  const { body } = call;
  if (!isObject(body)) throw invalid('body', 'must be a JSON object');
  const order = {
    format: oneOf(body, 'format', FORMATS),
    language: oneOf(body, 'language', LANGUAGES, 'zh-CN'),
  };
  const { exchange, messages } = body;
  if ((exchange === undefined) === (messages === undefined))
    throw invalid('exchange', 'or "messages" must be given, and not both');
  if (exchange === undefined) {
    await exportSent(parts, call, body, order);
    return;
  }
  if (typeof exchange !== 'string')
    throw invalid('exchange', 'must be the id of an exchange, such as x-request-id gave');
  const made = await parts.exports.forUser({
    ...order,
    serviceId: call.key.service.id,
    endUser: endUserOf(parts, call, readUser(body)),
    exchangeId: exchange,
    scope: oneOf(body, 'scope', SCOPES, 'conversation'),
    lift: call.lift ?? null,
  });
  send(parts, call, made);
}

async function exportSent(
  parts: GatewayParts,
  call: Call,
  body: JsonObject,
  order: { readonly format: TextFormat; readonly language: DocumentLanguage },
): Promise<void> {
  readTurns(body.messages, parts.limits.messagesMax);
  const model = readModel(body);
  const asked = { endpoint: 'hegui.exports', model, stream: false, user: readUser(body) };
  const begun = await beginExchange(parts, call, { ...asked, body: { messages: body.messages } });
  if (begun.isGone) return;
  const { exchange, refusal, verdict, placeholders } = begun;
  if (refusal !== null) {
    await Promise.all([exchange.opened, exchange.close({ outcome: 'refused', reason: refusal.reason })]);
    throw refusedPrompt(refusal);
  }
  // Whoever reads the file wrote these values, or was shown them.
  const turns = readTurns(verdict.body.messages, parts.limits.messagesMax).map(({ speaker, text }) => {
    const restorer = placeholders?.openRestorer();
    const restored = restorer === undefined ? [] : [...restorer.push(text), ...restorer.end()];
    return { speaker, text: restorer === undefined ? text : restored.map((part) => part.text).join('') };
  });
  const lift = call.lift ?? null;
  const made = await parts.exports
    .ofSent({ ...order, serviceId: call.key.service.id, exchangeId: call.id, model, turns, lift })
    .catch((cause: unknown) => {
      exchange.close({ outcome: 'failed', reason: 'export-failed' }).catch(() => undefined);
      throw cause instanceof HeguiError
        ? cause
        : new HeguiError('E_EVIDENCE_UNAVAILABLE', 'the file could not be registered', { cause });
    });
  const { produceId, kind } = made.file;
  const lifted = made.hasMark ? {} : { explicitReason: 'lifted' };
  const produced = [{ produceId, contentKind: kind, explicit: made.hasMark, ...lifted }];
  await Promise.all([exchange.opened, exchange.close({ outcome: 'completed', produced })]);
  send(parts, call, made);
}

/** User and assistant by turns; a conversation without an answer holds nothing that a model made. */
function readTurns(messages: unknown, messagesMax: number): SaidTurn[] {
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > messagesMax)
    throw invalid('messages', `must be an array of 1 to ${messagesMax} messages`);
  const turns = messages.map((message, index): SaidTurn => {
    const at = `messages.${index}`;
    if (!isObject(message)) throw invalid(at, 'must be an object with "role" and "content"');
    const { role, content } = message;
    if (role !== 'user' && role !== 'assistant')
      throw invalid(`${at}.role`, 'must be "user" or "assistant": nothing else is for the reader');
    const parts = asArray(content).map((part) => (isObject(part) ? textOf(part.text) : ''));
    const text = typeof content === 'string' ? content : parts.filter((part) => part !== '').join('\n');
    if (text.trim() === '') throw invalid(`${at}.content`, 'must be a text, or parts with a text');
    return { speaker: role, text };
  });
  if (turns.every(({ speaker }) => speaker === 'user'))
    throw invalid('messages', 'must hold an answer of the assistant: what nobody generated is not labelled as AI');
  return turns;
}

function oneOf<T extends string>(body: JsonObject, name: string, known: readonly T[], otherwise?: T): T {
  const value = body[name] ?? otherwise;
  const found = known.find((one) => one === value);
  if (found === undefined) throw invalid(name, `must be one of ${known.map((one) => `"${one}"`).join(', ')}`);
  return found;
}

function send({ limits }: GatewayParts, call: Call, { file, hasMark, download }: ExportedText): void {
  const headers = {
    'content-type': download.mediaType,
    'content-disposition': `attachment; filename="${download.name}"`,
    'x-request-id': call.id,
    'x-hegui-aigc': JSON.stringify(file.label),
    'x-hegui-explicit': hasMark ? 'file' : 'none',
  };
  sendBytes(call.response, download.bytes, headers, limits.slowClientMs);
}
