export { openRecordLine } from './line.ts';
export { RecordThread, type RecordThreadOptions } from './record-thread.ts';
export { Recorder, type RecorderOptions, type RecordLine } from './recorder.ts';
export type { ClosedRecord, ExchangeRecords, OpenedRecord } from './rows.ts';
export { RecordBatch } from './store.ts';
