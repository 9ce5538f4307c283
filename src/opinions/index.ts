export { opinionControls } from './controls.ts';
export { createOpinions, type Opinions } from './create-opinions.ts';
export type { OpinionsParts } from './model.ts';
export { personalOpinions } from './personal/records.ts';
export { registerOpinionRoutes } from './routes.ts';
export { scorecardCsv } from './scorecard.ts';
