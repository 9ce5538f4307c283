export { type Folding, foldTerm, TERM_UNITS_MAX } from './fold.ts';
export { type FoldedKind, findFoldedBy, type ListedTerm } from './folded-by.ts';
export type { ScreenHit, TermAction } from './lane.ts';
export type { Semantics } from './leftmost-longest.ts';
export { type ContextRule, GAP_CHARS_DEFAULT, type TermRules, withListDefaults } from './rules/term-rules.ts';
export {
  compileScreen,
  neverScreen,
  type OpenOptions,
  type ScanOptions,
  type Screen,
  type TermGroup,
  type TermSpec,
} from './screen.ts';
export type { ScreenStream, Step } from './stream.ts';
