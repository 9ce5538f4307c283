import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeguiError, MIB } from '../../kernel/index.ts';
import type { KeyEntry } from '../../registry/index.ts';
import type { GatewayParts } from '../call.ts';
import { invalid } from '../chat/request.ts';
import { sendKept } from '../media/serve-file.ts';
import { sendJson } from '../respond.ts';
import type { VideoDesk } from './desk.ts';
import { deskOf } from './handle-videos.ts';
import type { VideoJob } from './model.ts';
import { servePreview } from './serve-preview.ts';
import { openJobContent } from './settle-job.ts';
import { askUpstream, jobPath } from './upstream-job.ts';
import { videoObject } from './video-object.ts';

export const VIDEOS_PATH = '/v1/videos';

/** One request about video jobs; `id` is its own. */
export interface VideoAsk {
  readonly id: string;
  readonly path: string;
  readonly key: KeyEntry;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const LIST_MAX = 100;
const LIST_DEFAULT = 20;
const DELETED_BYTES_MAX: number = MIB;
const VARIANTS = ['video', 'thumbnail', 'spritesheet'] as const;

/** `GET /v1/videos`, `GET` and `DELETE /v1/videos/{id}`, `GET /v1/videos/{id}/content`: for the key that made the job alone. */
export async function serveVideos(parts: GatewayParts, ask: VideoAsk): Promise<void> {
  const desk = deskOf(parts);
  const { method } = ask.request;
  const rest = ask.path.slice(VIDEOS_PATH.length + 1);
  if (rest === '') {
    if (method !== 'GET') throw new HeguiError('E_REQUEST_METHOD', 'this endpoint takes GET and POST');
    return await list(parts, desk, ask);
  }
  const [jobId = '', action, ...more] = rest.split('/');
  if ((action !== undefined && action !== 'content') || more.length > 0)
    throw new HeguiError('E_NOT_FOUND', 'this gateway has no such endpoint');
  if (action === 'content') {
    if (method !== 'GET') throw new HeguiError('E_REQUEST_METHOD', 'this endpoint takes GET');
    return await serveContent(parts, desk, ask, jobId);
  }
  const job = await requireJob(desk, jobId, ask.key);
  if (method === 'GET') return send(parts, ask, await describe(desk, job, ask.key));
  if (method !== 'DELETE') throw new HeguiError('E_REQUEST_METHOD', 'this endpoint takes GET and DELETE');
  if (job.closedAt === null)
    throw new HeguiError('E_VIDEO_PENDING', 'a film can be deleted once it is completed or has failed');
  await desk.remove(job);
  await deleteUpstream(parts, ask.key, job);
  send(parts, ask, { id: job.id, object: 'video.deleted', deleted: true });
}

const send = ({ limits }: GatewayParts, { id, response }: VideoAsk, body: object): void =>
  sendJson(response, body, { 'x-request-id': id }, limits.slowClientMs);

/** Another key is told what a key is told that asks for nothing: that there is none. */
async function requireJob(desk: VideoDesk, id: string, key: KeyEntry): Promise<VideoJob> {
  const job = await desk.find(id, key.id);
  if (job === undefined) throw new HeguiError('E_NOT_FOUND', 'this key has no such video job');
  return job;
}

const describe = async (desk: VideoDesk, job: VideoJob, { service }: KeyEntry): Promise<object> =>
  videoObject(job, await openJobContent(desk.parts, job), service.policy.label.text);

async function list(parts: GatewayParts, desk: VideoDesk, ask: VideoAsk): Promise<void> {
  const query = queryOf(ask.request);
  const limit = Number(query.get('limit') ?? LIST_DEFAULT);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_MAX)
    throw invalid('limit', `must be a whole number from 1 to ${LIST_MAX}`);
  const order = query.get('order') ?? 'desc';
  if (order !== 'asc' && order !== 'desc') throw invalid('order', 'must be "asc" or "desc"');
  const page = { after: query.get('after'), isAscending: order === 'asc', limit: limit + 1 };
  const found = await desk.list(ask.key.id, page);
  const jobs = found.slice(0, limit);
  const data = await Promise.all(jobs.map((job) => describe(desk, job, ask.key)));
  const [first, last] = [jobs[0]?.id ?? null, jobs.at(-1)?.id ?? null];
  send(parts, ask, { object: 'list', data, first_id: first, last_id: last, has_more: found.length > limit });
}

async function serveContent(parts: GatewayParts, desk: VideoDesk, ask: VideoAsk, jobId: string): Promise<void> {
  const wanted = queryOf(ask.request).get('variant') ?? 'video';
  const variant = VARIANTS.find((known) => known === wanted);
  if (variant === undefined) throw invalid('variant', `must be one of ${VARIANTS.join(', ')}`);
  const job = await requireJob(desk, jobId, ask.key);
  if (job.closedAt === null) throw new HeguiError('E_VIDEO_PENDING', 'the film is not there yet');
  if (job.film === null) throw new HeguiError('E_VIDEO_PENDING', 'there is no film: its job has failed');
  if (variant !== 'video') return await servePreview(parts, ask, job, variant);
  const film = await desk.parts.labels.openFilm(job.film.fileId);
  if (film === null) throw new HeguiError('E_NOT_FOUND', 'the film was deleted, for its time is over');
  await sendKept(ask.response, film, ask.id, parts.limits.slowClientMs);
}

/** The upstream keeps its copy otherwise; whether it lets go of it is not ours to promise. */
async function deleteUpstream({ upstreams }: GatewayParts, { service }: KeyEntry, job: VideoJob): Promise<void> {
  const target = service.upstreams.find(({ id }) => id === job.upstreamId);
  if (target === undefined) return;
  await askUpstream(upstreams, target, { method: 'DELETE', path: jobPath(job.upstreamJob) }, DELETED_BYTES_MAX);
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}
