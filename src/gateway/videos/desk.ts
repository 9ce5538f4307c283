import { SECOND_MS } from '../../kernel/index.ts';
import type { VideoJob } from './model.ts';
import type { VideoParts } from './parts.ts';
import { advance, CLAIM_MS } from './settle-job.ts';
import { claimDue, claimJob, deleteJob, insertJob, listJobs, type NewJob, readJob } from './store.ts';

const TURN_MS: number = SECOND_MS;
const OTHERS_PER_TURN = 20;
/** Whoever asks for a job makes it be looked at, but not more often than this. */
const ASK_EVERY_MS = 800;
/** Whoever asks waits no longer than this for what the upstream says now. */
const ASK_MS_MAX: number = 4 * SECOND_MS;

export type AcceptedJob = Omit<NewJob, 'id' | 'createdAt' | 'contentKey' | 'content' | 'lookAt'> & {
  readonly prompt: string;
};

/**
 * Films that were asked for, from the moment when an upstream took them over. Their state is in the database alone, so that any
 * process can go on with them, at any time.
 */
export class VideoDesk {
  readonly #parts: VideoParts;
  readonly #stopped = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #turning: Promise<void> = Promise.resolve();
  #making = 0;

  constructor(parts: VideoParts) {
    this.#parts = parts;
  }

  get parts(): VideoParts {
    return this.#parts;
  }

  /** Writes down that an upstream took a film over; durable when it resolves. */
  async accept({ prompt, ...job }: AcceptedJob): Promise<VideoJob> {
    const { unitOfWork, vault, clock, ids } = this.#parts;
    const id = ids.next('vid');
    const createdAt = clock.now();
    const { keyId: contentKey, bytes: content } = await vault.seal(job.begun.subject, { prompt, message: null });
    const row: NewJob = { ...job, id, createdAt, contentKey, content, lookAt: new Date(createdAt.getTime() + TURN_MS) };
    await unitOfWork.run(async (tx, evidence) => {
      await insertJob(tx, row);
      const { exchangeId: exchange, serviceId: service, apiKeyId: key, upstreamId: upstream } = job;
      evidence.append('video.accepted', { job: id, exchange, service, key, upstream });
    });
    const open = { outcome: null, failure: null, film: null, endedAt: null, closedAt: null, tries: 0 };
    return { ...row, ...open, polledAt: createdAt };
  }

  /** The job as it stands now, if this key made it: its upstream is asked, unless that was done a moment ago. */
  async find(id: string, apiKeyId: string): Promise<VideoJob | undefined> {
    const { database, clock } = this.#parts;
    const job = await readJob(database, id, apiKeyId);
    if (job === undefined || job.outcome !== null || job.stage === 'making') return job;
    const now = clock.now();
    if (job.polledAt !== null && now.getTime() - job.polledAt.getTime() < ASK_EVERY_MS) return job;
    const claimed = await claimJob(database, id, now, new Date(now.getTime() + CLAIM_MS));
    if (claimed === undefined) return job;
    await Promise.race([this.#run(claimed), sleep(ASK_MS_MAX)]);
    return await readJob(database, id, apiKeyId);
  }

  /** Jobs of a key. */
  list(...[apiKeyId, page]: [string, Parameters<typeof listJobs>[2]]): Promise<VideoJob[]> {
    return listJobs(this.#parts.database, apiKeyId, page);
  }

  /** Deletes a job that has ended, with its film and its prompt. */
  async remove({ id, exchangeId, apiKeyId, film }: VideoJob): Promise<void> {
    const { unitOfWork, labels, clock } = this.#parts;
    const remove: Parameters<typeof labels.removeFilm>[1] = async (tx, evidence) => {
      if (await deleteJob(tx, id, clock.now()))
        evidence.append('video.deleted', { job: id, exchange: exchangeId, key: apiKeyId });
    };
    if (film === null) await unitOfWork.run((tx, evidence) => remove(tx, evidence, undefined));
    else await labels.removeFilm(film.fileId, remove);
  }

  /** Goes on with what is due, until `stop`. */
  async start(): Promise<void> {
    await this.#parts.work.removeStale();
    this.#schedule();
  }

  /** Lets go of everything; what is half done is begun anew by whoever comes next. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    clearTimeout(this.#timer);
    await this.#turning;
    await Promise.all(this.#underWay);
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#turning = this.#turn();
    }, TURN_MS);
    this.#timer.unref();
  }

  async #turn(): Promise<void> {
    const { database, clock, log, limits } = this.#parts;
    try {
      const now = clock.now();
      // Films that wait to be made stay for other processes where there is no room for them here.
      const room = { films: Math.max(0, limits.filmsAtOnce - this.#making), others: OTHERS_PER_TURN };
      const until = new Date(now.getTime() + CLAIM_MS);
      for (const job of await claimDue(database, { now, until, room })) void this.#run(job);
    } catch (error) {
      const fields = error instanceof Error ? { error } : {};
      log.warn(fields, 'video jobs could not be looked at; tried again in a moment');
    }
    if (!this.#stopped.signal.aborted) this.#schedule();
  }

  /** Takes a claimed job one step further. Never rejects. */
  #run(job: VideoJob): Promise<void> {
    const isMaking = job.stage === 'making' && job.outcome === null;
    if (isMaking) this.#making++;
    const running = advance(this.#parts, job, this.#stopped.signal).finally(() => {
      if (isMaking) this.#making--;
      this.#underWay.delete(running);
    });
    this.#underWay.add(running);
    return running;
  }
}

const sleep = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms).unref();
  });
