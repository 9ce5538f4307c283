export { buildEvasion, type Evasion, EvasionTerms, reverseTerm, scanEvasion } from './evasion.ts';
export { LatticeReader } from './lattice-reader.ts';
