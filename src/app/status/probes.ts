import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { aigcSchema, type StatusLink } from '../../contract/index.ts';
import type { ContentService } from '../../duties/content/index.ts';
import type { ExchangeRecord } from '../../exchanges/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import { parseEntry } from '../../ledger/index.ts';
import type { ServiceEntry, UpstreamTarget } from '../../registry/index.ts';
import type { Measurement, Streak } from '../../status/index.ts';
import type { AskGateway, GatewayAnswer } from './gateway-asker.ts';

/** A service, as far as it is asked about. */
export type Probed = Pick<ServiceEntry, 'id' | 'name' | 'policy' | 'upstreams'>;

export interface ProbeParts {
  readonly ask: AskGateway;
  /** What the gateway serves at this moment. */
  readonly services: () => ReadonlyMap<string, Probed>;
  /** Afterwards the gateway serves by everything that was changed before. */
  readonly refresh: () => Promise<void>;
  readonly upstreams: () => readonly UpstreamTarget[];
  readonly probeUpstream: (target: UpstreamTarget) => Promise<{ readonly ok: boolean }>;
  readonly content: Pick<ContentService, 'blockingTerms'>;
  readonly streaks: () => Promise<Streak[]>;
  readonly readRecord: (exchangeId: string) => Promise<ExchangeRecord | undefined>;
}

/** What came of asking one service. */
interface Found {
  readonly service: Pick<ServiceEntry, 'id' | 'name'>;
  /** `unanswered`: nobody can say, for the model did not answer. */
  readonly result: 'ok' | 'unanswered' | { readonly fault: string };
  readonly exchangeId: string | undefined;
}

const PROMPT = '你好，请用一句话介绍你自己。';
const TOKENS_MAX = 32;
/** So often a service is asked while what it is asked about keeps changing. */
const TRIES_MAX = 3;

/** Asks each service for an answer and looks at its marks, its label and its record. */
export async function probeLabels(parts: ProbeParts): Promise<Measurement> {
  const streaks = await parts.streaks();
  const found: Found[] = [];
  for (const { id } of parts.services().values()) found.push(...(await probeLabelsOf(parts, id, streaks)));
  return judge(found, {
    zh: ['回答有显式与隐式标识并已记录的服务', '查这个服务的策略与服务日志；不能加标识时应停用该服务'],
    en: [
      'services whose answer is marked, labelled and recorded',
      'See the policy of the service and the server log; a service that cannot label must be taken out of use',
    ],
  });
}

/** Of a service in use; a policy that is changed while it is asked for is asked for anew. */
async function probeLabelsOf(parts: ProbeParts, serviceId: string, streaks: readonly Streak[]): Promise<Found[]> {
  let service = parts.services().get(serviceId);
  for (let attempt = 0; attempt < TRIES_MAX && service !== undefined; attempt++) {
    const found = await askForLabels(parts, service, streaks);
    const after = parts.services().get(serviceId);
    if (typeof found.result === 'string' || isDeepStrictEqual(after?.policy, service.policy)) return [found];
    service = after;
  }
  return service === undefined ? [] : [{ service, result: 'unanswered', exchangeId: undefined }];
}

async function askForLabels(parts: ProbeParts, service: Probed, streaks: readonly Streak[]): Promise<Found> {
  const known = streaks.find(({ serviceId, output }) => serviceId === service.id && output === 'text')?.model;
  const model = known ?? (await firstModel(parts, service.id));
  if (model === undefined) return { service, result: 'unanswered', exchangeId: undefined };
  const answer = await parts.ask(service.id, '/v1/chat/completions', {
    model,
    messages: [{ role: 'user', content: PROMPT }],
    max_tokens: TOKENS_MAX,
  });
  const { exchangeId } = answer;
  if (answer.status !== 200 || exchangeId === undefined) return { service, result: 'unanswered', exchangeId };
  const fault = faultOfLabels(answer, service, await parts.readRecord(exchangeId));
  return { service, result: fault === null ? 'ok' : { fault }, exchangeId };
}

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

async function firstModel(parts: ProbeParts, serviceId: string): Promise<string | undefined> {
  const models = modelsSchema.safeParse((await parts.ask(serviceId, '/v1/models', null)).body);
  return models.data?.data[0]?.id;
}

