import { sha256 } from '../kernel/index.ts';
import { type Html, html } from './html.ts';
import { fill, type PortalLanguage } from './languages.ts';
import { portalTexts } from './texts.ts';

/** Asks a question that people can answer and floods of machines not for free. Another service may stand here instead. */
export interface Captcha {
  /** The question to a form's seed. */
  ask(seed: string, language: PortalLanguage): { readonly label: string; readonly hint: string };
  isRight(seed: string, answer: string): boolean;
}

/** A sum of two digits in words. Weak alone; it stands beside limits by address, and spares people pictures to decipher. */
export const sumCaptcha = (keyedHash: (use: string, subject: string) => string): Captcha => {
  const termsOf = (seed: string): readonly [number, number] => {
    const digest = keyedHash('portal-captcha', seed);
    return [Number.parseInt(digest.slice(0, 8), 16) % 10, Number.parseInt(digest.slice(8, 16), 16) % 10];
  };
  return {
    ask: (seed, language) => {
      const t = portalTexts[language].challenge;
      const words = t.numbers.split(' ');
      const [one, other] = termsOf(seed).map((term) => words[term] ?? '');
      return { label: fill(t.label, { question: fill(t.plus, { one: one ?? '', other: other ?? '' }) }), hint: t.hint };
    },
    isRight: (seed, answer) => {
      const [one, other] = termsOf(seed);
      return /^\d{1,2}$/.test(answer.trim()) && Number(answer.trim()) === one + other;
    },
  };
};

/** About 65,000 hashes: a moment for one browser, a cost for a flood. */
const PUZZLE_BITS = 16;

/** Has the hash of puzzle and answer as many zero bits in front as asked for? */
export function isPuzzleSolved(puzzle: string, answer: string, bits = PUZZLE_BITS): boolean {
  if (!/^\d{1,12}$/.test(answer)) return false;
  const digest = sha256(`${puzzle}:${answer}`);
  return digest.readUInt32BE(0) >>> (32 - bits) === 0;
}

/**
 * What a form asks for before it is taken. Both ways hang on the form's own key, which can be sent only once, so nothing about
 * them need be remembered.
 */
export interface Challenge {
  /** Null when nothing is asked. */
  render(seed: string, language: PortalLanguage): Html | null;
  isPassed(seed: string, fields: ReadonlyMap<string, string>): boolean;
}

export const noChallenge: Challenge = { render: () => null, isPassed: () => true };

/** A puzzle that a script solves, or the CAPTCHA's question for browsers without scripts. */
export const puzzleChallenge = (captcha: Captcha): Challenge => ({
  render: (seed, language) => {
    const { label, hint } = captcha.ask(seed, language);
    return html`<input type="hidden" name="puzzle_answer" value="" data-seed="${seed}" data-bits="${PUZZLE_BITS}">
<p class="by-machine quiet" role="status">${portalTexts[language].challenge.machine}</p>
<div class="field by-hand"><label for="f-captcha">${label}</label><p class="hint" id="f-captcha-hint">${hint}</p>
<input id="f-captcha" name="captcha" type="text" inputmode="numeric" maxlength="2" autocomplete="off" aria-describedby="f-captcha-hint"></div>`;
  },
  isPassed: (seed, fields) =>
    isPuzzleSolved(seed, fields.get('puzzle_answer') ?? '') || captcha.isRight(seed, fields.get('captcha') ?? ''),
});
