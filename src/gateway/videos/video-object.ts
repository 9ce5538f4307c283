import { explicitPlace } from '../media/make-media.ts';
import type { VideoJob } from './model.ts';

/** Why there is no film, in words; the codes are ours unless the upstream gave one. */
const MESSAGES: Readonly<Record<string, string>> = {
  'upstream-removed': 'the service is no longer connected to the upstream that makes this film',
  'upstream-timeout': 'the upstream did not finish the film in time',
  'upstream-lost': 'the upstream no longer knows this film',
  'upstream-failed': 'the upstream could not make the film',
  'withheld:unreadable': 'the film is broken, so it could not be labelled and is withheld',
  'withheld:unsupported': 'a label cannot be written into this kind of file, so the film is withheld',
  'withheld:too-large': 'the film is larger than it may be, so it could not be labelled and is withheld',
  'withheld:fetch': 'the film could not be fetched from the upstream, so it could not be labelled and is withheld',
  'withheld:other-kind': 'the upstream sent something that is no film; it is withheld',
  'withheld:unmarked':
    'the visible mark that is required could not be put on the film, so it is withheld; the administrator should check FFmpeg, or the policy of the service',
  'withheld:fault': 'the film could not be labelled, so it is withheld',
};

const seconds = (at: Date | null): number | null => (at === null ? null : Math.floor(at.getTime() / 1_000));

/** The job as OpenAI's clients read it. Its end is shown once the closing record is durable, and not before. */
export function videoObject(
  job: VideoJob,
  content: { readonly prompt: string; readonly message: string | null } | null,
  mark: string,
): object {
  const isShown = job.closedAt !== null;
  const film = isShown ? job.film : null;
  const failure = isShown ? job.failure : null;
  const message = content?.message ?? MESSAGES[failure?.reason ?? ''] ?? 'the film could not be made';
  return {
    id: job.id,
    object: 'video',
    model: job.model,
    status: isShown ? (job.outcome ?? 'failed') : job.stage === 'queued' ? 'queued' : 'in_progress',
    progress: isShown ? job.progress : Math.min(99, job.progress),
    created_at: seconds(job.createdAt),
    completed_at: film === null ? null : seconds(job.endedAt),
    expires_at: film === null ? null : seconds(new Date(film.expiresAt)),
    prompt: content?.prompt ?? null,
    seconds: job.seconds,
    size: job.size,
    remixed_from_video_id: null,
    error: failure === null ? null : { code: failure.code, message },
    hegui: {
      exchange: job.exchangeId,
      ...(film === null
        ? {}
        : {
            produced: [
              {
                index: 0,
                produce_id: film.produceId,
                media_type: film.mediaType,
                aigc: film.aigc,
                explicit: explicitPlace(film.explicitReason),
                // Where the interface has to show the mark, it is told which.
                ...(explicitPlace(film.explicitReason) === 'interface' ? { mark } : {}),
              },
            ],
          }),
    },
  };
}
