import { CORPUS, type Language } from './corpus.ts';
import { pickOne, pickWeighted, type Random } from './random.ts';
import { segmentsOf, wordsOf } from './words.ts';

const TOPIC_WEIGHT = 40;
const OVERLAP_WEIGHT = 3;
const SENTENCE_WORDS_MAX = 60;
const TRIES_MAX = 12;
const END = '';

interface Chain {
  /** Two words and the sentences in which each next word follows them. */
  readonly next: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;
  readonly sentences: readonly { readonly topic: number; readonly words: ReadonlySet<string> }[];
}

/**
 * Makes sentences with an order-2 Markov chain over the corpus: wherever two sentences share two neighbouring words,
 * one may go on as the other. Sentences near the prompt weigh more.
 */
export class SentenceMaker {
  readonly #language: Language;
  readonly #random: Random;
  readonly #temperature: number;
  readonly #weights: readonly number[];
  readonly #used = new Set<string>();
  /** A word of the prompt that names what the answer is about; null when it names nothing the corpus knows. */
  readonly subject: string | null;

  constructor(language: Language, prompt: string, random: Random, temperature: number) {
    this.#language = language;
    this.#random = random;
    this.#temperature = temperature;
    const { topics, subject } = findTopics(language, prompt);
    this.subject = subject;
    const chosen = topics.length > 0 ? topics : [Math.floor(random() * CORPUS[language].length)];
    const promptWords = contentWords(prompt, language);
    this.#weights = chainOf(language).sentences.map(({ topic, words }) => {
      const overlap = promptWords.filter((word) => words.has(word)).length;
      return (chosen.includes(topic) ? TOPIC_WEIGHT : 1) * (1 + OVERLAP_WEIGHT * overlap);
    });
  }

  /** A sentence not made before by this maker, as long as there are any. */
  next(): string {
    let sentence = '';
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      // A cold maker would repeat itself; each try warms it a little.
      const made = this.#walk(this.#temperature + tries * 0.2);
      if (made !== null) sentence = made;
      if (made !== null && !this.#used.has(made)) break;
    }
    this.#used.add(sentence);
    return sentence;
  }

  /** Null when the walk lost its way. */
  #walk(temperature: number): string | null {
    const { next } = chainOf(this.#language);
    const words: string[] = [];
    // Never the same two words twice in a sentence: that would be the way into a circle.
    const seen = new Set<string>();
    let [before, last] = [END, END];
    while (words.length < SENTENCE_WORDS_MAX) {
      const followers: [word: string, weight: number][] = [];
      for (const [word, sentences] of next.get(`${before}\n${last}`) ?? []) {
        if (!seen.has(`${last}\n${word}`)) followers.push([word, this.#weightOf(sentences)]);
      }
      const word = pickWeighted(this.#random, followers, temperature) ?? null;
      if (word === null) return null;
      if (word === END) return words.join(this.#language === 'en' ? ' ' : '');
      words.push(word);
      seen.add(`${last}\n${word}`);
      [before, last] = [last, word];
    }
    return null;
  }

  #weightOf(sentences: readonly number[]): number {
    let weight = 0;
    for (const sentence of sentences) weight += this.#weights[sentence] ?? 0;
    return weight;
  }
}

/** A few words of the prompt worth naming, for texts that say what they are about. */
export function pickSubject(prompt: string, language: Language, random: Random): string | null {
  const words = contentWords(prompt, language).filter((word) => word.length <= 12);
  return pickOne(random, words.toSorted((a, b) => b.length - a.length).slice(0, 2)) ?? null;
}

const chains = new Map<Language, Chain>();

function chainOf(language: Language): Chain {
  const known = chains.get(language);
  if (known !== undefined) return known;
  const next = new Map<string, Map<string, number[]>>();
  const sentences: { topic: number; words: Set<string> }[] = [];
  for (const [topic, { sentences: texts }] of CORPUS[language].entries()) {
    for (const text of texts) {
      addSentence(next, language === 'en' ? text.split(' ') : segmentsOf(text, language), sentences.length);
      sentences.push({ topic, words: new Set(contentWords(text, language)) });
    }
  }
  const chain = { next, sentences };
  chains.set(language, chain);
  return chain;
}

function addSentence(next: Map<string, Map<string, number[]>>, words: readonly string[], sentence: number): void {
  let [before, last] = [END, END];
  for (const word of [...words, END]) {
    const key = `${before}\n${last}`;
    const followers = next.get(key) ?? new Map<string, number[]>();
    next.set(key, followers);
    followers.set(word, [...(followers.get(word) ?? []), sentence]);
    [before, last] = [last, word];
  }
}

function findTopics(language: Language, prompt: string): { topics: number[]; subject: string | null } {
  const text = prompt.toLowerCase();
  const words = new Set(wordsOf(text, 'en'));
  const topics: number[] = [];
  let subject: string | null = null;
  for (const [index, topic] of CORPUS[language].entries()) {
    // Chinese words are found inside longer ones; English ones only whole.
    const found = topic.words.filter((word) =>
      language === 'zh' || word.includes(' ') ? text.includes(word) : words.has(word),
    );
    if (found.length > 0) topics.push(index);
    for (const word of found) if (subject === null || word.length > subject.length) subject = word;
  }
  return { topics, subject };
}

// Short words are mostly grammar.
const contentWords = (text: string, language: Language): string[] =>
  wordsOf(text, language).filter((word) => word.length >= (language === 'zh' ? 2 : 4));
