import { scopeThreshold } from '../../law/index.ts';
import { factTest, isAbove, isAtLeast, isOneOf } from '../fact-test.ts';
import type { FactView } from '../fact-view.ts';
import { items, type ListRule, NO_ITEMS, type Outcome } from '../outcome.ts';
import { isProvided } from './measures-apply.ts';
import { IN_MAINLAND, isAtStage, isOutside, reachOf } from './reach.ts';

const when = (decides: ListRule['decide']): ListRule => ({ finding: 'other_duties', decide: decides });

const OFFICER_LINE = isAtLeast('pi_persons', scopeThreshold('pi_officer'));
const AUDIT_LINE = isAtLeast('pi_persons', scopeThreshold('pi_audit'));
const OFFICER = items(
  ['report the officer for personal information (from 1,000,000 persons)'],
  ['pi-officer:notice', 'pi-audit:officer'],
  '处理一百万人以上个人信息。',
  'Information on one million persons or more is handled.',
);
const AUDIT = items(
  ['personal-information audit at least every 2 years', 'Network Data Regulation 28 duties (from 10,000,000 persons)'],
  ['pi-audit:officer', 'ndr:28'],
  '处理一千万人以上个人信息。',
  'Information on ten million persons or more is handled.',
);
// At an incident the number says who is affected, not whom the provider serves.
const countsPersons = (facts: FactView): boolean => !isAtStage(facts, 'incident') && reachOf(facts) !== 'overseas';
const officerRule = when((facts) =>
  facts.is(OFFICER_LINE) && countsPersons(facts) && facts.isInForce('pi-officer') ? OFFICER : NO_ITEMS,
);
const auditRule = when((facts) =>
  facts.is(AUDIT_LINE) && countsPersons(facts) && facts.isInForce('pi-audit') ? AUDIT : NO_ITEMS,
);

const EXPORTED = {
  any: isAbove('extra.export_persons_since_jan1', 0),
  contract: isAtLeast('extra.export_persons_since_jan1', scopeThreshold('export_contract')),
  assessment: isAtLeast('extra.export_persons_since_jan1', scopeThreshold('export_assessment')),
  tenThousand: isAtLeast('extra.export_persons_since_jan1', scopeThreshold('export_sensitive_assessment')),
  sensitive: factTest('extra.sensitive', (value) => value === true || (typeof value === 'number' && value > 0)),
  allSensitive: factTest('extra.sensitive', (value) => value === true),
  manySensitive: isAtLeast('extra.sensitive', scopeThreshold('export_sensitive_assessment')),
} as const;
const CONTRACT = items(
  ['standard contract filing or certification for the export of personal information'],
  ['xborder:thresholds', 'pipl:40'],
  '当年累计达到标准合同备案或认证的人数。',
  'The persons counted since 1 January reach the standard contract or certification.',
);
const ASSESSMENT = items(
  ['CAC security assessment for the export of personal information'],
  ['xborder:thresholds', 'pipl:40'],
  '当年累计达到数据出境安全评估的人数。',
  'The persons counted since 1 January reach the CAC security assessment.',
);
const BELOW = items(
  ['notice, separate consent where needed and impact assessment for the export of personal information'],
  ['xborder:thresholds', 'pipl:40'],
  '低于三种机制的人数，告知、必要时的单独同意与影响评估仍须做。',
  'Below the three mechanisms, notice, consent where needed and an impact assessment are still due.',
);

const exportRule = when((facts) => {
  if (!facts.isInForce('xborder') || !facts.is(IN_MAINLAND) || !facts.is(EXPORTED.any)) return NO_ITEMS;
  return facts.is(EXPORTED.sensitive) ? sensitiveExport(facts) : plainExport(facts);
});

// A bare yes stands for all persons who were exported: fewer were not told.
function sensitiveExport(facts: FactView): Outcome<readonly string[]> {
  const isMany = facts.is(EXPORTED.allSensitive) ? facts.is(EXPORTED.tenThousand) : facts.is(EXPORTED.manySensitive);
  return isMany || facts.is(EXPORTED.assessment) ? ASSESSMENT : CONTRACT;
}

function plainExport(facts: FactView): Outcome<readonly string[]> {
  if (facts.is(EXPORTED.assessment)) return ASSESSMENT;
  return facts.is(EXPORTED.contract) ? CONTRACT : BELOW;
}

const SENSITIVE_FIELD = isOneOf('sector', 'health', 'finance');
const GOVERNMENT = isOneOf('sector', 'government');
const FIELD = items(
  ['sector rules also apply', 'extra protection in a sensitive field (GB/T 45654)'],
  ['order21:31', 'gbt45654:sensitive-field'],
  '医疗、金融等领域另有规定，并须加强保护。',
  'Medicine and finance have rules of their own and ask for more protection.',
);
const STATE = items(
  ['TC260-004 for large models in government'],
  ['tc260-004:scope'],
  '政务应用另有规范。',
  'Applications in government have a specification of their own.',
);
const fieldRule = when((facts) => {
  if (isOutside(reachOf(facts)) || isProvided(facts) === false) return NO_ITEMS;
  if (facts.is(SENSITIVE_FIELD)) return FIELD;
  return facts.is(GOVERNMENT) ? STATE : NO_ITEMS;
});

const EQUITY = items(
  ['foreign-investment access check'],
  ['measures:23', 'telecom:foreign-capital'],
  '有外资成分：核对准入限制与比例。',
  'Foreign equity: access and its limits are checked.',
);
const FOREIGN = isAbove('foreign_equity_pct', 0);
const equityRule = when((facts) =>
  facts.is(FOREIGN) && facts.is(IN_MAINLAND) && isProvided(facts) === true ? EQUITY : NO_ITEMS,
);

const BLOCKED_MODEL = isOneOf('model_origin', 'unfiled_domestic_api', 'overseas_api');
const CHANGE_MODEL = items(
  ['change to a filed base model'],
  ['gbt45654:base-model', 'genai-notices:registration'],
  '面向公众须使用已备案的基础模型。',
  'A service for the public stands on a filed base model.',
);
const baseModelRule = when((facts) =>
  facts.is(BLOCKED_MODEL) && facts.is(IN_MAINLAND) && isProvided(facts) === true ? CHANGE_MODEL : NO_ITEMS,
);

/** Duties that come from who the provider is and what data it holds. */
export const providerDutyRules: readonly ListRule[] = [
  officerRule,
  auditRule,
  exportRule,
  fieldRule,
  equityRule,
  baseModelRule,
];
