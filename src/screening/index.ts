export * from './classifier/index.ts';
export { type Folding, foldTerm, TERM_UNITS_MAX } from './fold.ts';
export type { ScreenHit, TermAction } from './lane.ts';
export { compileScreen, neverScreen, type Screen, type TermGroup, type TermSpec } from './screen.ts';
export type { ScreenStream, Step } from './stream.ts';
