import { type Language, languageAsked } from '../kernel/index.ts';
import { isObject, type JsonObject } from './chat/json-object.ts';

const HAN = /\p{Script=Han}/u;
const LATIN = /\p{Script=Latin}/u;

/** The language for words of our own: as the header asks, else as the end user last wrote, else Chinese. */
export function languageOf(acceptLanguage: string | undefined, body: JsonObject): Language {
  const asked = languageAsked(acceptLanguage);
  if (asked !== null) return asked;
  const text = lastTextOf(body);
  return !HAN.test(text) && LATIN.test(text) ? 'en' : 'zh';
}

/** What the end user wrote last, as far as it is text; of parts, as JSON. */
export function lastTextOf({ messages, input, prompt }: JsonObject): string {
  const turns = Array.isArray(messages) ? messages : [];
  const last = turns.findLast((message) => isObject(message) && message.role === 'user');
  const said = isObject(last) ? last.content : (input ?? prompt);
  return typeof said === 'string' ? said : JSON.stringify(textsOf(said));
}

/** The texts of parts, without addresses and data of files, which say nothing of a language. */
function textsOf(parts: unknown): string[] {
  if (!Array.isArray(parts)) return [];
  const texts = parts.map((part: unknown) => (isObject(part) ? part.text : part));
  return texts.filter((text) => typeof text === 'string');
}
