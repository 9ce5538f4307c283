import type { Obligation } from '../../status/index.ts';

/** What the Measures ask of a provider, article by article, and which controls tell. Replaced by `law/obligations` once it is read. */
const ROWS: readonly (readonly [string, string, string, string, readonly string[], string?, string?])[] = [
  ['2', 'scope', '适用范围', 'Scope', ['scope.decided']],
  [
    '4',
    'content',
    '不生成违法内容',
    'No banned content',
    [
      'content.probe-refused',
      'content.lists-covered',
      'content.lists-fresh',
      'content.personal-information',
      'opinions.gaps-rejudged',
    ],
  ],
  [
    '7',
    'training-data',
    '训练数据与基础模型来源合法',
    'Lawful data and base models',
    ['filing.model-number-held'],
    '核对训练数据来源与许可',
    'Check sources and licences of training data',
  ],
  [
    '9',
    'evidence',
    '网络信息安全与日志',
    'Network information security and logs',
    [
      'evidence.log-verifies',
      'evidence.every-exchange-closed',
      'evidence.retention-six-months',
      'registry.provider-known',
    ],
  ],
  [
    '12',
    'labelling',
    '标识生成内容',
    'Labels on what is generated',
    ['labelling.probe', 'labelling.coverage', 'labelling.lifts-recorded'],
  ],
  [
    '13',
    'continuity',
    '安全稳定持续服务',
    'Safe, stable, continuous service',
    ['continuity.upstreams-answer', 'continuity.available'],
  ],
  [
    '14',
    'content',
    '处置违法内容',
    'Illegal content is dealt with',
    ['content.cases-in-time', 'content.cases-reported', 'review.sampled', 'review.in-time'],
  ],
  ['15', 'complaints', '投诉举报', 'Complaints', ['complaints.in-time']],
  [
    '17',
    'filing',
    '安全评估与备案',
    'Security assessment and filing',
    ['registry.filing-number', 'filing.algorithm-number-held'],
  ],
];

export const OBLIGATIONS: readonly Obligation[] = ROWS.map(([article, duty, zh, en, controls, taskZh, taskEn]) => ({
  id: `measures:${article}`,
  instrument: 'measures',
  instrumentName: { zh: '生成式人工智能服务管理暂行办法', en: 'Interim Measures for Generative AI Services' },
  article,
  title: { zh, en },
  duty,
  controls,
  task: taskZh === undefined || taskEn === undefined ? null : { zh: taskZh, en: taskEn },
  views: ['developer', 'deployer'],
  appliesTo: (findings) =>
    findings.core_articles.includes(article) ||
    findings.questions.some(({ changes }) => changes.includes('core_articles'))
      ? { applies: true }
      : { applies: false, why: { zh: '按本机记下的事实不适用', en: 'Does not apply by the facts that are kept' } },
}));
