export { makeNeutralTexts } from './neutral-texts.ts';
export { type Demonstration, type DemonstrationOptions, startDemonstration } from './start-demonstration.ts';
