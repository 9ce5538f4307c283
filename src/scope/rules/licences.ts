import { hasAny, isOneOf } from '../fact-test.ts';
import { items, type ListRule, NO_ITEMS } from '../outcome.ts';
import { IN_MAINLAND, reachOf } from './reach.ts';

const ONLINE = hasAny('channel', 'app', 'web', 'mini_program', 'api', 'plugin');

const RECORD = items(
  ['ICP_record'],
  ['telecom:icp-record', 'measures:23'],
  '境内网站、应用须办理 ICP 备案。',
  'Any mainland site or app needs an ICP record.',
);
const NOT_OBTAINABLE = items(
  ['not_obtainable_without_mainland_entity'],
  ['practice:filing-entity', 'measures:23', 'telecom:foreign-capital'],
  '没有境内主体，无法取得备案与许可。',
  'Without a mainland entity neither records nor licences can be had.',
);

const recordRule: ListRule = {
  finding: 'licences',
  decide: (facts) => {
    const reach = reachOf(facts);
    if (reach !== 'public' && reach !== 'invited' && reach !== 'clients') return NO_ITEMS;
    if (!facts.is(IN_MAINLAND)) return reach === 'public' ? NOT_OBTAINABLE : NO_ITEMS;
    return facts.is(ONLINE) ? RECORD : NO_ITEMS;
  },
};

const SECTORS = [
  [
    isOneOf('sector', 'news'),
    items(
      ['internet_news_information_licence'],
      ['telecom:news', 'measures:23'],
      '互联网新闻信息服务须许可。',
      'Internet news information needs a licence.',
    ),
  ],
  [
    isOneOf('sector', 'publishing'),
    items(
      ['online_publishing_licence'],
      ['telecom:publishing', 'measures:23'],
      '网络出版服务须许可。',
      'Online publishing needs a licence.',
    ),
  ],
  [
    isOneOf('sector', 'film'),
    items(
      ['audiovisual_programme_licence'],
      ['telecom:audiovisual', 'measures:23'],
      '在网上传播视听节目须许可。',
      'Audiovisual programmes online need a licence.',
    ),
  ],
] as const;

const sectorRule: ListRule = {
  finding: 'licences',
  decide: (facts) => {
    if (reachOf(facts) !== 'public' || !facts.is(IN_MAINLAND)) return NO_ITEMS;
    return SECTORS.find(([test]) => facts.is(test))?.[1] ?? NO_ITEMS;
  },
};

/** @law measures:23 */
export const licenceRules: readonly ListRule[] = [recordRule, sectorRule];
