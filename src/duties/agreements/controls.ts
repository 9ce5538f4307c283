import type { Control, Measurement } from '../../status/index.ts';
import type { AgreedService } from './model.ts';
import type { AgreementsService } from './service.ts';

export interface AgreementControlParts {
  readonly agreements: Pick<AgreementsService, 'inForceByService'>;
  readonly services: () => Promise<ReadonlyMap<string, AgreedService>>;
  /** Asks the very door of the gateway about an end user whom nobody knows: is such a one let in? */
  readonly admitsStranger: (service: AgreedService) => Promise<boolean>;
}

const EVIDENCE = [{ kind: 'page', id: '/agreements', label: '/agreements' }] as const;
type Text = Measurement['measured'];

/** The board's questions about agreements. @law measures#9 labelling-measures#8 */
export function agreementControls(parts: AgreementControlParts): Control[] {
  return [
    {
      id: 'agreements.in-force',
      kind: 'query',
      title: { zh: '服务协议已发布', en: 'A service agreement is in force' },
      about: {
        zh: '每个服务是否有现行的服务协议，其条款核对表有无空缺。',
        en: 'Whether every service has an agreement in force, and whether its checklist is open anywhere.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeInForce(await parts.agreements.inForceByService()),
    },
    {
      id: 'agreements.accepted',
      kind: 'query',
      title: { zh: '用户同意协议后才能使用', en: 'Users are served once they accept' },
      about: {
        zh: '每个服务的策略是否要求同意；并以一个陌生用户实际询问网关的准入环节，看它是否被拒。',
        en: 'Whether each service’s policy demands acceptance; and the gateway’s own door is asked about an unknown user, who must be refused.',
      },
      owner: 'compliance-officer',
      measure: async () => {
        const services = [...(await parts.services()).values()];
        const admitted = await Promise.all(services.map((service) => parts.admitsStranger(service)));
        return judgeAccepted(services, admitted);
      },
    },
  ];
}

export function judgeInForce(services: readonly { readonly gaps: readonly string[] | null }[]): Measurement {
  const published = services.flatMap(({ gaps }) => (gaps === null ? [] : [gaps]));
  const open = published.filter((gaps) => gaps.length > 0).length;
  const figures = { services: services.length, published: published.length, open };
  const measured: Text = {
    zh: `有现行协议的服务 ${published.length} / ${services.length}；核对表有空缺 ${open}`,
    en: `services with an agreement in force ${published.length} of ${services.length}; with an open checklist ${open}`,
  };
  const common = { measured, figures, evidence: EVIDENCE };
  if (services.length === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (published.length < services.length)
    return {
      ...common,
      status: 'breached',
      code: 'unpublished',
      next: { zh: '在“服务协议”里起草并发布协议', en: 'Write and publish the agreement on the agreements page' },
    };
  if (open > 0)
    return {
      ...common,
      status: 'due',
      code: 'open-clauses',
      next: { zh: '补齐核对表空缺的条款，发布新版本', en: 'Cover what the checklist leaves open in a new version' },
    };
  return { ...common, status: 'met', code: 'in-force', next: null };
}

export function judgeAccepted(services: readonly AgreedService[], admitsStranger: readonly boolean[]): Measurement {
  const demanded = services.map(({ policy }) => policy.agreements.acceptance === 'required');
  const leaks = demanded.filter((isDemanded, at) => isDemanded && admitsStranger[at] !== false).length;
  const demanding = demanded.filter(Boolean).length;
  const unnamed = services.filter(
    ({ policy: { agreements } }) => agreements.acceptance === 'required' && agreements.unnamed === 'admit',
  ).length;
  const figures = { services: services.length, demanding, leaks, unnamed };
  const measured: Text = {
    zh: `要求先同意协议的服务 ${demanding} / ${services.length}；其中陌生用户仍能进入 ${leaks}，放行未指明用户的请求 ${unnamed}`,
    en: `services that demand acceptance ${demanding} of ${services.length}; strangers are let in all the same ${leaks}, requests without a user ${unnamed}`,
  };
  const common = { measured, figures, evidence: EVIDENCE };
  if (services.length === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (leaks > 0)
    return {
      ...common,
      status: 'breached',
      code: 'admitted',
      next: {
        zh: '发布协议：没有现行协议时不会拒绝任何人',
        en: 'Publish an agreement: without one in force nobody is refused',
      },
    };
  if (demanding < services.length)
    return {
      ...common,
      status: 'due',
      code: 'not-demanded',
      next: {
        zh: '在“服务协议”里要求先同意；若由自己的应用取得同意，以人工认定写明',
        en: 'Demand acceptance on the agreements page; where your own app obtains it, say so in an override',
      },
    };
  return { ...common, status: 'met', code: 'demanded', next: null };
}
