export * from './classifier/index.ts';
export { composeStreams } from './compose-streams.ts';
export { type Folding, foldTerm, TERM_UNITS_MAX } from './fold.ts';
export { type FoldedKind, findFoldedBy, type ListedTerm } from './folded-by.ts';
export type { ScreenHit, TermAction } from './lane.ts';
export type { Semantics } from './leftmost-longest.ts';
export {
  compilePersonalInformation,
  KIND_LABELS,
  maskValue,
  openPersonalInformationStream,
  PERSONAL_INFORMATION_ACTIONS,
  PERSONAL_INFORMATION_KINDS,
  type PersonalInformationAction,
  type PersonalInformationHit,
  type PersonalInformationKind,
  type PersonalInformationPolicy,
  type PersonalInformationScreen,
  Placeholders,
  personalInformationTag,
  type Restored,
  type Restorer,
  readPersonalInformationTag,
  scanPersonalInformation,
} from './personal-information/index.ts';
export { findAllowFault, findTermFault, type TermFault } from './rules/rule-plan.ts';
export {
  type ContextRule,
  foldingOf,
  GAP_CHARS_DEFAULT,
  type TermRules,
  withListDefaults,
} from './rules/term-rules.ts';
export {
  type CorpusScreen,
  compileScreen,
  neverScreen,
  type OpenOptions,
  type ScanOptions,
  type Screen,
  type TermGroup,
  type TermSpec,
} from './screen.ts';
export type { ScreenStream, Step } from './stream.ts';
