import type { Decision, JudgeSettings } from '../../contract/index.ts';
import type { Clock, Secret } from '../../kernel/index.ts';
import { type Connections, isRecord, postForJson } from '../http.ts';
import { type Judge, JudgeError, type JudgeFailureReason, type Verdict } from '../judge.ts';
import { risksOf } from '../label-risks.ts';
import { signTencent } from '../signatures.ts';
import { numberOf, objectAt, objectsOf, refusedBy, textOf } from './read.ts';

type Settings = Extract<JudgeSettings, { kind: 'tencent' }>;

const CODES: readonly (readonly [RegExp, JudgeFailureReason])[] = [
  [/^(AuthFailure|UnauthorizedOperation)/, 'credentials'],
  [/^(RequestLimitExceeded|LimitExceeded)/, 'rate-limited'],
  [/^(InternalError|ServiceUnavailable|ResourceUnavailable)/, 'server-error'],
];
const SUGGESTIONS: Readonly<Record<string, Decision>> = { Pass: 'safe', Review: 'unsure', Block: 'unsafe' };
// Theirs is 64 characters of letters, digits and four signs.
const dataIdOf = (exchangeId: string): string => exchangeId.replaceAll(/[^\w@#-]/g, '').slice(0, 64);

/** Tencent Cloud TMS, action TextModeration of 2020-12-29. */
export function createTencent(settings: Settings, secret: Secret, connections: Connections, clock: Clock): Judge {
  const url = new URL('/', settings.baseUrl);
  return {
    charsMax: 10_000,
    judge: async (text, { exchangeId, sessionId, signal }) => {
      const body = JSON.stringify({
        Content: Buffer.from(text, 'utf8').toString('base64'),
        DataId: dataIdOf(exchangeId),
        Type: 'TEXT',
        ...(settings.bizType === null ? {} : { BizType: settings.bizType }),
        ...(sessionId === null ? {} : { SessionId: sessionId }),
      });
      const headers = signTencent(
        {
          host: url.host,
          service: 'tms',
          action: 'TextModeration',
          version: '2020-12-29',
          region: settings.region,
          body,
        },
        { id: settings.secretId, secret: secret.reveal() },
        clock.now(),
      );
      const reply = await postForJson(connections, { url, signal, headers, body });
      return readResponse(objectAt(reply, 'Response'));
    },
  };
}

function readResponse(response: Record<string, unknown>): Verdict {
  // Errors come with status 200 as well.
  if (isRecord(response.Error)) throw refusedBy(textOf(response.Error.Code) ?? 'none', CODES);
  const decision = SUGGESTIONS[textOf(response.Suggestion) ?? ''];
  if (decision === undefined) throw new JudgeError('unreadable', 'the answer makes no known suggestion');
  const details = objectsOf(response.DetailResults).filter(({ Suggestion }) => Suggestion !== 'Pass');
  const named = [response.Label, response.SubLabel, ...details.map(({ Label }) => Label)];
  const labels = [...new Set(named.flatMap((label) => textOf(label) ?? []))].filter((label) => label !== 'Normal');
  const score = numberOf(response.Score);
  return { decision, labels, risks: risksOf(labels), score: score === null ? null : score / 100, advice: null };
}
