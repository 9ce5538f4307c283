export { buildEvasion, type Evasion, EvasionTerms, reverseTerm, scanEvasion } from './evasion.ts';
export { asksForSounds } from './lattice-lane.ts';
export { LatticeReader } from './lattice-reader.ts';
