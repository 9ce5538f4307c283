import { countText, DAY_MS } from '../../kernel/index.ts';
import type { Registry } from '../../registry/index.ts';
import type { Control, Counted, Measurement, Sums } from '../../status/index.ts';

export interface ServiceControlParts {
  readonly registry: Pick<Registry, 'live'>;
  readonly counted: Pick<Counted, 'sums'>;
  readonly probeUpstreams: () => Promise<Measurement>;
}

/** Of the answers that were begun, so many end in order. A default of this product: the Measures give no number. */
const AVAILABLE_MIN = 0.99;
/** Below so many, one failure would already turn it red. */
const EXCHANGES_MIN = 20;

/** The board's questions about who provides, and whether the service goes on. @law measures#9 measures#13 */
export function serviceControls({ registry, counted, probeUpstreams }: ServiceControlParts): Control[] {
  return [
    {
      id: 'registry.provider-known',
      kind: 'query',
      title: { zh: '提供者已登记', en: 'The provider is registered' },
      about: {
        zh: '名称与统一社会信用代码是否已填写；标识里的提供者编码由它组成。',
        en: 'Whether name and unified social credit code are given; the provider code in labels is made of them.',
      },
      owner: 'administrator',
      measure: async () => {
        const { provider, services } = registry.live.health.isLoaded
          ? registry.live.current
          : await registry.live.refresh();
        return judgeProvider(provider, services.size);
      },
    },
    {
      id: 'continuity.upstreams-answer',
      kind: 'probe',
      title: { zh: '实测：上游模型应答', en: 'Probe: the models answer' },
      about: {
        zh: '逐个询问上游；每个服务至少要有一个上游应答。',
        en: 'Asks every upstream; each service needs at least one that answers.',
      },
      owner: 'administrator',
      measure: probeUpstreams,
    },
    {
      id: 'continuity.available',
      kind: 'query',
      title: { zh: '服务稳定持续', en: 'The service goes on' },
      about: {
        zh: '24 小时内的问答中，因上游失败或超时没有答完的占多少；默认至多百分之一。',
        en: 'Of the exchanges of 24 hours, how many failed or timed out upstream; by default one in a hundred at most.',
      },
      owner: 'administrator',
      measure: async (now) => judgeAvailable(await counted.sums(new Date(now.getTime() - DAY_MS))),
    },
  ];
}

export function judgeProvider(
  provider: { readonly name: string; readonly creditCode: string } | null,
  services: number,
): Measurement {
  const common = {
    figures: { services },
    evidence: [{ kind: 'page', id: '/provider', label: '/provider' }],
  } as const;
  if (provider !== null)
    return {
      ...common,
      status: 'met',
      code: 'known',
      measured: { zh: `${provider.name}（${provider.creditCode}）`, en: `${provider.name} (${provider.creditCode})` },
      next: null,
    };
  return {
    ...common,
    status: services === 0 ? 'unknown' : 'breached',
    code: 'missing',
    measured: { zh: '没有登记提供者', en: 'no provider is registered' },
    next: {
      zh: '在“提供者”里填写名称与统一社会信用代码',
      en: 'Give name and unified social credit code on the provider page',
    },
  };
}

export function judgeAvailable(sums: Sums): Measurement {
  const closed = sums.closed ?? 0;
  const failed = (sums['outcome.failed'] ?? 0) + (sums['outcome.timed-out'] ?? 0);
  const share = closed === 0 ? 1 : (closed - failed) / closed;
  const percent = (Math.floor(share * 10_000) / 100).toFixed(2);
  const common = {
    measured: {
      zh: `24 小时内 ${countText(closed)} 次问答，失败或超时 ${countText(failed)} 次，可用率 ${percent}%`,
      en: `${countText(closed)} exchanges in 24 h, ${countText(failed)} failed or timed out, ${percent} % available`,
    },
    figures: { closed, failed, available: share },
    evidence: [{ kind: 'page', id: '/exchanges?outcome=failed', label: '/exchanges?outcome=failed' }],
  } as const;
  if (closed === 0) return { ...common, status: 'not-applicable', code: 'no-exchange', next: null };
  if (share >= AVAILABLE_MIN) return { ...common, status: 'met', code: 'available', next: null };
  return {
    ...common,
    status: closed < EXCHANGES_MIN ? 'due' : 'breached',
    code: 'failing',
    next: {
      zh: '查失败的问答与上游状态，必要时加备用上游',
      en: 'See the failed exchanges and the upstreams; add another upstream',
    },
  };
}
