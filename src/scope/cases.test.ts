import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, type FactsGiven, findingsWith, ON_FILED_MODEL } from './testing/service.ts';

/** What is told otherwise than of the ordinary service, what must be found, and the law behind it. */
type Case = readonly [title: string, law: string, facts: FactsGiven, found: FactsGiven];

const INTERNAL = { audience: 'internal_staff' } as const;
const COMPANION = { ...ON_FILED_MODEL, sustained_emotional_companion: true, public_opinion: 'no' } as const;
const LEAK = { ...ON_FILED_MODEL, stage: 'incident' } as const;
const NOT_GENERATED = {
  generative_ai: false,
  model_origin: 'none',
  weights_changed_by_provider: false,
  outputs: [],
} as const;
const USER = { model_origin: 'none', weights_changed_by_provider: false, public_opinion: 'no' } as const;

const SCOPE: readonly Case[] = [
  [
    'what nobody generates is outside',
    'measures:22',
    NOT_GENERATED,
    { measures_apply: 'no', role: 'none', genai_route: 'none' },
  ],
  [
    'whether translation generates is open',
    'measures:22',
    { generative_ai: 'unclear' },
    { measures_apply: 'uncertain', role: 'uncertain', genai_route: 'uncertain', core_articles: [] },
  ],
  [
    'use abroad only is outside',
    'measures:2',
    { audience: 'overseas_only' },
    {
      measures_apply: 'no',
      genai_route: 'none',
      'labels.explicit': 'not_required',
      algorithm_filing: 'not_required',
      licences: [],
    },
  ],
  [
    'a test by invitation is open',
    'measures:2',
    { audience: 'invite_mainland' },
    {
      measures_apply: 'uncertain',
      role: 'uncertain',
      genai_route: 'uncertain',
      'labels.explicit': 'uncertain',
      licences: ['ICP_record'],
    },
  ],
  [
    'closed use by named enterprises is open',
    'measures:2 measures:22',
    { audience: 'named_enterprise_clients', channel: ['api'] },
    {
      measures_apply: 'uncertain',
      role: 'uncertain',
      algorithm_filing: 'uncertain',
      security_assessment_2018: 'uncertain',
    },
  ],
  [
    'closed use without the attribute needs no 2018 assessment either way',
    'sa2018:2',
    { audience: 'named_enterprise_clients', public_opinion: 'no' },
    { measures_apply: 'uncertain', security_assessment_2018: 'not_required', algorithm_filing: 'not_required' },
  ],
  [
    'a mixed audience is judged part by part',
    'measures:2',
    { audience: 'mixed' },
    { measures_apply: 'uncertain', real_identity: 'uncertain', licences: [] },
  ],
  [
    'weights for download alone are open',
    'measures:22',
    { channel: ['weights_download'] },
    { measures_apply: 'uncertain', genai_route: 'uncertain', licences: [] },
  ],
  [
    'weights beside an app change nothing',
    'measures:22',
    { channel: ['app', 'weights_download'] },
    { measures_apply: 'yes', genai_route: 'filing' },
  ],
  [
    'keys of the users leave open who provides',
    'measures:22',
    { model_origin: 'user_supplied_key', weights_changed_by_provider: false },
    { measures_apply: 'uncertain', role: 'uncertain', genai_route: 'uncertain' },
  ],
  [
    'a research label does not help a public service',
    'measures:2',
    { provider_kind: 'university' },
    { measures_apply: 'yes', genai_route: 'filing' },
  ],
  [
    'an individual is a provider too',
    'measures:22',
    { ...ON_FILED_MODEL, provider_kind: 'individual' },
    { role: 'provider', genai_route: 'registration' },
  ],
  [
    'for news special rules prevail',
    'measures:2 para 2',
    { ...ON_FILED_MODEL, sector: 'news' },
    {
      measures_apply: 'other_rules_prevail',
      genai_route: 'uncertain',
      core_articles: ['2', '4', '23'],
      licences: ['ICP_record', 'internet_news_information_licence'],
      'labels.explicit': 'required',
    },
  ],
  [
    'for film and for publishing too, with their licences',
    'measures:2 para 2 measures:23',
    { sector: 'film' },
    { measures_apply: 'other_rules_prevail', licences: ['ICP_record', 'audiovisual_programme_licence'] },
  ],
  [
    'publishing',
    'measures:2 para 2 measures:23',
    { sector: 'publishing' },
    { measures_apply: 'other_rules_prevail', licences: ['ICP_record', 'online_publishing_licence'] },
  ],
  [
    'a news room that uses a model inside is outside, before sector rules are asked for',
    'measures:2 para 3',
    { ...INTERNAL, sector: 'news' },
    { measures_apply: 'no', role: 'none', licences: [] },
  ],
  [
    'an interface for everybody makes a provider and supporter',
    'measures:22',
    { channel: ['api', 'web'] },
    { role: 'provider_and_technical_supporter', genai_route: 'filing' },
  ],
  [
    'who publishes what a tool of others made is a user',
    'measures:22 labelling:10',
    USER,
    {
      measures_apply: 'no',
      role: 'user',
      core_articles: ['4'],
      genai_route: 'none',
      'labels.explicit': 'required_by_declaration',
      'labels.implicit': 'keep_existing',
      other_duties: ['declare AI content when publishing it'],
    },
  ],
];

