export { type Demonstration, type DemonstrationOptions, startDemonstration } from './start-demonstration.ts';
