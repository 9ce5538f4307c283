import { makeAnswer } from './make-answer.ts';
import { seededRandom } from './random.ts';

/** Prompts that name a topic each; the answers are made of everyday sentences about it. */
const PROMPTS = ['说说做饭', '说说天气', '说说旅行', '说说植物', '说说编程', '说说茶', '说说数学', '说说星星'];
const ANSWERS_PER_PROMPT = 15;

/** 120 ordinary Chinese paragraphs of three to six sentences, the same for the same seed. */
export function makeNeutralTexts(seed = 1): string[] {
  const random = seededRandom(seed);
  return PROMPTS.flatMap((prompt) =>
    Array.from({ length: ANSWERS_PER_PROMPT }, () => makeAnswer({ prompt, random, temperature: 1 })),
  );
}
