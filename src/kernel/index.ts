export { AskedThread, type AskedThreadOptions, answerQuestions } from './asked-thread.ts';
export { callerOf } from './caller.ts';
export { canonicalJson, type Json } from './canonical-json.ts';
export { chinaDay, chinaTime } from './china-day.ts';
export { type Clock, systemClock } from './clock.ts';
export { type Config, configSchema, ENVIRONMENT, type Environment, loadConfig } from './config.ts';
export { countText } from './count-text.ts';
export { asHeguiError, ERRORS, type ErrorCode, type ErrorField, type ErrorRow, HeguiError } from './errors.ts';
export { sha256, sha256Hex } from './hash.ts';
export { type FillRandom, type Id, IdFactory, type IdPrefix } from './ids.ts';
export { createKeyFile, readKeyFile, unusable } from './key-file.ts';
export { type Language, languageAsked } from './language.ts';
export { createLog, type Log, type LogFields, type LogLevel, silentLog } from './log.ts';
export { isRawNumber, parseLossless } from './lossless-json.ts';
export { conflictingField, invalidField, unknownId } from './refusals.ts';
export { fail, ok, type Result } from './result.ts';
export { Secret } from './secret.ts';
export { DAY_MS, HOUR_MS, KIB, MIB, MINUTE_MS, SECOND_MS } from './units.ts';
export {
  addWorkingDays,
  type CountedDay,
  countWorkingDays,
  endOfChinaDay,
  isWorkingDay,
  lastAnnouncedYear,
  workingDaysBetween,
} from './working-days.ts';
