import type { Decision, JudgeSettings } from '../../contract/index.ts';
import type { Clock, Secret } from '../../kernel/index.ts';
import { encodeForm } from '../digest.ts';
import { type Connections, postForJson } from '../http.ts';
import { type Judge, type JudgeContext, JudgeError, type JudgeFailureReason, type Verdict, worse } from '../judge.ts';
import { risksOf } from '../label-risks.ts';
import { signAlibaba } from '../signatures.ts';
import { greatest, numberOf, objectAt, objectsOf, refusedBy, textOf } from './read.ts';

type Settings = Extract<JudgeSettings, { kind: 'alibaba' }>;

const VERSION = '2022-03-02';
const CONTENT_CHARS_MAX = 2_000;
const CODES: readonly (readonly [RegExp, JudgeFailureReason])[] = [
  [/^(401|403|408|Forbidden|NoPermission|InvalidAccessKey|SignatureDoesNotMatch)/i, 'credentials'],
  [/^(429|588|Throttling)/i, 'rate-limited'],
  [/^(5\d\d|InternalError|ServiceUnavailable)/i, 'server-error'],
];

/** Alibaba Cloud content safety: TextModerationPlus, or MultiModalGuard for text. */
export function createAlibaba(
  settings: Settings,
  secret: Secret,
  connections: Connections,
  { clock, newNonce }: { readonly clock: Clock; readonly newNonce: () => string },
): Judge {
  const url = new URL('/', settings.baseUrl);
  const { action, queryService, responseService, accessKeyId } = settings;
  return {
    charsMax: CONTENT_CHARS_MAX,
    judge: async (text, context) => {
      const body = encodeForm({
        Service: context.direction === 'input' ? queryService : responseService,
        ServiceParameters: JSON.stringify(parametersOf(text, context)),
      });
      const headers = signAlibaba(
        { host: url.host, action, version: VERSION, body },
        { id: accessKeyId, secret: secret.reveal() },
        clock.now(),
        newNonce(),
      );
      const reply = await postForJson(connections, { url, signal: context.signal, headers, body });
      const { Code: code } = reply;
      if (code !== 200) throw refusedBy(typeof code === 'number' ? String(code) : (textOf(code) ?? 'none'), CODES);
      const data = objectAt(reply, 'Data');
      return action === 'TextModerationPlus' ? readPlus(data) : readGuard(data);
    },
  };
}

const parametersOf = (text: string, { exchangeId, sessionId }: JudgeContext): object => ({
  content: text,
  dataId: exchangeId,
  ...(sessionId === null ? {} : { sessionId }),
});

const LEVELS: Readonly<Record<string, Decision>> = { none: 'safe', low: 'safe', medium: 'unsure', high: 'unsafe' };

function levelOf(value: unknown): Decision {
  const level = textOf(value)?.toLowerCase();
  const decision = level === undefined ? undefined : LEVELS[level];
  if (decision === undefined) throw new JudgeError('unreadable', 'the answer names no risk level');
  return decision;
}

function readPlus(data: Record<string, unknown>): Verdict {
  const results = objectsOf(data.Result);
  const labels = results.flatMap(({ Label }) => labelOf(Label));
  // Attacks on the model and sensitive data have levels of their own; sensitive data is S0 (none) to S3 or S4.
  const attack = data.AttackLevel === undefined ? 'safe' : levelOf(data.AttackLevel);
  const attacks = objectsOf(data.AttackResult).flatMap(({ Label }) => labelOf(Label));
  const all = [...labels, ...attacks];
  const [advice] = objectsOf(data.Advice).flatMap(({ Answer }) => textOf(Answer) ?? []);
  return {
    decision: worse(levelOf(data.RiskLevel), attack),
    labels: all,
    risks: risksOf(all),
    score: percent(greatest(results.map(({ Confidence }) => numberOf(Confidence)))),
    advice: advice ?? null,
  };
}

const SUGGESTIONS: Readonly<Record<string, Decision>> = {
  pass: 'safe',
  watch: 'unsure',
  review: 'unsure',
  mask: 'unsafe',
  block: 'unsafe',
};

/** MultiModalGuard says per dimension what it suggests; the whole suggestion decides. */
function readGuard(data: Record<string, unknown>): Verdict {
  const suggestion = textOf(data.Suggestion)?.toLowerCase();
  const decision = suggestion === undefined ? undefined : SUGGESTIONS[suggestion];
  if (decision === undefined) throw new JudgeError('unreadable', 'the answer makes no known suggestion');
  const results = objectsOf(data.Detail).flatMap((detail) => objectsOf(detail.Result));
  const labels = results.flatMap(({ Label }) => labelOf(Label));
  return {
    decision,
    labels,
    risks: risksOf(labels),
    score: percent(greatest(results.map(({ Confidence }) => numberOf(Confidence)))),
    advice: null,
  };
}

const labelOf = (label: unknown): string[] => {
  const text = textOf(label);
  return text === null || text === 'nonLabel' || text === 'none' ? [] : text.split(',').map((one) => one.trim());
};
const percent = (confidence: number | null): number | null => (confidence === null ? null : confidence / 100);
