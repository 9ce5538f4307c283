import type { Control, Measurement } from '../../status/index.ts';
import type { DisclosureService } from './service.ts';
import type { RefusalsKept } from './store.ts';

export interface DisclosureControlParts {
  readonly disclosure: Pick<DisclosureService, 'stands' | 'choices'>;
  /** Status of the page at a path of the portal; rejects when nothing answers. */
  readonly fetchPage: (path: string) => Promise<number>;
}

type Stand = Awaited<ReturnType<DisclosureService['stands']>>[number];
export type Stands = readonly {
  readonly changed: Stand['changed'];
  readonly newest: Pick<NonNullable<Stand['newest']>, 'gaps'> | null;
}[];
const EVIDENCE = [{ kind: 'page', id: '/disclosure', label: '/disclosure' }] as const;

/** The board's questions about what services disclose. @law measures#10 measures#4 */
export function disclosureControls({ disclosure, fetchPage }: DisclosureControlParts): Control[] {
  return [
    {
      id: 'disclosure.published',
      kind: 'query',
      title: { zh: '服务信息已公开', en: 'Services disclose what they are' },
      about: {
        zh: '每个服务是否发布了公开信息；法律要求的项目有无空缺。',
        en: 'Whether every service published what the law asks, and whether anything is left out.',
      },
      owner: 'compliance-officer',
      measure: async () => judgePublished(await disclosure.stands()),
    },
    {
      id: 'disclosure.true',
      kind: 'query',
      title: { zh: '公开信息与实际一致', en: 'What is disclosed is still so' },
      about: {
        zh: '把发布时的模型、标识、保存期限、训练默认、投诉时限等与现在的设置逐项比较。',
        en: 'Compares models, labels, retention, training, limits of complaints and more, as published, with what is set now.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeTrue(await disclosure.stands()),
    },
    {
      id: 'disclosure.choices-kept',
      kind: 'query',
      title: { zh: '拒绝训练的选择已落实', en: 'Who refused training is not trained with' },
      about: {
        zh: '最近拒绝将输入用于训练的用户，其后一天内的请求记录是否都写明不得用于训练。',
        en: 'Whether the records of what the last people to refuse asked since, within a day, all say that it may not be trained with.',
      },
      owner: 'administrator',
      measure: async () => judgeChoices(await disclosure.choices.refusalsKept()),
    },
    {
      id: 'disclosure.open',
      kind: 'probe',
      title: { zh: '实测：公开信息能打开', en: 'Probe: the public can read it' },
      about: {
        zh: '像公众一样打开每个服务的公开信息页和训练选择说明。',
        en: 'Opens the page of every service, as anybody would.',
      },
      owner: 'administrator',
      measure: async () => {
        const published = (await disclosure.stands()).filter(({ newest }) => newest !== null);
        const statuses = await Promise.all(
          published.map(({ service }) => fetchPage(`/zh/disclosures/${service.id}`).catch(() => 0)),
        );
        return judgeOpen(statuses);
      },
    },
  ];
}

export function judgePublished(stands: Stands): Measurement {
  const published = stands.filter(({ newest }) => newest !== null).length;
  const open = stands.filter(({ newest }) => newest !== null && newest.gaps.length > 0).length;
  const common = {
    measured: {
      zh: `已公开信息的服务 ${published} / ${stands.length}；有空缺 ${open}`,
      en: `services that disclose ${published} of ${stands.length}; with gaps ${open}`,
    },
    figures: { services: stands.length, published, open },
    evidence: EVIDENCE,
  };
  if (stands.length === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (published < stands.length)
    return {
      ...common,
      status: 'breached',
      code: 'unpublished',
      next: { zh: '在“服务公开信息”里填写并发布', en: 'Write it on the disclosure page and publish it' },
    };
  if (open > 0)
    return {
      ...common,
      status: 'due',
      code: 'gaps',
      next: { zh: '补齐空缺的项目，发布新版本', en: 'Fill in what is left out and publish anew' },
    };
  return { ...common, status: 'met', code: 'published', next: null };
}

export function judgeTrue(stands: Stands): Measurement {
  const published = stands.filter(({ newest }) => newest !== null);
  const outdated = published.filter(({ changed }) => changed.length > 0);
  const facts = [...new Set(outdated.flatMap(({ changed }) => changed))].sort();
  const common = {
    measured: {
      zh: `与实际不符的服务 ${outdated.length} / ${published.length}${facts.length > 0 ? `：${facts.join('、')}` : ''}`,
      en: `services whose disclosure is outdated ${outdated.length} of ${published.length}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`,
    },
    figures: { published: published.length, outdated: outdated.length },
    evidence: EVIDENCE,
  };
  if (published.length === 0)
    return {
      ...common,
      status: stands.length === 0 ? 'not-applicable' : 'unknown',
      code: 'nothing-published',
      next: null,
    };
  if (outdated.length > 0)
    return {
      ...common,
      status: 'due',
      code: 'outdated',
      next: { zh: '核对变化后发布新版本', en: 'Look at what changed and publish anew' },
    };
  return { ...common, status: 'met', code: 'true', next: null };
}

function judgeChoices({ looked, broken }: RefusalsKept): Measurement {
  const common = {
    measured: {
      zh: `拒绝训练者的请求 ${looked} 次，其中记录为可用于训练 ${broken} 次`,
      en: `requests of people who refused ${looked}, recorded as free to train with ${broken}`,
    },
    figures: { looked, broken },
    evidence: EVIDENCE,
  };
  if (looked === 0) return { ...common, status: 'not-applicable', code: 'nobody-refused', next: null };
  if (broken === 0) return { ...common, status: 'met', code: 'kept', next: null };
  return {
    ...common,
    status: 'breached',
    code: 'broken',
    next: {
      zh: '停止用这些记录训练；查看服务日志中训练选择为何没有生效',
      en: 'Train with none of these records; see the server log for why the choice did not take effect',
    },
  };
}

export function judgeOpen(statuses: readonly number[]): Measurement {
  const shut = statuses.filter((status) => status !== 200).length;
  const common = {
    measured: {
      zh: `打不开的页面 ${shut} / ${statuses.length}`,
      en: `pages that do not open ${shut} of ${statuses.length}`,
    },
    figures: { pages: statuses.length, shut },
    evidence: EVIDENCE,
  };
  if (statuses.length === 0) return { ...common, status: 'unknown', code: 'nothing-published', next: null };
  if (shut === 0) return { ...common, status: 'met', code: 'open', next: null };
  return {
    ...common,
    status: 'breached',
    code: 'shut',
    next: { zh: '查看服务与反向代理', en: 'See the server and the proxy before it' },
  };
}
