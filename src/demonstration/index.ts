export { type Demonstration, type DemonstrationOptions, startDemonstration } from './start-demonstration.ts';
export { makeNeutralTexts } from './neutral-texts.ts';
