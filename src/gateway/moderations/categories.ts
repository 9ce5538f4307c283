type Category =
  | 'harassment'
  | 'harassment/threatening'
  | 'hate'
  | 'hate/threatening'
  | 'illicit'
  | 'illicit/violent'
  | 'self-harm'
  | 'self-harm/instructions'
  | 'self-harm/intent'
  | 'sexual'
  | 'sexual/minors'
  | 'violence'
  | 'violence/graphic';

/**
 * The risks that really are one of OpenAI's categories: hatred, and discrimination for what OpenAI's `hate` names too
 * (race and ethnicity, belief, nationality, sex, disability). A.1.f holds violence and obscenity in one, and the other
 * risks have no counterpart: they are told under `hegui` alone.
 */
const BY_RISK: Readonly<Record<string, Category>> = {
  'A.1.e': 'hate',
  'A.2.a': 'hate',
  'A.2.b': 'hate',
  'A.2.c': 'hate',
  'A.2.e': 'hate',
  'A.2.h': 'hate',
};

/** One result in OpenAI's form. A listed term is there or it is not, so scores are 1 or 0. */
export function toResult(risks: readonly string[]) {
  const found = new Set(risks.map((risk) => BY_RISK[risk]));
  const each = <T>(value: (isFound: boolean) => T): Record<Category, T> => ({
    harassment: value(found.has('harassment')),
    'harassment/threatening': value(found.has('harassment/threatening')),
    hate: value(found.has('hate')),
    'hate/threatening': value(found.has('hate/threatening')),
    illicit: value(found.has('illicit')),
    'illicit/violent': value(found.has('illicit/violent')),
    'self-harm': value(found.has('self-harm')),
    'self-harm/instructions': value(found.has('self-harm/instructions')),
    'self-harm/intent': value(found.has('self-harm/intent')),
    sexual: value(found.has('sexual')),
    'sexual/minors': value(found.has('sexual/minors')),
    violence: value(found.has('violence')),
    'violence/graphic': value(found.has('violence/graphic')),
  });
  return {
    flagged: risks.length > 0,
    categories: each((isFound) => isFound),
    category_scores: each((isFound) => (isFound ? 1 : 0)),
    category_applied_input_types: each((isFound) => (isFound ? ['text'] : [])),
  };
}
