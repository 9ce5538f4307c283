import { HeguiError } from '../../kernel/index.ts';
import type { GatewayParts } from '../call.ts';
import { makeMedia, unfit } from '../media/make-media.ts';
import { sendBytes } from '../respond.ts';
import type { VideoJob } from './model.ts';
import type { VideoAsk } from './serve-videos.ts';
import { askUpstream, jobPath } from './upstream-job.ts';

/**
 * A picture of a film, as the upstream has it: a content of its own, so it is marked, labelled and registered as one before it
 * leaves, each time that it is asked for.
 */
export async function servePreview(
  parts: GatewayParts,
  { id, key: { service }, response }: VideoAsk,
  { upstreamId, upstreamJob, exchangeId, model }: VideoJob,
  variant: 'thumbnail' | 'spritesheet',
): Promise<void> {
  const { media, upstreams, limits } = parts;
  const target = service.upstreams.find((upstream) => upstream.id === upstreamId);
  if (target === undefined) throw new HeguiError('E_NOT_FOUND', 'the upstream of this film is no longer connected');
  const path = jobPath(upstreamJob, `/content?variant=${variant}`);
  const asked = await askUpstream(upstreams, target, { method: 'GET', path, accept: 'image/*' }, media.fileBytesMax);
  if (asked.kind === 'failure' && asked.failure.status === 404)
    throw new HeguiError('E_NOT_FOUND', `the upstream has no ${variant} of this film`);
  if (asked.kind === 'failure')
    throw new HeguiError('E_UPSTREAM_UNAVAILABLE', `the ${variant} could not be fetched (${asked.failure.kind})`);
  const made =
    asked.bytes.length === 0
      ? { ok: false as const, error: unfit(variant, 'unreadable', 'it is empty') }
      : await makeMedia(media, service, 'picture', { place: variant, bytes: asked.bytes });
  if (!made.ok) {
    const { place, reason, error } = made.error;
    await media.labels.withhold({ serviceId: service.id, exchangeId, kind: 'picture', place, reason });
    throw error;
  }
  await media.labels.register([{ ...made.value, serviceId: service.id, exchangeId, model, keepFor: null }]);
  const { file, explicitReason } = made.value;
  const headers = {
    'content-type': file.mediaType,
    'x-request-id': id,
    'x-hegui-aigc': JSON.stringify(file.label),
    'x-hegui-explicit': explicitReason === null ? 'file' : 'interface',
  };
  sendBytes(response, file.bytes, headers, limits.slowClientMs);
}
