export { api, keepCsrf, keepLanguage, onSessionRequired, type Query } from './client.ts';
export { callGateway, GatewayProblem, gatewayProblemOf, readModels } from './gateway.ts';
export { ApiFailure, ApiProblem, parseJson, problemOf } from './problem.ts';
export { type SentFile, saveFile } from './save-file.ts';
