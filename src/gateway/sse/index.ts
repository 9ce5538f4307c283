export { type SseLimits, SseReader } from './sse-reader.ts';
export { writeEvent } from './write-event.ts';
