export type { ProbeResult } from './probe.ts';
export type {
  UpstreamCall,
  UpstreamFailure,
  UpstreamFailureKind,
  UpstreamHeaders,
  UpstreamRequest,
  UpstreamResponse,
  UpstreamSink,
  UpstreamTarget,
} from './types.ts';
export { Upstreams } from './upstreams.ts';
