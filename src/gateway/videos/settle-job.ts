import { HeguiError, HOUR_MS, MIB, MINUTE_MS, SECOND_MS } from '../../kernel/index.ts';
import type { ServiceEntry } from '../../registry/index.ts';
import { hostOf } from '../call.ts';
import { closingRecord, type ExchangeEnd } from '../closing-record.ts';
import type { GrantedLift } from '../lift/ports.ts';
import type { WithheldReason } from '../media/ports.ts';
import type { UpstreamTarget } from '../upstream/index.ts';
import { downloadFilm } from './download.ts';
import { type MarkedFilm, makeFilm } from './make-film.ts';
import { type JobContent, type JobEnd, type JobFilm, jobContentSchema, type VideoJob } from './model.ts';
import type { VideoParts } from './parts.ts';
import { endJob, isExchangeClosed, noteClosed, notePoll, noteTry, renewClaim } from './store.ts';
import { askUpstream, jobPath, readUpstreamJob, type UpstreamJob } from './upstream-job.ts';

/** How long a process has a job in hand before another may take it; renewed while a film is being made. */
export const CLAIM_MS: number = MINUTE_MS;
const RENEW_MS: number = 20 * SECOND_MS;
const STATUS_BYTES_MAX: number = MIB;
/** The younger a job is, the sooner somebody will ask for it. */
const LOOK_MS_MIN: number = 2 * SECOND_MS;
const LOOK_MS_MAX: number = 30 * SECOND_MS;
const LOOK_SHARE_OF_AGE = 0.05;
/** Some upstreams know of a job only a moment after they have taken it. */
const LOST_MS_MIN: number = MINUTE_MS;
const FETCHES_MAX = 3;
const MESSAGE_CHARS_MAX = 500;

/**
 * Takes a job that is in hand one step further: asks its upstream, or fetches, marks, labels and keeps its film, or writes its
 * closing record. Afterwards it is in nobody's hand. What goes wrong for a while is tried again. Never rejects.
 */
export async function advance(parts: VideoParts, job: VideoJob, signal: AbortSignal): Promise<void> {
  try {
    await step(parts, job, signal);
  } catch (error) {
    const { database, clock, log } = parts;
    const now = clock.now();
    if (!signal.aborted)
      log.error({ job: job.id, error: asError(error) }, 'a video job could not go on; it is tried again');
    // A process that ends hands its jobs over at once.
    const waitMs = signal.aborted ? 0 : lookMs(job, now);
    await noteTry(database, job.id, now, new Date(now.getTime() + waitMs)).catch((again: unknown) =>
      log.warn({ job: job.id, error: asError(again) }, 'a video job stays in hand until its time is over'),
    );
  }
}

async function step(parts: VideoParts, job: VideoJob, signal: AbortSignal): Promise<void> {
  if (job.outcome !== null) return await closeExchange(parts, job);
  const service = parts.services().get(job.serviceId);
  const target = service?.upstreams.find(({ id }) => id === job.upstreamId);
  if (service === undefined || target === undefined)
    return await fail(parts, job, 'upstream_removed', 'upstream-removed');
  const ageMs = parts.clock.now().getTime() - job.createdAt.getTime();
  if (ageMs > parts.limits.filmWaitHours * HOUR_MS) return await fail(parts, job, 'timed_out', 'upstream-timeout');
  if (job.stage === 'making') await make(parts, job, service, target, signal);
  else await poll(parts, job, service, target);
}

async function poll(parts: VideoParts, job: VideoJob, service: ServiceEntry, target: UpstreamTarget): Promise<void> {
  const { database, upstreams, clock } = parts;
  const asked = await askUpstream(
    upstreams,
    target,
    { method: 'GET', path: jobPath(job.upstreamJob) },
    STATUS_BYTES_MAX,
  );
  const now = clock.now();
  const lookAt = new Date(now.getTime() + lookMs(job, now));
  const isOld = now.getTime() - job.createdAt.getTime() > LOST_MS_MIN;
  if (asked.kind === 'failure' && asked.failure.status === 404 && isOld)
    return await fail(parts, job, 'upstream_lost', 'upstream-lost');
  const said = asked.kind === 'answer' ? readUpstreamJob(asked.bytes) : null;
  if (said === null) return await noteTry(database, job.id, now, lookAt);
  if (said.state === 'failed') return await failAsTold(parts, job, service, said);
  const isDone = said.state === 'completed';
  const stage = isDone ? 'making' : said.state === 'in_progress' ? 'in_progress' : 'queued';
  await notePoll(database, job.id, {
    stage,
    progress: Math.min(99, said.progress),
    now,
    lookAt: isDone ? now : lookAt,
  });
}

