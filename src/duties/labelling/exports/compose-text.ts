import { type Block, type DocumentFile, writeApart } from '../../../documents/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import { appendMark, carriesExplicitLabel, prependMark } from '../../../label/index.ts';
import { markdownBlocks } from './markdown-blocks.ts';
import type { Conversation, TextOrder } from './model.ts';
import { EXPORT_TEXTS, sayTime } from './texts.ts';

/**
 * A conversation as a file with its explicit label, which is its first or its last line; documents have it at the foot of every
 * page as well. The implicit label comes afterwards. @law labelling-measures#4 gb-45438-2025#5.1
 */
export async function composeText(conversation: Conversation, order: TextOrder): Promise<Uint8Array> {
  switch (order.format) {
    case 'txt':
      return encode(plainText(conversation, order), order);
    case 'md':
      return encode(markdownText(conversation, order), order);
    case 'docx':
    case 'pdf':
      return await writeApart(order.format, documentOf(conversation, order));
  }
}

function encode(text: string, { mark }: TextOrder): Uint8Array {
  const marked =
    mark === null ? text : mark.where === 'start' ? prependMark(text, mark.text) : appendMark(text, mark.text);
  if (mark !== null && !carriesExplicitLabel(marked))
    throw new HeguiError('E_INTERNAL', 'a text that was marked carries no explicit label');
  return new TextEncoder().encode(`${marked}\n`);
}

function plainText({ turns, ...about }: Conversation, { language, produceId }: TextOrder): string {
  const texts = EXPORT_TEXTS[language];
  const number: [string, string][] = produceId === undefined ? [] : [[texts.number, produceId]];
  const facts = [...factsOf(about, language), ...number].map(([name, value]) => `${name}: ${value}`);
  const said = turns.map(({ speaker, text }) => `${texts[speaker]}:\n${text.trim()}`);
  return [texts.title, facts.join('\n'), ...said].join('\n\n');
}

function markdownText({ turns, ...about }: Conversation, { language }: TextOrder): string {
  const texts = EXPORT_TEXTS[language];
  const facts = factsOf(about, language).map(([name, value]) => `- ${name}: ${value}`);
  const said = turns.map(({ speaker, text }) => `## ${texts[speaker]}\n\n${text.trim()}`);
  return [`# ${texts.title}`, facts.join('\n'), ...said].join('\n\n');
}

function documentOf({ turns, ...about }: Conversation, { language, mark }: TextOrder): DocumentFile {
  const texts = EXPORT_TEXTS[language];
  const label: Block[] = mark === null ? [] : [{ kind: 'paragraph', style: 'strong', text: mark.text }];
  const isFirst = mark?.where === 'start';
  return {
    title: texts.title,
    language,
    producer: about.serviceName,
    madeAt: about.at,
    ...(mark === null ? {} : { footer: mark.text }),
    blocks: [
      ...(isFirst ? label : []),
      { kind: 'facts', rows: factsOf(about, language) },
      ...turns.flatMap(({ speaker, text }): Block[] => [
        { kind: 'heading', level: 2, text: texts[speaker] },
        ...(speaker === 'assistant' ? markdownBlocks(text) : paragraphsOf(text)),
      ]),
      ...(isFirst ? [] : label),
    ],
  };
}

/** What a user wrote is shown as it was typed. */
const paragraphsOf = (text: string): Block[] =>
  text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ kind: 'paragraph', text: part }));

function factsOf(
  { serviceName, model, at, exchangeId }: Omit<Conversation, 'turns'>,
  language: TextOrder['language'],
): [string, string][] {
  const texts = EXPORT_TEXTS[language];
  return [
    [texts.service, serviceName],
    [texts.model, model],
    [texts.time, sayTime(at, language)],
    ...(exchangeId === null ? [] : [[texts.exchange, exchangeId] satisfies [string, string]]),
  ];
}
