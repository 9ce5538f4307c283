import type { CaseMeasure, CaseStep, CaseStepName, ExchangeDetail } from '../../../contract/index.ts';
import { HeguiError, HOUR_MS, invalidField } from '../../../kernel/index.ts';
import { CASE_DEADLINES } from '../../../law/index.ts';
import { CASE_STEPS, type StoredStep } from './model.ts';

/** When a step is due; null for the finding itself. Own defaults, see `law/illegal-content.json`. */
export function dueAtOf(step: CaseStepName, foundAt: Date): Date | null {
  const hours = CASE_DEADLINES.dueHours[step];
  return hours === null || hours === undefined ? null : new Date(foundAt.getTime() + hours * HOUR_MS);
}

/** The step whose turn it is; null when the case is closed. */
export const nextStepOf = (taken: readonly Pick<StoredStep, 'step'>[]): CaseStepName | null =>
  CASE_STEPS.find((step) => taken.every((one) => one.step !== step)) ?? null;

/** An actor as people know it. */
export const personOf = (actor: string, name: string | null) => ({
  id: actor.replace(/^staff:/, ''),
  name: name ?? actor,
});

/** Every step with its dates. */
export function stepsOf(foundAt: Date, taken: readonly StoredStep[], now: Date): CaseStep[] {
  return CASE_STEPS.map((step) => {
    const stored = taken.find((one) => one.step === step);
    const due = dueAtOf(step, foundAt);
    const endedAt = stored === undefined ? now : new Date(stored.at);
    return {
      step,
      state: stored?.state ?? (isTurnOf(step, taken) ? 'next' : 'open'),
      at: stored?.at ?? null,
      by: stored === undefined ? null : personOf(stored.by, stored.byName),
      note: stored?.note ?? null,
      measures: stored?.measures ?? [],
      dueAt: due?.toISOString() ?? null,
      overdue: due !== null && stored?.state !== 'skipped' && endedAt > due,
    };
  });
}

/**
 * May this step be taken now?
 *
 * @throws HeguiError E_CONFLICT out of turn; E_REQUEST_INVALID when it is left out without a reason, or closing is left out.
 */
export function requireTurn(
  taken: readonly StoredStep[],
  given: { readonly step: CaseStepName; readonly state: 'done' | 'skipped'; readonly note: string },
): void {
  if (taken.some(({ step }) => step === 'closed')) throw new HeguiError('E_CONFLICT', 'the case is closed');
  if (taken.some(({ step }) => step === given.step))
    throw new HeguiError('E_CONFLICT', 'step: was taken already; reload');
  const missing = AFTER[given.step].find((before) => taken.every(({ step }) => step !== before));
  if (missing !== undefined)
    throw new HeguiError('E_CONFLICT', `step: "${missing}" comes before; take it, or leave it out with a reason`);
  if (given.state === 'skipped' && given.step === 'closed') throw invalidField('state', 'closing cannot be left out');
  if (given.state === 'skipped' && given.note.length < REASON_CHARS_MIN)
    throw invalidField('note', `must say why the step is left out, in at least ${REASON_CHARS_MIN} characters`);
}
const REASON_CHARS_MIN = 5;

// A report does not wait for a model to be trained: only the end waits for everything.
const AFTER: Readonly<Record<CaseStepName, readonly CaseStepName[]>> = {
  found: [],
  stopped: ['found'],
  removed: ['found', 'stopped'],
  fixed: ['found', 'stopped'],
  reported: ['found', 'stopped'],
  closed: ['found', 'stopped', 'removed', 'fixed', 'reported'],
};

/** May this step be taken now, given those that were? */
export const isTurnOf = (step: CaseStepName, taken: readonly Pick<StoredStep, 'step'>[]): boolean =>
  taken.every((one) => one.step !== step && one.step !== 'closed') &&
  AFTER[step].every((before) => taken.some((one) => one.step === before));

/** What must be there before a step counts as done. @throws HeguiError E_REQUEST_INVALID naming what is missing. */
export function requireProof(
  step: CaseStepName,
  given: {
    readonly measures: readonly CaseMeasure[];
    readonly exchanges: number;
    readonly unprovenExchanges: readonly string[];
  },
): void {
  if (step === 'stopped' && given.measures.length === 0)
    throw invalidField('measures', 'must name what stops it: a version of a word list, of a policy, or something else');
  if (step === 'removed' && given.exchanges === 0)
    throw invalidField('step', 'has no exchange to recall; add those that showed the content, or leave the step out');
  if (step === 'reported') throw invalidField('step', 'is done by signing the report');
  if (step !== 'fixed') return;
  if (given.measures.length === 0)
    throw invalidField('measures', 'must name what mends it: a version of a word list, of a policy, or something else');
  const [unproven] = given.unprovenExchanges;
  if (unproven !== undefined || given.exchanges === 0)
    throw invalidField('step', `lacks proof: ask ${unproven ?? 'the prompt'} again, and judge what comes of it`);
}

/** A measure as evidence tells it; words stay out. */
export const measureCode = (measure: CaseMeasure): string =>
  measure.kind === 'other' ? 'other' : `${measure.kind} ${measure.id} v${measure.version}`;

const MESSAGE = /^messages\.(\d+)\.content(\.\d+\.text)?$/;

/**
 * The messages of a chat as they came in, put together again from the recorded pieces.
 *
 * @throws HeguiError E_REQUEST_INVALID when the exchange was no chat, E_CONTENT_ERASED when nothing is left of it.
 */
export function messagesOf({ content, endpoint }: Pick<ExchangeDetail, 'content' | 'endpoint'>) {
  if (content === null) throw new HeguiError('E_CONTENT_ERASED', 'the content of the exchange was erased');
  const byIndex = new Map<number, { role: string; content: string }>();
  for (const { path, role, text } of content.input) {
    const index = MESSAGE.exec(path)?.[1];
    if (index === undefined) continue;
    const message = byIndex.get(Number(index));
    byIndex.set(Number(index), { role: message?.role ?? role, content: `${message?.content ?? ''}${text}` });
  }
  if (byIndex.size === 0)
    throw invalidField('exchangeId', `names an exchange of ${endpoint}, which has no chat to ask again`);
  const messages = [...byIndex.entries()].sort(([one], [other]) => one - other).map(([, message]) => message);
  // A turn of a tool answers a call that is not repeated here; its text still belongs to what was asked.
  return messages.map((message) =>
    ['system', 'developer', 'user', 'assistant'].includes(message.role) ? message : { ...message, role: 'user' },
  );
}

/** What a reader was shown of an exchange, all choices together. */
export const shownOf = ({ content }: Pick<ExchangeDetail, 'content'>): string =>
  (content?.output ?? []).map((piece) => piece.shown ?? piece.text).join('\n');

/** What can be said of a retest without a person: screening stopped it, the very same came out again, or someone must look. */
export function retestVerdict(before: ExchangeDetail, after: ExchangeDetail): 'stopped' | 'unjudged' | 'violates' {
  if (after.outcome === 'refused' || after.outcome === 'cut') return 'stopped';
  const [shownBefore, shownAfter] = [shownOf(before), shownOf(after)];
  return shownAfter !== '' && shownAfter === shownBefore ? 'violates' : 'unjudged';
}

/** By step, in hours from finding; steps without a due time are left out. */
export const dueHours = (): Record<string, number> =>
  Object.fromEntries(
    Object.entries(CASE_DEADLINES.dueHours).flatMap(([step, hours]) =>
      hours === null ? [] : [[step, hours] as const],
    ),
  );
