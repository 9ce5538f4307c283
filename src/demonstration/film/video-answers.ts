import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { drawPicture } from '../draw-picture.ts';
import { makeFilm } from './make-film.ts';

/** Fields of `POST /v1/videos`, of a form or of JSON. Others are let through unread. */
export const videoRequestSchema = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().min(1),
  seconds: z.coerce.number().int().min(1).max(12).nullish(),
  size: z
    .string()
    .regex(/^[1-9]\d{1,3}x[1-9]\d{1,3}$/)
    .nullish(),
});
export type VideoRequest = z.output<typeof videoRequestSchema>;

const SECONDS = 4;
/** Films are small whatever was asked for; only the longer side is heeded. */
const LONG_SIDE = 320;
const SHORT_SIDE = 192;
/** What making a film pretends to take. */
const QUEUED_MS = 300;
const MAKING_MS = 1_200;

/** All that there is to know of a job: its number says it, so that a job outlives the server that took it. */
const jobSchema = z.tuple([
  z.int().nonnegative(),
  z.int().min(1).max(12),
  z.boolean(),
  z.string().max(300),
  z.string().max(100),
]);
type Job = z.output<typeof jobSchema>;

const ID = /^video_demo_([A-Za-z0-9_-]{1,2000})$/;
const PROMPT_CHARS_MAX = 200;

/** The job that makes this film; it is done a moment later. */
export function startVideo({ model, prompt, seconds, size }: VideoRequest, nowMs: number): string {
  const [width = 1, height = 0] = (size ?? '').split('x').map(Number);
  const job: Job = [nowMs, seconds ?? SECONDS, height > width, prompt.slice(0, PROMPT_CHARS_MAX), model];
  return describe(job, nowMs);
}

/** @throws ApiError 404 */
export function answerVideo(id: string, nowMs: number): string {
  return describe(readJob(id), nowMs);
}

export function answerDeleted(id: string): string {
  readJob(id);
  return JSON.stringify({ id, object: 'video.deleted', deleted: true });
}

/** The film, or a picture of it. @throws ApiError 404 while it is not done */
export function answerVideoContent(
  id: string,
  variant: string | null,
  nowMs: number,
): { readonly mediaType: string; readonly bytes: Buffer } {
  const job = readJob(id);
  const [createdMs, seconds, isUpright, prompt] = job;
  if (nowMs - createdMs < MAKING_MS) throw new ApiError(404, 'The film is not ready yet.');
  const [width, height] = sizeOf(isUpright);
  if (variant === null || variant === 'video')
    return { mediaType: 'video/mp4', bytes: makeFilm(prompt, seconds, width, height) };
  if (variant === 'thumbnail') return { mediaType: 'image/png', bytes: drawPicture(prompt, width, height) };
  throw new ApiError(404, `The demonstration has no '${variant}'.`, { param: 'variant' });
}

function describe(job: Job, nowMs: number): string {
  const [createdMs, seconds, isUpright, prompt, model] = job;
  const elapsedMs = nowMs - createdMs;
  const isDone = elapsedMs >= MAKING_MS;
  const [width, height] = sizeOf(isUpright);
  return JSON.stringify({
    id: `video_demo_${Buffer.from(JSON.stringify(job)).toString('base64url')}`,
    object: 'video',
    model,
    status: isDone ? 'completed' : elapsedMs < QUEUED_MS ? 'queued' : 'in_progress',
    progress: isDone ? 100 : Math.max(0, Math.floor((100 * (elapsedMs - QUEUED_MS)) / MAKING_MS)),
    created_at: Math.floor(createdMs / 1_000),
    completed_at: isDone ? Math.floor((createdMs + MAKING_MS) / 1_000) : null,
    expires_at: null,
    error: null,
    prompt,
    remixed_from_video_id: null,
    seconds: String(seconds),
    size: `${width}x${height}`,
  });
}

const sizeOf = (isUpright: boolean): readonly [width: number, height: number] =>
  isUpright ? [SHORT_SIDE, LONG_SIDE] : [LONG_SIDE, SHORT_SIDE];

function readJob(id: string): Job {
  const text = Buffer.from(ID.exec(id)?.[1] ?? '', 'base64url').toString('utf8');
  const parsed = jobSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new ApiError(404, 'There is no such video.');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
