import type { Coverage } from '../../contract/index.ts';
import { countText, HOUR_MS } from '../../kernel/index.ts';
import type { Control, Measurement } from '../../status/index.ts';

/** How the services in use look for personal information and draw samples for people. */
export interface ServicePolicies {
  readonly services: number;
  /** Look for personal information in both directions. */
  readonly lookForPersonalInformation: number;
  /** Have the classifier read along. */
  readonly classify: number;
  /** Give people a sample, or what was flagged, to look at. */
  readonly review: number;
}

export interface CaseFigures {
  readonly open: number;
  readonly overdue: number;
  /** When the next step of any open case is due; null when none is open. */
  readonly nextDueAt: Date | null;
  /** Closed in a year, and of these without a signed report. */
  readonly closed: number;
  readonly unreported: number;
  /** Ids of overdue cases, some. */
  readonly some: readonly string[];
}

export interface QueueFigures {
  readonly waiting: number;
  readonly escalated: number;
  readonly overdue: number;
  /** Decided in seven days. */
  readonly decided: number;
}

export interface ContentControlParts {
  readonly coverage: () => Promise<Coverage>;
  readonly cases: (now: Date) => Promise<CaseFigures>;
  readonly queue: (now: Date) => Promise<QueueFigures>;
  readonly policies: () => Promise<ServicePolicies>;
  /** Sends a listed term to each service and looks for the refusal and its record. */
  readonly probe: (now: Date) => Promise<Measurement>;
}

/** The board's questions about word lists, cases and people who look. @law measures#4 measures#14 */
export function contentControls(parts: ContentControlParts): Control[] {
  return [...listControls(parts), ...caseControls(parts), ...reviewControls(parts)];
}

