import type { JudgeSettings } from '../../contract/index.ts';
import type { Secret } from '../../kernel/index.ts';
import { type Connections, isRecord, postForJson } from '../http.ts';
import { type Judge, JudgeError, type Verdict } from '../judge.ts';
import { risksOf } from '../label-risks.ts';
import { greatest, numberOf, objectsOf } from './read.ts';

type Settings = Extract<JudgeSettings, { kind: 'openai-moderations' }>;

/** Anything that answers `POST /v1/moderations` in OpenAI's shape. */
export function createOpenaiModerations(settings: Settings, secret: Secret | null, connections: Connections): Judge {
  const url = below(settings.baseUrl, 'moderations');
  return {
    charsMax: 20_000,
    judge: async (text, { signal }) => {
      const reply = await postForJson(connections, {
        url,
        signal,
        headers: {
          'content-type': 'application/json',
          ...(secret === null ? {} : { authorization: `Bearer ${secret.reveal()}` }),
        },
        body: JSON.stringify({ model: settings.model, input: text }),
      });
      return readResult(reply, settings.unsureScoreMin);
    },
  };
}

function readResult(reply: Record<string, unknown>, unsureScoreMin: number | null): Verdict {
  const [result] = objectsOf(reply.results);
  if (result === undefined || typeof result.flagged !== 'boolean')
    throw new JudgeError('unreadable', 'the answer holds no result');
  const scores = isRecord(result.category_scores) ? result.category_scores : {};
  const score = greatest(Object.values(scores).map(numberOf));
  const isUnsure = !result.flagged && unsureScoreMin !== null && score !== null && score >= unsureScoreMin;
  const categories = isRecord(result.categories) ? Object.entries(result.categories) : [];
  const labels = isUnsure
    ? Object.keys(scores).filter((name) => (numberOf(scores[name]) ?? 0) >= (unsureScoreMin ?? 1))
    : categories.flatMap(([name, isHit]) => (isHit === true ? [name] : []));
  return {
    decision: result.flagged ? 'unsafe' : isUnsure ? 'unsure' : 'safe',
    labels,
    risks: risksOf(labels),
    score,
    advice: null,
  };
}

/** An address below a base URL that may or may not end in a slash. */
export const below = (baseUrl: string, path: string): URL => new URL(`${baseUrl.replace(/\/+$/, '')}/${path}`);