const ROUTE: readonly Case[] = [
  [
    'a filed model called as it is: registration',
    'genai-notices:registration',
    ON_FILED_MODEL,
    { genai_route: 'registration' },
  ],
  [
    'an own knowledge base over it changes nothing',
    'genai-notices:registration',
    { ...ON_FILED_MODEL, retrieval_or_prompt_only: true },
    { genai_route: 'registration' },
  ],
  [
    'the same while it is live',
    'genai-notices:registration',
    { ...ON_FILED_MODEL, stage: 'live' },
    { genai_route: 'registration' },
  ],
  [
    'a domestic model that is not filed: blocked',
    'gbt45654:base-model',
    { ...ON_FILED_MODEL, model_origin: 'unfiled_domestic_api', upstream_filed: false },
    { genai_route: 'blocked', other_duties: ['change to a filed base model'] },
  ],
  [
    'a model from abroad: blocked',
    'gbt45654:base-model',
    { ...ON_FILED_MODEL, model_origin: 'overseas_api', upstream_filed: false },
    { genai_route: 'blocked', measures_apply: 'yes' },
  ],
  [
    'blocked also without the attribute',
    'practice:app-listing',
    { ...ON_FILED_MODEL, model_origin: 'overseas_api', upstream_filed: false, public_opinion: 'no' },
    { genai_route: 'blocked' },
  ],
  [
    'a model from abroad for own staff: no route',
    'measures:2 para 3',
    { ...INTERNAL, model_origin: 'overseas_api', weights_changed_by_provider: false },
    { genai_route: 'none' },
  ],
  [
    'one foreign upstream among filed ones: blocked',
    'gbt45654:base-model',
    { ...ON_FILED_MODEL, extra: { upstreams_filed: 2, upstreams_foreign: 1 } },
    { genai_route: 'blocked' },
  ],
  [
    'no foreign upstream among filed ones',
    'genai-notices:registration',
    { ...ON_FILED_MODEL, extra: { upstreams_filed: 2, upstreams_foreign: 0 } },
    { genai_route: 'registration' },
  ],
  [
    'open weights run unchanged: no official line',
    'genai-notices:registration',
    { model_origin: 'open_weights_unmodified', weights_changed_by_provider: false },
    { measures_apply: 'yes', role: 'provider', genai_route: 'uncertain' },
  ],
  [
    'open weights fine-tuned: filing',
    'practice:fine-tuning',
    { model_origin: 'open_weights_finetuned' },
    { genai_route: 'filing', other_duties: ['GB/T 45654 data gates for the tuning set'] },
  ],
  [
    'an own model on a phone: filing',
    'ondevice-notice:list',
    { model_origin: 'on_device_own', channel: ['on_device'], sector: 'phones' },
    { genai_route: 'filing', licences: [] },
  ],
  [
    'an open model on a device in an app of others: no official line',
    'ondevice-notice:list',
    { model_origin: 'on_device_open', weights_changed_by_provider: false, channel: ['on_device'] },
    { genai_route: 'uncertain' },
  ],
  [
    'without the attribute an own model is open',
    'measures:17',
    { public_opinion: 'no' },
    { genai_route: 'uncertain', security_assessment_2018: 'not_required', algorithm_filing: 'not_required' },
  ],
  [
    'without the attribute a registration is open',
    'genai-notices:registration',
    { ...ON_FILED_MODEL, public_opinion: 'no' },
    { genai_route: 'uncertain' },
  ],
  [
    'a filed model resold by interface alone is open',
    'measures:22',
    { ...ON_FILED_MODEL, channel: ['api'] },
    { genai_route: 'uncertain', role: 'provider_and_technical_supporter' },
  ],
  [
    'a fine-tune at a change leaves registration',
    'practice:fine-tuning',
    { model_origin: 'filed_api_finetuned', upstream_filed: true, stage: 'change' },
    { genai_route: 'filing', algorithm_filing: 'change_within_10_working_days' },
  ],
  [
    'a new version of an own model is told and assessed anew',
    'practice:change gbt45654:update',
    { stage: 'change' },
    {
      genai_route: 'already_done',
      other_duties: [
        'tell provincial CAC about changed filing',
        'new safety assessment after an important model update',
      ],
      deadlines: { algorithm_change: '10_working_days' },
    },
  ],
  [
    'an end is cancelled in twenty working days',
    'algorithm:24-change',
    { ...ON_FILED_MODEL, stage: 'closing' },
    {
      algorithm_filing: 'cancel_within_20_working_days',
      deadlines: { algorithm_cancel: '20_working_days' },
      genai_route: 'already_done',
    },
  ],
  [
    'from Hong Kong it is from abroad as well',
    'measures:20',
    { provider_seat: 'hk' },
    { genai_route: 'blocked', licences: ['not_obtainable_without_mainland_entity'] },
  ],
  [
    'from Taiwan on a filed model: no entity to register',
    'practice:filing-entity',
    { ...ON_FILED_MODEL, provider_seat: 'taiwan' },
    { genai_route: 'blocked' },
  ],
  [
    'from abroad for users abroad: nothing',
    'measures:2',
    { provider_seat: 'overseas', audience: 'overseas_only' },
    { measures_apply: 'no', licences: [], other_duties: [] },
  ],
  [
    'foreign equity in a mainland entity is checked, and Article 23 binds',
    'measures:23',
    { foreign_equity_pct: 51 },
    {
      genai_route: 'filing',
      core_articles: ['2', '4', '7', '8', '9', '10', '11', '12', '13', '14', '15', '17', '19', '23'],
      other_duties: ['foreign-investment access check'],
    },
  ],
];

