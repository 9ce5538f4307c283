import { LRUCache } from 'lru-cache';
import type { Decision, JudgeSettings } from '../../contract/index.ts';
import type { Clock, Secret } from '../../kernel/index.ts';
import { type Connections, isRecord, postForJson } from '../http.ts';
import { type Judge, type JudgeContext, JudgeError, type JudgeFailureReason, type Verdict } from '../judge.ts';
import { risksOf } from '../label-risks.ts';
import { signVolcengine } from '../signatures.ts';
import { greatest, numberOf, objectAt, objectsOf, refusedBy, textOf } from './read.ts';

type Settings = Extract<JudgeSettings, { kind: 'volcengine' }>;

const PATH = '/v2/moderate';
const QUERY = 'Action=Moderate&Version=2025-08-31';
const TEXT = 1;
const STREAM = { none: 0, more: 1, last: 2 } as const;
const CODES: readonly (readonly [RegExp, JudgeFailureReason])[] = [
  [/(Signature|AccessDenied|InvalidCredential|InvalidAccessKey|Unauthorized)/i, 'credentials'],
  [/(Throttl|FlowLimit|RateLimit|QuotaExceeded)/i, 'rate-limited'],
  [/(Internal|Unavailable|Timeout)/i, 'server-error'],
];
/** 1 pass, 2 block, 3 mark, 4 replace, 5 answer better: the last two hold a text of theirs back as well. */
const DECISIONS: Readonly<Record<number, Decision>> = { 1: 'safe', 2: 'unsafe', 3: 'unsure', 4: 'unsafe', 5: 'unsafe' };
const SESSIONS_MAX = 10_000;

/** What was sent of one growing message; calls of a session go one after the other. */
interface Session {
  text: string;
  messageId: string;
  last: Promise<unknown>;
}

/** Volcengine's firewall for large-model applications, API version 2025-08-31. */
export function createVolcengine(settings: Settings, secret: Secret, connections: Connections, clock: Clock): Judge {
  const url = new URL(`${PATH}?${QUERY}`, settings.baseUrl);
  const sessions = new LRUCache<string, Session>({ max: SESSIONS_MAX });
  const send = async (message: Record<string, unknown>, signal: AbortSignal): Promise<Record<string, unknown>> => {
    const body = JSON.stringify(message);
    const headers = signVolcengine(
      { host: url.host, path: PATH, query: QUERY, service: 'llmshield', region: settings.region, body },
      { id: settings.accessKeyId, secret: secret.reveal() },
      clock.now(),
    );
    return await postForJson(connections, { url, signal, headers, body });
  };
  const messageOf = (text: string, { direction }: JudgeContext, stream: number, messageId: string) => ({
    Message: { Role: direction === 'input' ? 'user' : 'assistant', Content: text, ContentType: TEXT },
    MsgID: messageId,
    UseStream: stream,
    Scene: settings.scene,
  });
  const judgeAlone = async (text: string, context: JudgeContext): Promise<Verdict> =>
    readReply(await send(messageOf(text, context, STREAM.none, ''), context.signal)).verdict;
  const judgeNext = async (session: Session, text: string, context: JudgeContext): Promise<Verdict> => {
    // Windows overlap; the message grows by what is new.
    session.text += text.slice(Math.max(0, session.text.length - context.offset));
    const stream = context.isLast ? STREAM.last : STREAM.more;
    const reply = readReply(await send(messageOf(session.text, context, stream, session.messageId), context.signal));
    session.messageId = reply.messageId;
    return reply.verdict;
  };
  return {
    charsMax: 10_000,
    judge: (text, context) => {
      const { sessionId, isLast } = context;
      if (!settings.useStream || sessionId === null) return judgeAlone(text, context);
      const session = sessions.get(sessionId) ?? { text: '', messageId: '', last: Promise.resolve() };
      const verdict = session.last.then(() => judgeNext(session, text, context));
      // A window that failed has told its caller; the next one still carries the whole text.
      session.last = verdict.catch(() => undefined);
      if (isLast) sessions.delete(sessionId);
      else sessions.set(sessionId, session);
      return verdict;
    },
  };
}

function readReply(reply: Record<string, unknown>): { readonly verdict: Verdict; readonly messageId: string } {
  const metadata = isRecord(reply.ResponseMetadata) ? reply.ResponseMetadata : {};
  if (isRecord(metadata.Error)) throw refusedBy(textOf(metadata.Error.Code) ?? 'none', CODES);
  const result = objectAt(reply, 'Result');
  // Degraded means that they let it pass unread, which is no opinion.
  if (result.Degraded === true) throw new JudgeError('server-error', 'the vendor let the text pass without reading it');
  const decided = objectAt(result, 'Decision');
  const decision = DECISIONS[numberOf(decided.DecisionType) ?? 0];
  if (decision === undefined) throw new JudgeError('unreadable', 'the answer holds no known decision');
  const risks = isRecord(result.RiskInfo) ? objectsOf(result.RiskInfo.Risks) : [];
  const labels = [...new Set(risks.flatMap(({ Category, Label }) => [...texts(Category), ...texts(Label)]))];
  const verdict = {
    decision,
    labels,
    risks: risksOf(labels),
    score: greatest(risks.map(({ Prob }) => numberOf(Prob))),
    advice: adviceOf(decided),
  };
  return { verdict, messageId: textOf(result.MsgID) ?? '' };
}

function adviceOf(decided: Record<string, unknown>): string | null {
  const detail = isRecord(decided.DecisionDetail) ? decided.DecisionDetail : {};
  const replace = isRecord(detail.ReplaceDetail) ? detail.ReplaceDetail : {};
  return isRecord(replace.Replacement) ? textOf(replace.Replacement.Content) : null;
}

const texts = (value: unknown): string[] => {
  const text = textOf(value);
  return text === null ? [] : [text];
};