const answerSchema = z.object({
  choices: z
    .array(z.object({ finish_reason: z.string().nullable(), message: z.object({ content: z.string().nullable() }) }))
    .min(1),
  hegui: z.object({ aigc: aigcSchema }).optional(),
});
const labelledSchema = z.object({ label: z.object({ produceId: z.string() }) });

/** What is wrong with the labels of an answer, as a code; null when nothing is. */
export function faultOfLabels(
  { headers, body, exchangeId }: Pick<GatewayAnswer, 'headers' | 'body' | 'exchangeId'>,
  { policy }: Pick<ServiceEntry, 'policy'>,
  record: ExchangeRecord | undefined,
): string | null {
  const answer = answerSchema.safeParse(body);
  if (!answer.success) return 'unreadable-answer';
  const aigc = answer.data.hegui?.aigc.AIGC;
  if (aigc === undefined || aigc.Label !== '1' || aigc.ProduceID !== exchangeId) return 'no-implicit-label';
  if (typeof headers['x-hegui-aigc'] !== 'string') return 'no-label-header';
  const [choice] = answer.data.choices;
  const { explicit, text } = policy.label;
  const isMarked = choice?.message.content?.includes(text) === true;
  if (explicit !== 'interface' && choice?.finish_reason !== 'content_filter' && !isMarked) return 'no-visible-mark';
  const fault = faultOfRecord(record);
  if (fault !== null) return fault;
  const entry = parseEntry(record?.closed ?? '');
  const labelled = labelledSchema.safeParse(entry?.data);
  return labelled.data?.label.produceId === exchangeId ? null : 'label-not-recorded';
}

/** What is wrong with the record of a probe, as a code; null when it is whole and marked synthetic. */
export function faultOfRecord(record: ExchangeRecord | undefined): string | null {
  if (record === undefined || record.opened === null) return 'not-recorded';
  if (record.closed === null || record.outcome === null) return 'not-closed';
  return record.synthetic ? null : 'not-marked-synthetic';
}

/** Sends a listed term to each service; `turn` chooses the list where a service has several. */
export async function probeRefusal(parts: ProbeParts, turn: number): Promise<Measurement> {
  const found: Found[] = [];
  for (const service of parts.services().values()) found.push(await probeRefusalOf(parts, service, turn));
  return judge(found, {
    zh: ['含词条的提问被拒绝并已记录的服务', '查服务用的词表是否启用、是否有阻断词条，以及网关是否载入了最新词表'],
    en: [
      'services that refuse and record a prompt with a listed term',
      'See whether the lists of the service are enabled and hold blocking terms, and whether the gateway has loaded them',
    ],
  });
}

/**
 * A term that came a moment ago is known to the gateway before it is sent, and one that went meanwhile proves nothing: a fault is told
 * only of a term that was listed before and after.
 */
async function probeRefusalOf(parts: ProbeParts, service: Probed, turn: number): Promise<Found> {
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    const terms = await parts.content.blockingTerms(service.id);
    const term = terms[turn % Math.max(1, terms.length)];
    if (term === undefined) return { service, result: { fault: 'no-blocking-term' }, exchangeId: undefined };
    await parts.refresh();
    const found = await askForRefusal(parts, service, term.text);
    if (typeof found.result === 'string') return found;
    const after = await parts.content.blockingTerms(service.id);
    if (after.some(({ listId, text }) => listId === term.listId && text === term.text)) return found;
  }
  return { service, result: 'unanswered', exchangeId: undefined };
}

async function askForRefusal(parts: ProbeParts, service: Probed, term: string): Promise<Found> {
  // Refused before any model is chosen, so that any name will do.
  const answer = await parts.ask(service.id, '/v1/chat/completions', {
    model: 'status-probe',
    messages: [{ role: 'user', content: term }],
  });
  const { exchangeId } = answer;
  const record = exchangeId === undefined ? undefined : await parts.readRecord(exchangeId);
  // Turned away before it was read, as while nothing can be recorded: it was shown to no model.
  if (record === undefined && answer.status !== 200) return { service, result: 'unanswered', exchangeId: undefined };
  const fault = faultOfRefusal(answer, record);
  return { service, result: fault === null ? 'ok' : { fault }, exchangeId };
}

/** What is wrong with the answer to a listed term, as a code; null when it was refused and recorded. */
export function faultOfRefusal(
  { status, body }: Pick<GatewayAnswer, 'status' | 'body'>,
  record: ExchangeRecord | undefined,
): string | null {
  const fault = faultOfRecord(record);
  if (fault !== null) return fault;
  if (record?.outcome !== 'refused') return 'not-refused';
  const [choice] = answerSchema.safeParse(body).data?.choices ?? [];
  return status === 200 && choice?.finish_reason === 'content_filter' ? null : 'no-standard-answer';
}

