import type { Licences } from '../../contract/index.ts';
import type { Control, Measurement } from '../../status/index.ts';

/** The board's question about licences. @law measures#23 */
export function licenceControls({ read }: { readonly read: () => Promise<Licences> }): Control[] {
  return [
    {
      id: 'filing.licences-valid',
      kind: 'query',
      title: { zh: '所需许可与备案在有效期内', en: 'The licences that are needed are held and valid' },
      about: {
        zh: '范围备忘认定所需的许可与备案是否都已登记并有效；届满前 90、30、7 天提示。',
        en: 'Whether every licence that the scope memos found is kept and valid; what ends in 90, 30 or 7 days is told early.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeLicences(await read()),
    },
  ];
}

export function judgeLicences({
  items,
  needs,
  undecided,
}: Pick<Licences, 'items' | 'needs' | 'undecided'>): Measurement {
  const missing = needs.filter(({ isMet }) => !isMet).length;
  const expired = items.filter(({ state }) => state === 'expired').length;
  const near = items.filter(({ state }) => state === 'near').length;
  const held = items.filter(({ state }) => state === 'valid' || state === 'near').length;
  const figures = { needed: needs.length, missing, held, near, expired, undecided: undecided.length };
  const measured = {
    zh: `所需 ${needs.length} 项，缺 ${missing} 项；持有有效 ${held} 项，90 天内届满 ${near} 项，已过期 ${expired} 项；未判定的服务 ${undecided.length} 个`,
    en: `needed ${needs.length}, missing ${missing}; held and valid ${held}, ending in 90 days ${near}, expired ${expired}; services not decided ${undecided.length}`,
  };
  const common = { measured, figures, evidence: [{ kind: 'page', id: '/licences', label: '/licences' }] } as const;
  if (missing > 0)
    return {
      ...common,
      status: 'breached',
      code: 'missing',
      next: {
        zh: '办理所缺的许可或备案，并登记编号与有效期',
        en: 'Obtain what is missing and write down its number and last day',
      },
    };
  if (undecided.length > 0)
    return {
      ...common,
      status: 'unknown',
      code: 'undecided',
      next: { zh: '先在“适用范围”里为每个服务做出备忘', en: 'Make the scope memo of every service first' },
    };
  if (expired + near > 0)
    return {
      ...common,
      status: 'due',
      code: expired > 0 ? 'expired' : 'near',
      next: {
        zh: '续办并登记新版本；不再需要的登记终止',
        en: 'Renew and write down the new version; end what is no longer needed',
      },
    };
  if (needs.length === 0 && held === 0) return { ...common, status: 'not-applicable', code: 'none', next: null };
  return { ...common, status: 'met', code: 'valid', next: null };
}