const ATTRIBUTE: readonly Case[] = [
  [
    'comments make the attribute where it is unclear',
    'sa2018:2',
    { public_opinion: 'unclear', social_features: ['comments'] },
    { security_assessment_2018: 'required', algorithm_filing: 'required' },
  ],
  [
    'a share button alone does not settle it',
    'sa2018:2',
    { public_opinion: 'unclear', social_features: ['share'] },
    {
      security_assessment_2018: 'uncertain',
      algorithm_filing: 'uncertain',
      genai_route: 'uncertain',
      real_identity: 'required',
    },
  ],
  [
    'hot list without generation: algorithm rules',
    'algorithm:24',
    { ...NOT_GENERATED, social_features: ['hot_list'] },
    { algorithm_filing: 'required', real_identity: 'not_required' },
  ],
  [
    'comments without generation: whether an algorithm runs is not told',
    'algorithm:24',
    { ...NOT_GENERATED, social_features: ['comments'] },
    { algorithm_filing: 'uncertain', security_assessment_2018: 'required' },
  ],
  [
    'without generation and attribute: nothing',
    'algorithm:24 sa2018:2',
    { ...NOT_GENERATED, public_opinion: 'no' },
    { algorithm_filing: 'not_required', security_assessment_2018: 'not_required' },
  ],
  ['groups ask for real identity', 'csl:26', { social_features: ['groups'] }, { real_identity: 'required' }],
  [
    'pushing is no publishing by users',
    'csl:26',
    { social_features: ['push'] },
    { real_identity: 'required_in_practice' },
  ],
  [
    'publishing asks for it by invitation too',
    'csl:26',
    { audience: 'invite_mainland', social_features: ['comments'] },
    { real_identity: 'required' },
  ],
  [
    'staff groups stay inside',
    'csl:26',
    { ...INTERNAL, social_features: ['groups'], public_opinion: 'yes' },
    { real_identity: 'not_required', measures_apply: 'no' },
  ],
];