async function make(
  parts: VideoParts,
  job: VideoJob,
  service: ServiceEntry,
  target: UpstreamTarget,
  signal: AbortSignal,
): Promise<void> {
  const { database, clock, upstreams, guard, limits, log } = parts;
  const renew = setInterval(() => {
    const until = new Date(clock.now().getTime() + CLAIM_MS);
    renewClaim(database, job.id, until).catch((error: unknown) =>
      log.warn({ job: job.id, error: asError(error) }, 'a video job could not be kept in hand'),
    );
  }, RENEW_MS);
  try {
    await parts.work.use(async (folder) => {
      const path = `${folder}/given`;
      const { filmBytesMax: bytesMax, filmFetchMs: msMax } = limits;
      const own = hostOf(target);
      const fetched = await downloadFilm(upstreams, target, job.upstreamJob, path, {
        bytesMax,
        msMax,
        signal,
        guard,
        own,
      });
      signal.throwIfAborted();
      if (!fetched.ok) {
        const { reason, detail, mayRetry } = fetched.error;
        if (mayRetry && job.tries + 1 < FETCHES_MAX) throw new HeguiError('E_UPSTREAM_UNAVAILABLE', detail);
        return await withhold(parts, job, reason, detail);
      }
      const lift = await liftOf(parts, job, service);
      const made = await makeFilm(parts, service, path, { folder, isLifted: lift !== null, signal });
      signal.throwIfAborted();
      if (!made.ok) return await withhold(parts, job, made.error.reason, made.error.detail);
      await keep(parts, job, made.value, lift);
    });
  } finally {
    clearInterval(renew);
  }
}

/**
 * Under which request the film may leave without its mark; null where it must carry one. Asked anew once it is there: whoever took the
 * request back in the meantime, or whose agreement no longer counts, gets it marked. @law labelling-measures#9
 */
async function liftOf({ lifts }: VideoParts, { begun }: VideoJob, service: ServiceEntry): Promise<GrantedLift | null> {
  if (begun.liftFor === undefined) return null;
  try {
    return await lifts.grant(service, begun.liftFor);
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_LABEL_LIFT_REFUSED') return null;
    throw error;
  }
}

async function keep(
  parts: VideoParts,
  job: VideoJob,
  { film, explicitReason }: MarkedFilm,
  lift: GrantedLift | null,
): Promise<void> {
  const { labels, clock } = parts;
  const { id, exchangeId, serviceId, model, begun } = job;
  const { produceId, mediaType, size: bytes, label: aigc } = film;
  let kept: JobFilm | null = null;
  const lifted = lift === null ? {} : { lift };
  const made = { film, serviceId, exchangeId, model, explicitReason, keepFor: begun.subject, ...lifted };
  await labels.keepFilm(made, async (tx, evidence, { fileId, expiresAt }) => {
    kept = { fileId, produceId, mediaType, bytes, aigc, explicitReason, expiresAt: expiresAt.toISOString() };
    const isFirst = await endJob(tx, id, { outcome: 'completed', film: kept }, clock.now(), null);
    if (!isFirst) throw new HeguiError('E_INTERNAL', `job ${id} has ended before`);
    evidence.append('video.ended', { job: id, exchange: exchangeId, outcome: 'completed', produceId });
  });
  await closeExchange(parts, { ...job, outcome: 'completed', film: kept });
}

const fail = (parts: VideoParts, job: VideoJob, code: string, reason: string): Promise<void> =>
  end(parts, job, { outcome: 'failed', failure: { code, reason }, message: null });

/** A film that was made and that must not leave. */
async function withhold(parts: VideoParts, job: VideoJob, withheld: WithheldReason, detail: string): Promise<void> {
  parts.log.warn({ job: job.id, reason: withheld, detail }, 'a film is withheld');
  const failure = { code: 'content_withheld', reason: `withheld:${withheld}` };
  await end(parts, job, { outcome: 'failed', failure, message: null, withheld });
}

