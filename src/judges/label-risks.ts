import { isRiskCode } from '../law/index.ts';

/**
 * Which of the 31 risks a vendor's label stands for, where that is plain from its name. Labels that only say "political"
 * or "illegal" could be any of several risks and stand for none: they are kept as labels. Hegui's own reading, no
 * vendor's: a wrong row sends a text to another standard answer, never past a judge.
 */
const RISK_OF: Readonly<Record<string, string>> = {
  // Qwen3Guard
  violent: 'A.1.f',
  'sexual content or sexual acts': 'A.1.f',
  pii: 'A.4.f',
  'personally identifiable information': 'A.4.f',
  'suicide & self-harm': 'A.4.a',
  'copyright violation': 'A.3.a',
  // OpenAI
  violence: 'A.1.f',
  'violence/graphic': 'A.1.f',
  sexual: 'A.1.f',
  'sexual/minors': 'A.1.f',
  'self-harm': 'A.4.a',
  'self-harm/intent': 'A.4.a',
  'self-harm/instructions': 'A.4.a',
  // Tencent
  porn: 'A.1.f',
  terror: 'A.1.d',
  // Baidu, by main type
  'baidu:33': 'A.1.f',
  'baidu:38': 'A.4.f',
};

// Alibaba's labels are families: pornographic_adult, violent_incidents, …
const FAMILIES: readonly (readonly [prefix: string, risk: string])[] = [
  ['pornographic', 'A.1.f'],
  ['sexual', 'A.1.f'],
  ['violent', 'A.1.f'],
  ['terrorism', 'A.1.d'],
];

/** Codes of the risks that these labels stand for, each once. */
export function risksOf(labels: readonly string[]): string[] {
  const codes = labels.map((label) => {
    const name = label.trim().toLowerCase();
    return RISK_OF[name] ?? FAMILIES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? label.trim();
  });
  return [...new Set(codes.filter(isRiskCode))];
}