const COMPANIONS: readonly Case[] = [
  [
    'a companion made for minors is barred',
    'order21:14',
    { ...COMPANION, minors: 'target' },
    { companion_measures: 'prohibited_feature' },
  ],
  [
    'a companion toy depends on its role',
    'order21:14',
    { ...COMPANION, minors: 'target', sector: 'toys' },
    { companion_measures: 'uncertain' },
  ],
  [
    'a companion open to minors',
    'order21:14',
    { ...COMPANION, minors: 'admit' },
    { companion_measures: 'yes', real_identity: 'required' },
  ],
  [
    'minors unknown leaves open whether it is barred',
    'order21:14',
    { ...COMPANION, minors: 'unknown' },
    { companion_measures: 'uncertain', algorithm_filing: 'required' },
  ],
  ['a companion for own staff is outside', 'order21:2', { ...COMPANION, ...INTERNAL }, { companion_measures: 'no' }],
  [
    'a companion by invitation is open',
    'order21:2',
    { ...COMPANION, audience: 'invite_mainland' },
    { companion_measures: 'uncertain' },
  ],
  [
    'a companion with the attribute is assessed under 2018 as well',
    'sa2018:2 order21:22',
    { ...COMPANION, public_opinion: 'yes' },
    {
      security_assessment_2018: 'required',
      genai_route: 'registration',
      deadlines: { order21_assessment: 'before_launch' },
    },
  ],
  [
    '100,000 monthly users are a trigger, the number itself too',
    'order21:22',
    { ...COMPANION, stage: 'live', users_registered: 0, monthly_active: 100_000 },
    { deadlines: { order21_assessment: 'when_threshold_reached' } },
  ],
  [
    '99,999 are not',
    'order21:22',
    { ...COMPANION, stage: 'live', users_registered: 999_999, monthly_active: 99_999 },
    { deadlines: {} },
  ],
  [
    '1,000,000 registered are',
    'order21:22',
    { ...COMPANION, stage: 'live', users_registered: 1_000_000, monthly_active: 0 },
    { deadlines: { order21_assessment: 'when_threshold_reached' } },
  ],
  [
    'a companion changes and ends with its own duties',
    'order21:20 order21:26',
    { ...COMPANION, stage: 'closing' },
    { algorithm_filing: 'cancel_within_20_working_days', deadlines: { algorithm_cancel: '20_working_days' } },
  ],
];