/** Does some upstream of every service answer? */
export async function probeUpstreams(parts: ProbeParts): Promise<Measurement> {
  const answers = await Promise.all(
    parts.upstreams().map(async (target) => [target.id, (await parts.probeUpstream(target)).ok] as const),
  );
  const up = new Set(answers.flatMap(([id, isUp]) => (isUp ? [id] : [])));
  const services = [...parts.services().values()];
  const stranded = services.filter(({ upstreams }) => upstreams.every(({ id }) => !up.has(id)));
  const measured = {
    zh: `能应答的上游 ${up.size} / ${answers.length}；没有上游可用的服务 ${stranded.length} / ${services.length}`,
    en: `upstreams that answer: ${up.size} of ${answers.length}; services without any: ${stranded.length} of ${services.length}`,
  };
  const common = {
    measured,
    figures: { up: up.size, upstreams: answers.length, stranded: stranded.length, services: services.length },
    evidence: [
      ...stranded.map(({ id, name }) => ({ kind: 'service' as const, id, label: name })),
      { kind: 'page' as const, id: '/upstreams', label: '/upstreams' },
    ],
  };
  if (services.length === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (stranded.length > 0)
    return {
      ...common,
      status: 'breached',
      code: 'stranded',
      next: { zh: '恢复上游，或给服务加一个备用上游', en: 'Bring the upstream back, or give the service another' },
    };
  if (up.size < answers.length)
    return {
      ...common,
      status: 'due',
      code: 'some-down',
      next: {
        zh: '有上游不应答，服务由其余上游承担',
        en: 'An upstream does not answer; the others carry its services',
      },
    };
  return { ...common, status: 'met', code: 'all-up', next: null };
}

interface Wording {
  /** What is counted, and what to do. */
  readonly zh: readonly [string, string];
  readonly en: readonly [string, string];
}

function judge(found: readonly Found[], { zh, en }: Wording): Measurement {
  const passed = found.filter(({ result }) => result === 'ok');
  const faults = found.flatMap(({ service, result }) =>
    typeof result === 'object' ? [`${service.name}: ${result.fault}`] : [],
  );
  const told = faults.length === 0 ? '' : `（${faults.join('，')}）`;
  const toldEn = faults.length === 0 ? '' : ` (${faults.join(', ')})`;
  const measured = {
    zh: `${zh[0]} ${passed.length} / ${found.length}${told}`,
    en: `${en[0]}: ${passed.length} of ${found.length}${toldEn}`,
  };
  const figures = {
    passed: passed.length,
    services: found.length,
    unanswered: found.filter(({ result }) => result === 'unanswered').length,
  };
  const common = { measured, figures, evidence: found.flatMap(linkOf) };
  const [first] = found.flatMap(({ result }) => (typeof result === 'object' ? [result.fault] : []));
  if (found.length === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (first !== undefined) return { ...common, status: 'breached', code: first, next: { zh: zh[1], en: en[1] } };
  if (figures.unanswered > 0)
    return {
      ...common,
      status: 'unknown',
      code: 'unanswered',
      next: {
        zh: '有服务没有应答，无法判断；恢复上游后会自动再测',
        en: 'A service did not answer; probed again by itself',
      },
    };
  return { ...common, status: 'met', code: 'all', next: null };
}

function linkOf({ service, exchangeId }: Found): StatusLink[] {
  return exchangeId === undefined
    ? [{ kind: 'service', id: service.id, label: service.name }]
    : [{ kind: 'exchange', id: exchangeId, label: service.name }];
}

/** A probe where no gateway runs cannot tell; it says so instead of turning red. */
export function onlyInServer(probe: () => Promise<Measurement>): () => Promise<Measurement> {
  return async () => {
    try {
      return await probe();
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_UPSTREAM_UNAVAILABLE') throw error;
      return {
        status: 'unknown',
        code: 'no-gateway',
        measured: { zh: '网关没有应答', en: 'the gateway did not answer' },
        next: { zh: '探针在服务进程里运行；请查看服务是否在运行', en: 'Probes run in a server; see whether one runs' },
        figures: {},
        evidence: [],
      };
    }
  };
}
