import type { Language } from './corpus.ts';
import { integerIn, pickOne, type Random } from './random.ts';
import { pickSubject, SentenceMaker } from './sentence-maker.ts';
import { languageOf } from './words.ts';

/** What the text is made from. */
export interface AnswerSeed {
  /** The last message of the user. */
  readonly prompt: string;
  readonly random: Random;
  /** 0 to 2; 0 always takes the likeliest word. */
  readonly temperature: number;
}

const ECHO = /^\s*(?:请复述|请重复|复述|repeat after me|please repeat)\s*[:：]\s*(.+)$/isu;
const ASKS_WHO = /你是谁|你是什么|你叫什么|介绍一下你自己|自我介绍|who are you|what are you|your name|which model/iu;
const GREETS = /^\s*(?:你好|您好|嗨|早上好|晚上好|hello|hi|hey|good (?:morning|evening))[\s!！,，。.~]*$/iu;
const WANTS_LONG = /详细|长文|写一篇|文章|作文|essay|in detail|long|article|story/iu;
const WANTS_SHORT = /一句话|简短|简要|one sentence|briefly|short/iu;
const WANTS_LIST = /列出|列表|几点|步骤|清单|list|steps|bullet/iu;

const WHO: Readonly<Record<Language, string>> = {
  zh: '我是合规网关自带的演示上游，不是真正的大模型。我用一个很小的语料随机组句，只用来让你试用筛查、标识和记录。请在“上游”页配置你自己的模型。',
  en: 'I am the demonstration upstream that comes with the gateway, not a real language model. I make sentences at random from a very small corpus, so that you can try screening, labelling and records. Enter your own model under Upstreams.',
};
const GREETING: Readonly<Record<Language, string>> = {
  zh: '你好！想聊点什么？我可以说说做饭、天气、旅行、植物、编程、茶、数学和星星。',
  en: 'Hello! What shall we talk about? I know a little about cooking, weather, travel, plants, programming, tea, mathematics and stars.',
};
const OPENINGS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['说到{}，', '关于{}，可以这样想：', '{}其实很有意思。', '先从{}说起。'],
  en: ['As for {}: ', 'There is a lot to say about {}. ', 'Let us begin with {}. ', 'A few thoughts on {}. '],
};
const THOUGHTS: Readonly<Record<Language, readonly [first: string, last: string]>> = {
  zh: ['用户想了解{}。先回忆一下相关的内容：', '把这些整理成一段简单的话就可以回答了。'],
  en: ['The user asks about {}. First, what do I know: ', 'I can put this into a few plain sentences.'],
};

/** The text of one choice: an echo when asked to repeat, the truth when asked who it is, else generated sentences. */
export function makeAnswer(seed: AnswerSeed): string {
  const echo = ECHO.exec(seed.prompt)?.[1];
  if (echo !== undefined) return echo.trimEnd();
  const language = languageOf(seed.prompt);
  if (ASKS_WHO.test(seed.prompt)) return WHO[language];
  if (GREETS.test(seed.prompt)) return GREETING[language];
  const maker = new SentenceMaker(language, seed.prompt, seed.random, seed.temperature);
  const sentences = Array.from({ length: sentenceCount(seed) }, () => maker.next());
  if (WANTS_LIST.test(seed.prompt)) return sentences.map((sentence, index) => `${index + 1}. ${sentence}`).join('\n');
  const subject = maker.subject ?? pickSubject(seed.prompt, language, seed.random);
  const opening = subject === null ? '' : fillIn(pickOne(seed.random, OPENINGS[language]), subject);
  return opening + joinSentences(sentences, language, seed.random);
}

/** What the reasoning variant says to itself before it answers. */
export function makeReasoning(seed: AnswerSeed): string {
  const language = languageOf(seed.prompt);
  const maker = new SentenceMaker(language, seed.prompt, seed.random, seed.temperature);
  const subject =
    maker.subject ?? pickSubject(seed.prompt, language, seed.random) ?? (language === 'zh' ? '这个问题' : 'this');
  const [first, last] = THOUGHTS[language];
  const middle = joinSentences([maker.next(), maker.next()], language, seed.random);
  return `${fillIn(first, subject)}${middle}${language === 'en' ? ' ' : ''}${last}`;
}

/** What is said once a tool has answered. */
export function makeToolSummary(seed: AnswerSeed, toolResult: string): string {
  const result = toolResult.trim().slice(0, 500);
  return languageOf(seed.prompt) === 'zh' ? `工具返回的结果是：${result}` : `The tool answered: ${result}`;
}

function sentenceCount({ prompt, random }: AnswerSeed): number {
  if (WANTS_SHORT.test(prompt)) return 1;
  return WANTS_LONG.test(prompt) ? integerIn(random, 9, 14) : integerIn(random, 3, 6);
}

function joinSentences(sentences: readonly string[], language: Language, random: Random): string {
  const gap = language === 'en' ? ' ' : '';
  let text = '';
  for (const [index, sentence] of sentences.entries()) {
    const isParagraph = index > 0 && index % 4 === 0 && random() < 0.7;
    text += `${index === 0 ? '' : isParagraph ? '\n\n' : gap}${sentence}`;
  }
  return text;
}

const fillIn = (template: string | undefined, subject: string): string => (template ?? '').replace('{}', () => subject);