const LABELS: readonly Case[] = [
  [
    'pictures',
    'labelling:4 labelling:5',
    { outputs: ['image'] },
    { 'labels.explicit': 'required', 'labels.implicit': 'required_in_files' },
  ],
  [
    'code alone depends on the case',
    'deep-synthesis:17',
    { outputs: ['code'] },
    { 'labels.explicit': 'conditional', 'labels.implicit': 'conditional' },
  ],
  ['code beside text does not', 'labelling:4', { outputs: ['code', 'text'] }, { 'labels.explicit': 'required' }],
  [
    'outputs that are not told',
    'labelling:4',
    { outputs: [] },
    { 'labels.explicit': 'uncertain', 'labels.implicit': 'uncertain' },
  ],
  [
    'by interface labels are due too',
    'measures:22 labelling:4',
    { channel: ['api'] },
    { 'labels.explicit': 'required', 'labels.implicit': 'required_in_files' },
  ],
  [
    'a platform on which others publish films notices by declaration',
    'labelling:6 labelling:10',
    { ...NOT_GENERATED, outputs: ['video'], social_features: ['feed', 'live'] },
    { 'labels.explicit': 'required_by_declaration', 'labels.implicit': 'keep_existing' },
  ],
  [
    'a converter keeps what files carry',
    'labelling:10',
    { ...NOT_GENERATED, outputs: ['image'], public_opinion: 'no' },
    { 'labels.explicit': 'not_required', 'labels.implicit': 'keep_existing' },
  ],
  [
    'inside nothing is labelled',
    'measures:2 para 3',
    { ...INTERNAL, outputs: ['video'] },
    { 'labels.explicit': 'not_required', 'labels.implicit': 'not_required' },
  ],
];

