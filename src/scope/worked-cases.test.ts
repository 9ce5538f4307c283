import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FactsGiven, findingsOf, ON_FILED_MODEL, SERVICE } from './testing/service.ts';

interface WorkedCase {
  readonly title: string;
  readonly law: string;
  readonly facts: FactsGiven;
  readonly found: Readonly<Record<string, unknown>>;
}

const GENERAL = ['2', '4', '9', '10', '11', '12', '13', '14', '15', '19'];
const byNumber = (articles: readonly string[]): string[] => [...articles].sort((a, b) => Number(a) - Number(b));
const articles = (...more: readonly string[]): string[] => byNumber([...GENERAL, ...more]);
const LABELLED = { explicit: 'required', implicit: 'required_in_files' };
const UNLABELLED = { explicit: 'not_required', implicit: 'not_required' };

/** Whole cases: every finding is compared, so nothing may be found besides. */
const CASES: readonly WorkedCase[] = [
  {
    title: 'an own model in a public chat app with a feed carries the full set of duties and goes to filing',
    law: 'measures:2 measures:17 sa2018:2 algorithm:24 labelling:4 csl:26',
    facts: { ...SERVICE, social_features: ['feed', 'share'], minors: 'unknown' },
    found: {
      measures_apply: 'yes',
      role: 'provider',
      core_articles: articles('7', '8', '17'),
      genai_route: 'filing',
      security_assessment_2018: 'required',
      algorithm_filing: 'required',
      companion_measures: 'no',
      labels: LABELLED,
      real_identity: 'required',
      licences: ['ICP_record'],
      other_duties: [],
      deadlines: {},
    },
  },
  {
    title: 'an assistant for own staff is outside the Measures, changed model or not; data law still binds',
    law: 'measures:2 para 3, pipl:13',
    facts: {
      ...SERVICE,
      audience: 'internal_staff',
      channel: ['web'],
      model_origin: 'open_weights_finetuned',
      upstream_filed: false,
      public_opinion: 'no',
      minors: 'unknown',
      stage: 'live',
    },
    found: {
      measures_apply: 'no',
      role: 'none',
      core_articles: [],
      genai_route: 'none',
      security_assessment_2018: 'not_required',
      algorithm_filing: 'not_required',
      companion_measures: 'no',
      labels: UNLABELLED,
      real_identity: 'not_required',
      licences: [],
      other_duties: ['PIPL for employee data', 'trade secret control'],
      deadlines: {},
    },
  },
  {
    title: 'a service from abroad for mainland users falls under the Measures and cannot be filed as it is',
    law: 'measures:20 measures:2 pipl:53',
    facts: {
      ...SERVICE,
      provider_seat: 'overseas',
      foreign_equity_pct: 100,
      channel: ['web', 'app'],
      upstream_filed: false,
      minors: 'unknown',
      stage: 'live',
    },
    found: {
      measures_apply: 'yes',
      role: 'provider',
      core_articles: ['2', '4', '17', '20', '23'],
      genai_route: 'blocked',
      security_assessment_2018: 'required',
      algorithm_filing: 'required',
      companion_measures: 'no',
      labels: LABELLED,
      real_identity: 'required_in_practice',
      licences: ['not_obtainable_without_mainland_entity'],
      other_duties: ['CAC may order technical measures', 'PIPL Art. 53 representative'],
      deadlines: {},
    },
  },
  {
    title: 'a fine-tune of a filed model is filed, not registered, and training data become a duty',
    law: 'measures:7 measures:8 measures:17 practice:fine-tuning',
    facts: {
      ...SERVICE,
      model_origin: 'filed_api_finetuned',
      upstream_filed: true,
      social_features: ['share'],
      minors: 'unknown',
    },
    found: {
      measures_apply: 'yes',
      role: 'provider',
      core_articles: articles('7', '8', '17'),
      genai_route: 'filing',
      security_assessment_2018: 'required',
      algorithm_filing: 'required',
      companion_measures: 'no',
      labels: LABELLED,
      real_identity: 'required',
      licences: ['ICP_record'],
      other_duties: ['GB/T 45654 data gates for the tuning set'],
      deadlines: {},
    },
  },
  {
    title: 'an adult companion is assessed at launch whatever its size, and files its algorithm without the attribute',
    law: 'order21:12 order21:13 order21:16 order21:19 order21:22 order21:26',
    facts: {
      ...SERVICE,
      ...ON_FILED_MODEL,
      public_opinion: 'no',
      sustained_emotional_companion: true,
      users_registered: 300_000,
      monthly_active: 50_000,
    },
    found: {
      measures_apply: 'yes',
      role: 'provider',
      core_articles: articles(),
      genai_route: 'uncertain',
      security_assessment_2018: 'uncertain',
      algorithm_filing: 'required',
      companion_measures: 'yes',
      labels: LABELLED,
      real_identity: 'required',
      licences: ['ICP_record'],
      other_duties: [
        'age and emergency contact at sign-up',
        'crisis handling',
        'exit on request',
        'no training on sensitive chats without separate consent',
      ],
      deadlines: { order21_assessment: 'before_launch' },
    },
  },
  {
    title: 'a ranked feed without generation answers to the algorithm and 2018 rules instead',
    law: 'algorithm:16 algorithm:17 algorithm:24 sa2018:2',
    facts: {
      ...SERVICE,
      outputs: [],
      generative_ai: false,
      model_origin: 'none',
      weights_changed_by_provider: false,
      social_features: ['feed', 'comments'],
      minors: 'unknown',
    },
    found: {
      measures_apply: 'no',
      role: 'none',
      core_articles: [],
      genai_route: 'none',
      security_assessment_2018: 'required',
      algorithm_filing: 'required',
      companion_measures: 'no',
      labels: UNLABELLED,
      real_identity: 'required',
      licences: ['ICP_record'],
      other_duties: ['algorithm transparency and opt-out'],
      deadlines: {},
    },
  },
  {
    title: 'comments and groups added to a registered app are a trigger of their own and change the algorithm filing',
    law: 'sa2018:3 sa2018:7 csl:26 algorithm:24-change',
    facts: {
      ...SERVICE,
      ...ON_FILED_MODEL,
      social_features: ['comments', 'groups'],
      minors: 'unknown',
      stage: 'change',
    },
    found: {
      measures_apply: 'yes',
      role: 'provider',
      core_articles: articles('17'),
      genai_route: 'already_done',
      security_assessment_2018: 'required',
      algorithm_filing: 'change_within_10_working_days',
      companion_measures: 'no',
      labels: LABELLED,
      real_identity: 'required',
      licences: ['ICP_record'],
      other_duties: ['tell provincial CAC about changed registration'],
      deadlines: { sa18_report: 'before_function_goes_live', algorithm_change: '10_working_days' },
    },
  },
  {
    title: 'a leak of more than a million persons is reported in four hours and summed up in thirty days',
    law: 'incident:4 incident:8 incident:annex pipl:57 ndr:11',
    facts: { ...SERVICE, ...ON_FILED_MODEL, minors: 'unknown', pi_persons: 1_200_000, stage: 'incident' },
    found: {
      measures_apply: 'yes',
      role: 'provider',
      core_articles: ['9', '11'],
      genai_route: 'already_done',
      security_assessment_2018: 'required',
      algorithm_filing: 'required',
      companion_measures: 'no',
      labels: LABELLED,
      real_identity: 'required_in_practice',
      licences: ['ICP_record'],
      other_duties: [
        'remedy at once',
        'notify PI authority and persons (PIPL 57)',
        'Network Data Regulation 11 notice',
      ],
      deadlines: { provincial_CAC: '4_hours', final_report: '30_days_after_handling' },
    },
  },
];

for (const { title, law, facts, found } of CASES) {
  test(`${title} [${law}]`, () => {
    const { reasons, questions, ...findings } = findingsOf(facts);
    assert.deepEqual(findings, found);
    assert.ok(reasons.length >= 9 && Array.isArray(questions));
  });
}

test('findings have exactly the members of the published form, in its order', () => {
  assert.deepEqual(Object.keys(findingsOf(SERVICE)), [
    'measures_apply',
    'role',
    'core_articles',
    'genai_route',
    'security_assessment_2018',
    'algorithm_filing',
    'companion_measures',
    'labels',
    'real_identity',
    'licences',
    'other_duties',
    'deadlines',
    'reasons',
    'questions',
  ]);
});
