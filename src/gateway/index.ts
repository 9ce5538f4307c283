export { type AdmissionAnswer, type AdmissionDoor, type AdmissionQuestion, openDoor, type Remedy } from './admit.ts';
export type { GatewayParts } from './call.ts';
export { Gateway, type GatewayCounts, type GatewayOptions } from './gateway.ts';
export type { BuildLabel } from './label.ts';
export type { LabelLifts } from './lift/ports.ts';
export { AddressGuard } from './media/address-guard.ts';
export type {
  ExplicitMarker,
  KeptFile,
  LabelledMedia,
  MadeMedia,
  MediaLabels,
  WithheldMedia,
} from './media/ports.ts';
export {
  type ExchangeRecords,
  openRecordLine,
  Recorder,
  type RecorderOptions,
  RecordThread,
} from './record/index.ts';
export { type TriedService, type TriedText, tryText } from './try-text.ts';
export { type ProbeResult, Upstreams } from './upstream/index.ts';
export { VideoDesk } from './videos/desk.ts';
export type { VideoParts } from './videos/parts.ts';
export { personalVideos } from './videos/personal/records.ts';
export type { FilmLabels, LabelledFilm, MadeFilm, MarkFilm, StoredFilm } from './videos/ports.ts';
export { WorkFolder } from './videos/work-folder.ts';
