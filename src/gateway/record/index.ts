export { openRecordLine } from './line.ts';
export { Recorder, type RecorderOptions, type RecordLine } from './recorder.ts';
export type { ClosedRecord, ExchangeRecords, OpenedRecord } from './rows.ts';
export { RecordBatch } from './store.ts';