const DATA: readonly Case[] = [
  [
    'training on what users enter brings Articles 7 and 8',
    'measures:7 measures:8',
    { ...ON_FILED_MODEL, trains_on_user_input: true, extra: { optout_clicks: 4 } },
    {
      core_articles: ['2', '4', '7', '8', '9', '10', '11', '12', '13', '14', '15', '17', '19'],
      other_duties: [
        'lawful basis and authorisation record for training on user input',
        'training opt-out within 4 clicks of the main screen',
      ],
    },
  ],
  [
    'five clicks are too many',
    'gbt45654:opt-out',
    { trains_on_user_input: true, extra: { optout_clicks: 5 } },
    {
      other_duties: [
        'lawful basis and authorisation record for training on user input',
        'training opt-out within 4 clicks of the main screen',
        'shorten the way to the training opt-out to at most 4 clicks',
      ],
    },
  ],
  [
    'five per cent of a source is allowed',
    'gbt45654:data',
    { stage: 'data_prep', extra: { source_illegal_share: 0.05 } },
    { other_duties: [], core_articles: ['4', '7', '8'] },
  ],
  [
    'more is not',
    'gbt45654:data',
    { stage: 'data_prep', extra: { source_illegal_share: 0.0501 } },
    { other_duties: ['do not collect from or train on a source above 5 % illegal or unhealthy content'] },
  ],
  [
    'a leak of exactly 1,000,000 is relatively major',
    'incident:annex',
    { ...LEAK, extra: { leak_persons: 1_000_000 } },
    { deadlines: { provincial_CAC: '4_hours', final_report: '30_days_after_handling' }, core_articles: ['9', '11'] },
  ],
  [
    'a leak of 999,999 has no hours, but the persons are told',
    'pipl:57',
    { ...LEAK, extra: { leak_persons: 999_999 } },
    {
      deadlines: {},
      other_duties: [
        'remedy at once',
        'notify PI authority and persons (PIPL 57)',
        'Network Data Regulation 11 notice',
      ],
    },
  ],
  [
    'the leak counts, not all who are held',
    'incident:annex',
    { ...LEAK, pi_persons: 5_000_000, extra: { leak_persons: 10 } },
    { deadlines: {} },
  ],
  [
    'staff data leak by the same clock',
    'incident:4',
    { ...LEAK, ...INTERNAL, extra: { leak_persons: 2_000_000 } },
    { measures_apply: 'no', deadlines: { provincial_CAC: '4_hours', final_report: '30_days_after_handling' } },
  ],
  [
    'a public body may have two hours',
    'incident:4',
    { ...LEAK, provider_kind: 'public_body', extra: { leak_persons: 2_000_000 } },
    {
      deadlines: {
        provincial_CAC: '4_hours',
        own_cyberspace_body_if_central_or_state_organ: '2_hours',
        final_report: '30_days_after_handling',
      },
    },
  ],
  [
    'an incident of unknown nature: what holds either way',
    'measures:14',
    LEAK,
    { core_articles: ['9', '11'], deadlines: {}, other_duties: ['remedy at once'] },
  ],
  [
    'an incident without a leak',
    'measures:14',
    { ...LEAK, extra: { leak_persons: 0 } },
    { core_articles: ['9', '11', '14'], deadlines: {}, other_duties: ['remedy at once'] },
  ],
  [
    'ten million persons are audited',
    'pi-audit:officer ndr:28',
    { pi_persons: 10_000_000 },
    {
      other_duties: [
        'report the officer for personal information (from 1,000,000 persons)',
        'personal-information audit at least every 2 years',
        'Network Data Regulation 28 duties (from 10,000,000 persons)',
      ],
    },
  ],
  ['below 1,000,000 no officer is reported', 'pi-officer:notice', { pi_persons: 999_999 }, { other_duties: [] }],
  [
    '100,000 persons abroad: contract or certification',
    'xborder:thresholds',
    { extra: { export_persons_since_jan1: 100_000, sensitive: false } },
    { other_duties: ['standard contract filing or certification for the export of personal information'] },
  ],
  [
    '99,999: none of the three',
    'xborder:thresholds',
    { extra: { export_persons_since_jan1: 99_999, sensitive: false } },
    {
      other_duties: [
        'notice, separate consent where needed and impact assessment for the export of personal information',
      ],
    },
  ],
  [
    '1,000,000: security assessment',
    'xborder:thresholds',
    { extra: { export_persons_since_jan1: 1_000_000, sensitive: false } },
    { other_duties: ['CAC security assessment for the export of personal information'] },
  ],
  [
    '9,999 with sensitive information: contract or certification',
    'xborder:thresholds',
    { extra: { export_persons_since_jan1: 9_999, sensitive: true } },
    { other_duties: ['standard contract filing or certification for the export of personal information'] },
  ],
  [
    '10,000 with sensitive information: security assessment',
    'xborder:thresholds',
    { extra: { export_persons_since_jan1: 10_000, sensitive: true } },
    { other_duties: ['CAC security assessment for the export of personal information'] },
  ],
  [
    '200,000 persons, sensitive of 50: the contract',
    'xborder:thresholds',
    { extra: { export_persons_since_jan1: 200_000, sensitive: 50 } },
    { other_duties: ['standard contract filing or certification for the export of personal information'] },
  ],
  [
    'faces and voices need consent and assessment',
    'deep-synthesis:14 deep-synthesis:15',
    { biometric_edit: true, outputs: ['video'] },
    {
      other_duties: [
        'separate consent of the person whose face or voice is edited',
        'security assessment of the face or voice tool',
      ],
    },
  ],
  [
    'health has rules of its own',
    'gbt45654:sensitive-field',
    { sector: 'health' },
    {
      measures_apply: 'yes',
      other_duties: ['sector rules also apply', 'extra protection in a sensitive field (GB/T 45654)'],
    },
  ],
  [
    'minors who may use it are guarded',
    'measures:10',
    { minors: 'admit' },
    { other_duties: ["measures against minors' over-reliance"] },
  ],
];

for (const [title, law, facts, found] of [...SCOPE, ...ROUTE, ...ATTRIBUTE, ...COMPANIONS, ...LABELS, ...DATA]) {
  test(`${title} [${law}]`, () => {
    const findings = findingsWith(facts);
    assert.deepEqual(Object.fromEntries(Object.keys(found).map((path) => [path, at(findings, path)])), found);
  });
}