/** The upstream's own words go on to the client where screening finds nothing in them. */
async function failAsTold(parts: VideoParts, job: VideoJob, service: ServiceEntry, said: UpstreamJob): Promise<void> {
  const words = said.error.message.slice(0, MESSAGE_CHARS_MAX);
  const message = words !== '' && service.screen.scan(words).length === 0 ? words : null;
  await end(parts, job, { outcome: 'failed', failure: { code: said.error.code, reason: 'upstream-failed' }, message });
}

async function end(parts: VideoParts, job: VideoJob, how: Extract<JobEnd, { outcome: 'failed' }>): Promise<void> {
  const { unitOfWork, clock } = parts;
  const { id, exchangeId, serviceId } = job;
  const { failure, message, withheld } = how;
  const sealed = message === null ? null : await sealMessage(parts, job, message);
  await unitOfWork.run(async (tx, evidence) => {
    const isFirst = await endJob(tx, id, how, clock.now(), sealed);
    if (!isFirst) throw new HeguiError('E_INTERNAL', `job ${id} has ended before`);
    if (withheld !== undefined)
      evidence.append('content.withheld', {
        service: serviceId,
        exchange: exchangeId,
        contentKind: 'film',
        place: 'content',
        reason: withheld,
      });
    evidence.append('video.ended', { job: id, exchange: exchangeId, outcome: 'failed', reason: failure.reason });
  });
  await closeExchange(parts, { ...job, outcome: 'failed', failure });
}

/** The job's content with the upstream's words; null where the person was erased meanwhile: then nothing more is kept. */
async function sealMessage(
  { vault }: VideoParts,
  job: VideoJob,
  message: string,
): Promise<{ readonly contentKey: string; readonly content: Buffer } | null> {
  const content = await openJobContent({ vault }, job);
  if (content === null) return null;
  const sealed = await vault.seal(job.begun.subject, { ...content, message });
  return { contentKey: sealed.keyId, content: sealed.bytes };
}

/** What is sealed of a job; null once the person was erased, or the job deleted. */
export async function openJobContent(
  { vault }: Pick<VideoParts, 'vault'>,
  { contentKey, content }: Pick<VideoJob, 'contentKey' | 'content'>,
): Promise<JobContent | null> {
  if (contentKey === null || content === null) return null;
  try {
    return jobContentSchema.parse((await vault.open(contentKey, content)).content);
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return null;
    throw error;
  }
}

/** Writes the closing record, once, and shows the end from then on. */
async function closeExchange(parts: VideoParts, job: VideoJob): Promise<void> {
  const { database, records, clock } = parts;
  const at = clock.now();
  const times = { at, totalMs: Math.max(0, at.getTime() - job.createdAt.getTime()) };
  if (!(await isExchangeClosed(database, job.exchangeId)))
    await records.close(closingRecord(job.begun, endOf(parts, job), times));
  await noteClosed(database, job.id, clock.now());
}

function endOf({ services }: VideoParts, { outcome, film, failure, upstreamId, serviceId }: VideoJob): ExchangeEnd {
  const target = services()
    .get(serviceId)
    ?.upstreams.find(({ id }) => id === upstreamId);
  const upstream = { id: upstreamId, name: target?.name ?? upstreamId };
  if (outcome === 'completed' && film !== null) {
    const { produceId, explicitReason } = film;
    const reason = explicitReason === null ? {} : { explicitReason };
    return {
      outcome: 'completed',
      upstream,
      produced: [{ produceId, contentKind: 'film', explicit: explicitReason === null, ...reason }],
    };
  }
  const reason = failure?.reason ?? 'unknown';
  return { outcome: reason === 'upstream-timeout' ? 'timed-out' : 'failed', reason, upstream };
}

/** In how many milliseconds a job is to be looked at again. */
function lookMs({ createdAt, tries }: VideoJob, now: Date): number {
  const ageMs = now.getTime() - createdAt.getTime();
  const byAge = Math.max(LOOK_MS_MIN, Math.min(LOOK_MS_MAX, ageMs * LOOK_SHARE_OF_AGE));
  return Math.min(LOOK_MS_MAX, byAge * 2 ** Math.min(tries, 4));
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('unknown'));
