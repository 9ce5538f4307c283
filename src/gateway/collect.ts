import type { Call, GatewayParts } from './call.ts';
import type { UpstreamFailure, UpstreamRequest, UpstreamTarget } from './upstream/index.ts';

/** An answer that was read whole, or why there is none; `target` is who was asked last. */
export type Collected = { readonly target: UpstreamTarget | null } & (
  | { readonly kind: 'answer'; readonly bytes: Buffer; readonly contentType: string }
  /** Longer than it may be; the rest was not read. */
  | { readonly kind: 'too-long' }
  | { readonly kind: 'failure'; readonly failure: UpstreamFailure }
  /** The client left first. */
  | { readonly kind: 'aborted' }
);

/** Sends a request upstream and reads its answer whole. A client that leaves cancels the upstream. Never rejects. */
export function collectAnswer(
  { upstreams }: Pick<GatewayParts, 'upstreams'>,
  { response }: Pick<Call, 'response'>,
  request: Omit<UpstreamRequest, 'stream'>,
  bytesMax: number,
): Promise<Collected> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let contentType = '';
    let target: UpstreamTarget | null = null;
    const upstream = upstreams.call(
      { ...request, stream: false },
      {
        onResponse: (info) => {
          ({ target, contentType } = info);
        },
        onData: (chunk) => {
          bytes += chunk.length;
          if (bytes <= bytesMax) {
            chunks.push(chunk);
            return true;
          }
          upstream.abort();
          resolve({ kind: 'too-long', target });
          return true;
        },
        onEnd: () => resolve({ kind: 'answer', bytes: Buffer.concat(chunks), contentType, target }),
        onFailure: (failure) => resolve({ kind: 'failure', failure, target: failure.target }),
      },
    );
    const leave = (): void => {
      upstream.abort();
      resolve({ kind: 'aborted', target });
    };
    if (response.destroyed) leave();
    else response.on('close', leave);
  });
}
