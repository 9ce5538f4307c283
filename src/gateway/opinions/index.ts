export { type InputRefusal, judgeInput } from './judge-input.ts';
export { type LateCut, OutputGate } from './output-gate.ts';
