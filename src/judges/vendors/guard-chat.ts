import type { Decision, JudgeSettings } from '../../contract/index.ts';
import type { Secret } from '../../kernel/index.ts';
import { type Connections, isRecord, postForJson } from '../http.ts';
import { type Judge, type JudgeContext, JudgeError, type Verdict } from '../judge.ts';
import { risksOf } from '../label-risks.ts';
import { below } from './openai-moderations.ts';
import { textOf } from './read.ts';

type Settings = Extract<JudgeSettings, { kind: 'guard-chat' }>;
type Words = Extract<Settings['answer'], { form: 'words' }>;

const ANSWER_TOKENS_MAX = 128;
const PROMPT_CHARS_MAX = 4_000;

/** A guard model behind OpenAI's chat protocol: Qwen3Guard as it is, or any model with words agreed on. */
export function createGuardChat(settings: Settings, secret: Secret | null, connections: Connections): Judge {
  const { answer, model, baseUrl } = settings;
  const url = below(baseUrl, 'chat/completions');
  const read = answer.form === 'qwen3guard' ? readQwen3Guard : (text: string) => readWords(text, answer);
  return {
    charsMax: 20_000,
    judge: async (text, context) => {
      const messages = answer.form === 'qwen3guard' ? asConversation(text, context) : asQuestion(text, context, answer);
      const reply = await postForJson(connections, {
        url,
        signal: context.signal,
        headers: {
          'content-type': 'application/json',
          ...(secret === null ? {} : { authorization: `Bearer ${secret.reveal()}` }),
        },
        body: JSON.stringify({ model, messages, temperature: 0, max_tokens: ANSWER_TOKENS_MAX, stream: false }),
      });
      return read(contentOf(reply));
    },
  };
}

// The model's own template puts its instruction around the conversation.
function asConversation(text: string, { direction, prompt }: JudgeContext): object[] {
  if (direction === 'input') return [{ role: 'user', content: text }];
  return [
    { role: 'user', content: prompt.slice(-PROMPT_CHARS_MAX) },
    { role: 'assistant', content: text },
  ];
}

function asQuestion(text: string, { direction }: JudgeContext, { prompt }: Words): object[] {
  const filled = prompt.split('{{text}}').map((part) => part.replaceAll('{{direction}}', direction));
  return [{ role: 'user', content: filled.join(text) }];
}

function contentOf(reply: Record<string, unknown>): string {
  const choice: unknown = Array.isArray(reply.choices) ? reply.choices[0] : undefined;
  const message = isRecord(choice) ? choice.message : undefined;
  const content = isRecord(message) ? textOf(message.content) : null;
  if (content === null) throw new JudgeError('unreadable', 'the answer holds no message');
  return content;
}

const LEVELS: Readonly<Record<string, Decision>> = { safe: 'safe', controversial: 'unsure', unsafe: 'unsafe' };

/** `Safety: Unsafe` and `Categories: Violent, PII`, each on a line of its own. */
function readQwen3Guard(text: string): Verdict {
  const level = /^\s*Safety:\s*(Safe|Unsafe|Controversial)\s*$/im.exec(text)?.[1];
  const decision = level === undefined ? undefined : LEVELS[level.toLowerCase()];
  if (decision === undefined) throw new JudgeError('unreadable', 'the answer names no safety level');
  const named = /^\s*Categories:\s*(.+)$/im.exec(text)?.[1] ?? '';
  return verdictOf(decision, labelsIn(named));
}

function readWords(text: string, words: Words): Verdict {
  const [first = '', ...rest] = text.trim().split(/\r?\n/);
  const known: (readonly [string, Decision])[] = [
    [words.safeWord, 'safe'],
    [words.unsafeWord, 'unsafe'],
    ...(words.unsureWord === null ? [] : ([[words.unsureWord, 'unsure']] as const)),
  ];
  // The longest first, so that a word which begins with another is not taken for it.
  known.sort(([one], [other]) => other.length - one.length);
  const said = first.trim().toLowerCase();
  const found = known.find(([word]) => beginsWith(said, word.toLowerCase()));
  if (found === undefined)
    throw new JudgeError('unreadable', 'the first line of the answer is none of the agreed words');
  return verdictOf(found[1], labelsIn(rest.join(',')));
}

/** Does the text begin with the word as a word? `safety` does not begin with `safe`. */
const beginsWith = (said: string, word: string): boolean =>
  said.startsWith(word) && !/^[a-z0-9]/.test(said.slice(word.length));

const labelsIn = (text: string): string[] =>
  text
    .split(/[,，、]/)
    .map((label) => label.trim())
    .filter((label) => label !== '' && label.toLowerCase() !== 'none');

const verdictOf = (decision: Decision, labels: string[]): Verdict => ({
  decision,
  labels,
  risks: decision === 'safe' ? [] : risksOf(labels),
  score: null,
  advice: null,
});
