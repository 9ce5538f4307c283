export { type SealedInput, type SealedOutput, sealedInputSchema, sealedOutputSchema } from './model.ts';
export { type PersonalExchangesParts, personalExchanges, retainedExchanges } from './personal/records.ts';
export { exchangesRoutes } from './routes.ts';
export { createExchangesService, type ExchangesParts, type ExchangesService } from './service.ts';
export { countExisting, type ExchangeRecord, findExchangeOf, findTrainable, readRecord } from './store.ts';
export { createStoredTexts, type StoredText, type StoredTextsFilter } from './stored-texts.ts';
