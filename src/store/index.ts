export { type EmbeddedPlace, urlOfPlace } from './connection-settings.ts';
export {
  type CopyField,
  CopyRows,
  copyBoolean,
  copyFloat4,
  copyInt4,
  copyRow,
  copyText,
  copyTextArray,
  copyTimestamptz,
} from './copy-batch.ts';
export { type Database, type DatabaseOptions, openDatabase } from './database.ts';
export type { DedicatedConnection } from './dedicated-connection.ts';
export { type EmbeddedOptions, type EmbeddedServer, openEmbedded } from './embedded.ts';
export { inTime, KeptRows, type KeptRowsOptions } from './kept-rows.ts';
export { migrate } from './migrate.ts';
export { openStore, type Store, type StoreOptions } from './open-store.ts';
export { findRunningPostmaster } from './postmaster-file.ts';
export type { QueryOptions, QueryRows, Sql } from './sql.ts';
export { type DatabaseStatus, readDatabaseStatus, readDatabaseTime } from './status.ts';
export { sqlStateOf, toStoreError } from './store-errors.ts';