function listControls({ coverage, probe, policies }: ContentControlParts): Control[] {
  return [
    {
      id: 'content.lists-covered',
      kind: 'query',
      title: { zh: '词表覆盖 17 种风险', en: 'Word lists cover the 17 risks' },
      about: {
        zh: '启用的词表里，附录 A.1 与 A.2 的每种风险是否都有关键词；总量与每种的数量另按推荐值看。',
        en: 'Whether enabled lists have keywords for every risk of Annex A.1 and A.2; totals and numbers per risk are measured against what is recommended.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeCovered(await coverage()),
    },
    {
      id: 'content.lists-fresh',
      kind: 'query',
      title: { zh: '词表每周更新', en: 'Word lists are refreshed weekly' },
      about: { zh: '距词表词条上次变化的天数，至多 7 天。', en: 'Days since terms of a list last changed, 7 at most.' },
      owner: 'compliance-officer',
      measure: async () => judgeFresh(await coverage()),
    },
    {
      id: 'content.probe-refused',
      kind: 'probe',
      title: {
        zh: '实测：含词条的提问被拒绝并已记录',
        en: 'Probe: a prompt with a listed term is refused and recorded',
      },
      about: {
        zh: '经真实网关向每个服务发送一个阻断词条（标为试用），看是否拒绝、是否没有转发、记录是否齐备。',
        en: 'Sends a blocking term to each service through the real gateway (marked synthetic): it must be refused, not forwarded, and recorded.',
      },
      owner: 'compliance-officer',
      measure: probe,
    },
    {
      id: 'content.classifier-active',
      kind: 'query',
      title: { zh: '分类模型随读', en: 'The classifier reads along' },
      about: {
        zh: '在用的服务中，让分类模型随读的有多少。',
        en: 'Of the services in use, how many have the classifier read along.',
      },
      owner: 'compliance-officer',
      measure: async () => {
        const { services, classify } = await policies();
        return shareOf(services, classify, '分类模型随读的服务', 'services with the classifier reading along', {
          zh: '在服务的策略里打开分类模型',
          en: 'Switch the classifier on in the policies of the services',
        });
      },
    },
    {
      id: 'content.personal-information',
      kind: 'query',
      title: { zh: '识别个人信息', en: 'Personal information is looked for' },
      about: {
        zh: '在用的服务中，策略在输入和输出两个方向都识别个人信息的有多少。',
        en: 'Of the services in use, how many look for personal information in what goes in and what comes out.',
      },
      owner: 'compliance-officer',
      measure: async () => {
        const { services, lookForPersonalInformation: looking } = await policies();
        return shareOf(services, looking, '识别个人信息的服务', 'services that look for personal information', {
          zh: '在服务的策略里为身份证号、手机号等选择标记、遮盖或阻断',
          en: 'In the policies of the services choose what happens to identity numbers, phone numbers and the like',
        });
      },
    },
  ];
}

function caseControls({ cases }: ContentControlParts): Control[] {
  return [
    {
      id: 'content.cases-in-time',
      kind: 'query',
      title: { zh: '违法内容按时处置', en: 'Illegal content is dealt with in time' },
      about: {
        zh: '未结案件中有无步骤超过期限；期限是本系统的默认值，办法只说“及时”。',
        en: 'Whether a step of an open case is past its due time. The times are defaults of this product; the Measures say "promptly".',
      },
      owner: 'compliance-officer',
      measure: async (now) => judgeCases(await cases(now), now),
    },
    {
      id: 'content.cases-reported',
      kind: 'query',
      title: { zh: '违法内容已报告', en: 'Illegal content was reported' },
      about: {
        zh: '一年内已结的案件中，没有签署报告的有多少。',
        en: 'Of the cases closed in a year, how many have no signed report.',
      },
      owner: 'compliance-officer',
      measure: async (now) => judgeReported(await cases(now)),
    },
  ];
}

function reviewControls({ queue, policies }: ContentControlParts): Control[] {
  return [
    {
      id: 'review.sampled',
      kind: 'query',
      title: { zh: '人工抽看输出', en: 'People look at samples' },
      about: {
        zh: '在用的服务中，把抽样或被标记的问答送交人工复核的有多少。',
        en: 'Of the services in use, how many put samples or flagged exchanges before people.',
      },
      owner: 'compliance-officer',
      measure: async () => {
        const { services, review } = await policies();
        return shareOf(services, review, '送交人工复核的服务', 'services that put exchanges before people', {
          zh: '在服务的策略里打开抽样或“标记的送复核”',
          en: 'Switch on sampling, or review of flagged hits, in the policies of the services',
        });
      },
    },
    {
      id: 'review.in-time',
      kind: 'query',
      title: { zh: '复核没有积压', en: 'The review desk keeps up' },
      about: {
        zh: '等待复核的问答中超过期限的有多少。',
        en: 'How many exchanges wait for a person past their due time.',
      },
      owner: 'reviewer',
      measure: async (now) => judgeQueue(await queue(now)),
    },
  ];
}

const COVERAGE_LINK = [{ kind: 'page', id: '/coverage', label: '/coverage' }] as const;

export function judgeCovered({ checks, slices, total }: Pick<Coverage, 'checks' | 'slices' | 'total'>): Measurement {
  const slice = slices.find(({ name }) => name === '17') ?? { covered: 0, of: 17 };
  const short = checks.filter(({ threshold, isMet }) => ['K1', 'K3', 'K4'].includes(threshold.id) && !isMet);
  const measured = {
    zh: `有关键词的风险 ${slice.covered} / ${slice.of}，关键词共 ${countText(total)} 条`,
    en: `risks with keywords ${slice.covered} of ${slice.of}, ${countText(total)} keywords in all`,
  };
  const common = { measured, figures: { covered: slice.covered, of: slice.of, total }, evidence: COVERAGE_LINK };
  if (slice.covered < slice.of)
    return {
      ...common,
      status: 'breached',
      code: 'risks-missing',
      next: {
        zh: `补上缺少关键词的 ${slice.of - slice.covered} 种风险：在“词表覆盖”里看是哪些`,
        en: `Add keywords for the ${slice.of - slice.covered} risks that have none; the coverage page names them`,
      },
    };
  if (short.length > 0)
    return {
      ...common,
      status: 'due',
      code: 'below-recommended',
      next: {
        zh: '17 种风险都已覆盖，但数量低于标准的推荐值（总量 1 万，每种 200 或 100）',
        en: 'All 17 risks are covered, but below the numbers that the standard recommends (10,000 in all, 200 or 100 each)',
      },
    };
  return { ...common, status: 'met', code: 'covered', next: null };
}

const FRESH_NEAR_DAYS = 2;

export function judgeFresh({ checks, lists }: Pick<Coverage, 'checks' | 'lists'>): Measurement {
  const check = checks.find(({ threshold }) => threshold.id === 'K5');
  const [days, most] = [check?.measured ?? null, check?.threshold.value ?? 7];
  const stale = lists.filter(({ isStale }) => isStale).length;
  const evidence = lists.map(({ id, name }) => ({ kind: 'list' as const, id, label: name })).slice(0, 10);
  const next = {
    zh: '请更新词表：增删词条并上线；没有变化也应由人核对后记录',
    en: 'Refresh the lists: add or remove terms and publish',
  };
  if (days === null)
    return {
      status: 'breached',
      code: 'no-terms',
      measured: { zh: '启用的词表里没有词条', en: 'no enabled list has a term' },
      next: { zh: '建立词表并导入词条', en: 'Make a word list and import terms' },
      figures: { lists: lists.length },
      evidence,
    };
  const measured = {
    zh: `距上次更新 ${days} 天（至多 ${most} 天）；${lists.length} 个词表中 ${stale} 个超过一周未变`,
    en: `last refreshed ${days} days ago (${most} at most); ${stale} of ${lists.length} lists unchanged for over a week`,
  };
  const figures = { days, most, lists: lists.length, stale };
  if (days > most) return { status: 'breached', code: 'stale', measured, next, figures, evidence };
  const isNear = days > most - FRESH_NEAR_DAYS;
  return {
    status: isNear ? 'due' : 'met',
    code: isNear ? 'nearly-stale' : 'fresh',
    measured,
    next: isNear ? next : null,
    figures,
    evidence,
  };
}

const CASE_NEAR_MS = 24 * HOUR_MS;

export function judgeCases({ open, overdue, nextDueAt, some }: CaseFigures, now: Date): Measurement {
  const measured = { zh: `未结 ${open} 件，超期 ${overdue} 件`, en: `${open} cases open, ${overdue} overdue` };
  const evidence = [
    ...some.map((id) => ({ kind: 'case' as const, id, label: id })),
    { kind: 'page' as const, id: '/cases', label: '/cases' },
  ];
  const common = { measured, figures: { open, overdue }, evidence };
  if (overdue > 0)
    return {
      ...common,
      status: 'breached',
      code: 'overdue',
      next: { zh: '打开超期的案件，完成到期的步骤', en: 'Open the overdue cases and take the steps that are due' },
    };
  if (nextDueAt !== null && nextDueAt.getTime() - now.getTime() < CASE_NEAR_MS)
    return {
      ...common,
      status: 'due',
      code: 'due-soon',
      next: { zh: '有步骤在 24 小时内到期', en: 'A step is due within 24 hours' },
    };
  return { ...common, status: 'met', code: open === 0 ? 'none-open' : 'in-time', next: null };
}

export function judgeReported({ closed, unreported }: CaseFigures): Measurement {
  const common = {
    measured: {
      zh: `一年内结案 ${closed} 件，其中没有签署报告 ${unreported} 件`,
      en: `${closed} cases closed in a year, ${unreported} without a signed report`,
    },
    figures: { closed, unreported },
    evidence: [{ kind: 'page', id: '/cases', label: '/cases' }],
  } as const;
  if (closed === 0) return { ...common, status: 'not-applicable', code: 'none', next: null };
  if (unreported === 0) return { ...common, status: 'met', code: 'reported', next: null };
  return {
    ...common,
    status: 'due',
    code: 'unreported',
    next: {
      zh: '这些案件写明了不报告的理由；请法务核对理由是否成立',
      en: 'These cases give a reason for not reporting; have counsel check that it holds',
    },
  };
}

export function judgeQueue({ waiting, escalated, overdue, decided }: QueueFigures): Measurement {
  const common = {
    measured: {
      zh: `等待 ${countText(waiting)}，上交 ${countText(escalated)}，超期 ${countText(overdue)}；7 天内已判定 ${countText(decided)}`,
      en: `${countText(waiting)} waiting, ${countText(escalated)} handed on, ${countText(overdue)} overdue; ${countText(decided)} decided in 7 days`,
    },
    figures: { waiting, escalated, overdue, decided },
    evidence: [{ kind: 'page', id: '/review', label: '/review' }],
  } as const;
  if (overdue === 0) return { ...common, status: 'met', code: 'in-time', next: null };
  return {
    ...common,
    status: 'breached',
    code: 'overdue',
    next: { zh: '先复核超期的；长期积压请增加审核员', en: 'Review the overdue ones first; if it stays, add reviewers' },
  };
}

function shareOf(
  of: number,
  have: number,
  zh: string,
  en: string,
  next: { readonly zh: string; readonly en: string },
): Measurement {
  const common = {
    measured: { zh: `${zh} ${have} / ${of}`, en: `${en}: ${have} of ${of}` },
    figures: { have, of },
    evidence: [{ kind: 'page', id: '/services', label: '/services' }],
  } as const;
  if (of === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (have === of) return { ...common, status: 'met', code: 'all', next: null };
  return { ...common, status: 'due', code: 'some-lack-it', next };
}
