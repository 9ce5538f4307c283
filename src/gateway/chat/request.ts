import { type ErrorField, HeguiError } from '../../kernel/index.ts';
import { isObject, type JsonObject } from './json-object.ts';

/** What the gateway needs to know of a chat request; everything else passes through untouched. */
export interface ChatRequest {
  readonly body: JsonObject;
  readonly model: string;
  readonly stream: boolean;
  readonly choices: number;
  readonly includeUsage: boolean;
  readonly user: string | null;
  /** The answer must be parseable JSON, so no mark may be written into it. */
  readonly isStructured: boolean;
}

const CHOICES_MAX = 16;
const MODEL_CHARS_MAX = 200;

/** @throws HeguiError E_REQUEST_INVALID naming the field and what it must be. */
export function readChatRequest(body: unknown, messagesMax: number): ChatRequest {
  if (!isObject(body)) throw invalid('body', 'must be a JSON object');
  const { messages } = body;
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid('messages', 'must be a non-empty array of messages');
  if (messages.length > messagesMax)
    throw invalid('messages', `holds ${messages.length} messages; the limit is ${messagesMax}`);
  messages.forEach(checkMessage);
  const format = isObject(body.response_format) ? body.response_format.type : undefined;
  return {
    body,
    model: readModel(body),
    stream: readBoolean(body, 'stream'),
    choices: readChoices(body),
    includeUsage: isObject(body.stream_options) && body.stream_options.include_usage === true,
    user: readUser(body),
    isStructured: format === 'json_object' || format === 'json_schema',
  };
}

export function readModel(body: JsonObject): string {
  const { model } = body;
  if (typeof model !== 'string' || model === '' || model.length > MODEL_CHARS_MAX || !isPlain(model)) {
    throw invalid('model', `must be the name of a model, at most ${MODEL_CHARS_MAX} characters; see GET /v1/models`);
  }
  return model;
}

export function readUser(body: JsonObject): string | null {
  const { user } = body;
  if (user === undefined || user === null || user === '') return null;
  if (typeof user !== 'string' || user.length > 512)
    throw invalid('user', 'must be a string of at most 512 characters');
  return user;
}

function checkMessage(message: unknown, position: number): void {
  const at = `messages.${position}`;
  if (!isObject(message)) throw invalid(at, 'must be an object with "role" and "content"');
  if (typeof message.role !== 'string') throw invalid(`${at}.role`, 'must be a string such as "user"');
  const { content } = message;
  if (content !== undefined && content !== null && typeof content !== 'string' && !Array.isArray(content)) {
    throw invalid(`${at}.content`, 'must be a string, an array of parts, or null');
  }
}

function readBoolean(body: JsonObject, name: string): boolean {
  const value = body[name];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalid(name, 'must be true or false');
  return value;
}

function readChoices(body: JsonObject): number {
  const { n } = body;
  if (n === undefined || n === null) return 1;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > CHOICES_MAX) {
    throw invalid('n', `must be a whole number from 1 to ${CHOICES_MAX}`);
  }
  return n;
}

const isPlain = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);

export function invalid(path: string, message: string): HeguiError {
  const fields: ErrorField[] = [{ path, message }];
  return new HeguiError('E_REQUEST_INVALID', `${path} ${message}`, { fields });
}
