import type { Aigc, Policy } from '../contract/index.ts';

/** The labels one answer carries. @law labelling-measures#4 labelling-measures#5 gb-45438-2025#6 */
export interface AnswerLabel {
  /** Annex E's value as an object, for `hegui.aigc`. */
  readonly aigc: Aigc;
  /** The same as one line, for `x-hegui-aigc`. */
  readonly header: string;
  /** `none`: lifted for a user who agreed to label it. @law labelling-measures#9 */
  readonly explicit: Policy['label']['explicit'] | 'none';
  /** Why the mark is not in the text although the policy puts it there. */
  readonly explicitReason: string | null;
  readonly mark: string;
  /** What doors want to be said behind the text of the answer. */
  readonly reminder?: string;
}

/** Builds the implicit label of one answer; handed in, because labels are the labelling duty's business. */
export type BuildLabel = (providerCode: string, produceId: string) => { readonly aigc: Aigc; readonly header: string };

/**
 * The labels of an answer under a policy.
 *
 * An answer that a program will parse cannot carry a mark inside; the mark is then left to the interface, and the record
 * says so and why.
 */
export function labelAnswer(
  build: BuildLabel,
  providerCode: string,
  produceId: string,
  policy: Policy,
  { isStructured, isLifted }: { readonly isStructured: boolean; readonly isLifted: boolean },
): AnswerLabel {
  if (isLifted)
    return { ...build(providerCode, produceId), explicit: 'none', explicitReason: 'lifted', mark: policy.label.text };
  const wanted = policy.label.explicit;
  const isMoved = isStructured && wanted !== 'interface';
  return {
    ...build(providerCode, produceId),
    explicit: isMoved ? 'interface' : wanted,
    explicitReason: isMoved ? 'structured-output' : null,
    mark: policy.label.text,
  };
}
