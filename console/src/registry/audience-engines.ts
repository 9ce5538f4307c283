import {
  type AudiencePolicy,
  type ClassifierPolicy,
  type PersonalInformationPolicy,
  type Policy,
  personalInformationKindSchema,
  policyFor,
} from '@hegui/contract';

/** The members of the policy that set engines which an audience may have otherwise. */
export const ENGINES = ['personalInformation', 'classifier', 'secondOpinion'] as const;
export type Engine = (typeof ENGINES)[number];
type Engines = AudiencePolicy['engines'];

/** What counts for minors; the service's own where what is laid over does not fit, which saving refuses. */
export function minorsPolicyOf(policy: Policy): Policy {
  const effective = policyFor(policy, 'minors');
  return effective.ok ? effective.policy : policy;
}

export const withoutEngine = (engines: Engines, engine: Engine): Engines =>
  Object.fromEntries(Object.entries(engines).filter(([name]) => name !== engine));

// What is laid over is merged member by member: what the service has and the audience has not must be said.

/** Every kind says what happens to it, `off` included. */
export function withPersonalInformation(engines: Engines, { input, output }: PersonalInformationPolicy): Engines {
  const fill = (actions: typeof input): Record<string, string> =>
    Object.fromEntries(personalInformationKindSchema.options.map((kind) => [kind, actions[kind] ?? 'off']));
  return { ...engines, personalInformation: { input: fill(input), output: fill(output) } };
}

/** A risk for which only the service has a threshold of its own has the audience's general one. */
export function withClassifier(policy: Policy, engines: Engines, wanted: ClassifierPolicy): Engines {
  const general = Object.keys(policy.classifier.thresholds).map((code) => [code, wanted.threshold] as const);
  const thresholds = { ...Object.fromEntries(general), ...wanted.thresholds };
  return { ...engines, classifier: { ...wanted, thresholds } };
}

/** Without one, the audience has what the service has. */
export const withSecondOpinion = (engines: Engines, wanted: Policy['secondOpinion']): Engines =>
  wanted === null ? withoutEngine(engines, 'secondOpinion') : { ...engines, secondOpinion: { ...wanted } };
