export type { Letters } from './model.ts';
export { registerLetterRoutes } from './routes.ts';
export { type LettersParts, LettersService } from './service.ts';
