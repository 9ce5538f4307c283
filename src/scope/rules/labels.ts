import { hasAny, hasOnly, isEmpty } from '../fact-test.ts';
import type { FactView } from '../fact-view.ts';
import type { ExplicitLabel, ImplicitLabel } from '../findings.ts';
import { outcome, reading, type SingleRule, undecided } from '../outcome.ts';
import { isOnlyUser, isProvided } from './measures-apply.ts';
import { GENERATES, isOutside, PUBLISHES, reachOf } from './reach.ts';

const NO_OUTPUTS = isEmpty('outputs');
const ONLY_CODE = hasOnly('outputs', 'code');
const MEDIA = hasAny('outputs', 'image', 'audio', 'video', 'virtual_scene');

type Case =
  | 'none'
  | 'before'
  | 'outside'
  | 'nothing-generated'
  | 'processes'
  | 'platform'
  | 'user'
  | 'open'
  | 'code'
  | 'untold'
  | 'provider';

/** What labels depend on. Labelling Measures Art. 2 reaches those who fall under the rules on algorithms, synthesis and generation. */
function caseOf(facts: FactView): Case {
  if (!facts.isInForce('deep-synthesis')) return 'none';
  const reach = reachOf(facts);
  if (isOutside(reach)) return 'outside';
  if (!facts.is(GENERATES)) return passedOn(facts);
  if (!facts.isInForce('labelling')) return 'before';
  if (isOnlyUser(facts)) return 'user';
  if (isProvided(facts) === null) return 'open';
  if (facts.is(NO_OUTPUTS)) return 'untold';
  return facts.is(ONLY_CODE) ? 'code' : 'provider';
}

/** A service that generates nothing but through which content of others passes. */
function passedOn(facts: FactView): Case {
  if (!facts.isInForce('labelling') || facts.is(NO_OUTPUTS)) return 'nothing-generated';
  if (facts.is(PUBLISHES)) return 'platform';
  return facts.is(MEDIA) ? 'processes' : 'nothing-generated';
}

const OUTSIDE = [
  'labelling:4',
  'measures:2',
  '不面向境内公众，标识规定不适用。',
  'Not for the public in the mainland: the labelling rules do not reach it.',
] as const;
const NOTHING = ['labelling:4', 'measures:22', '服务不生成内容。', 'The service generates nothing.'] as const;
const not = ([first, second, zh, en]: readonly [string, string, string, string]) =>
  outcome('not_required', [first, second], zh, en);

const NONE_YET = outcome(
  'not_required',
  ['deep-synthesis:17'],
  '深度合成规定自 2023-01-10 起施行。',
  'The Deep Synthesis Provisions bind from 2023-01-10.',
);
const BEFORE = outcome(
  'conditional',
  ['deep-synthesis:16', 'deep-synthesis:17'],
  '标识办法自 2025-09-01 起施行；此前按深度合成规定，可能导致混淆的须显著标识，并加不影响使用的标识。',
  'The Labelling Measures bind from 2025-09-01; before, the Deep Synthesis Provisions ask for a conspicuous label where the public could be confused, and a mark that does not disturb use.',
);
const CODE = outcome(
  'conditional',
  ['deep-synthesis:17', 'labelling:5'],
  '只输出代码：不在列举的类型中；可能导致混淆的须标识，以文件交付的须写入元数据。',
  'Code alone is not among the kinds listed: a label where it could confuse, metadata where a file is delivered.',
);
const openLabel = (value: (ExplicitLabel & ImplicitLabel) | 'required' | 'required_in_files') =>
  undecided(
    ['labelling:4', 'labelling:5', 'measures:2'],
    '是否属于向境内公众提供尚无定论，标识义务随之待定。',
    'Whether it is offered to the public in the mainland is open, and the duty to label with it.',
    [
      reading(value, '若属于，须标识。', 'Labels are due, if it is.'),
      reading(
        'not_required',
        '若不属于，不要求；自愿标识没有坏处。',
        'They are not, if it is not; labelling all the same does no harm.',
      ),
    ],
  );
const UNTOLD = undecided(
  ['labelling:4', 'labelling:5'],
  '没有说明输出哪些内容。',
  'What it puts out is not told.',
  [
    reading(
      'required',
      '文本、图片、音频、视频、虚拟场景须标识。',
      'Text, pictures, sound, film and virtual scenes are labelled.',
    ),
    reading('conditional', '只有代码的，视情形而定。', 'Code alone depends on the case.'),
  ],
  { zh: '请产品负责人列出输出的内容类型。', en: 'Ask whoever runs the product what it puts out.' },
);

const EXPLICIT = {
  none: NONE_YET,
  before: BEFORE,
  outside: not(OUTSIDE),
  'nothing-generated': not(NOTHING),
  processes: outcome(
    'not_required',
    ['labelling:4', 'deep-synthesis:17'],
    '只做格式转换等处理，不生成内容，不要求新加显式标识。',
    'Conversion and the like generate nothing: no explicit label is added.',
  ),
  platform: outcome(
    'required_by_declaration',
    ['labelling:6', 'labelling:10'],
    '传播平台：按元数据、用户声明或检测结果在内容周边提示。',
    'A platform notices around the content by metadata, by declaration or by traces.',
  ),
  user: outcome(
    'required_by_declaration',
    ['labelling:10'],
    '发布生成内容的使用者须主动声明，并使用平台的标识功能。',
    'A user who publishes what was generated declares it and uses the platform’s labelling.',
  ),
  open: openLabel('required'),
  code: CODE,
  untold: UNTOLD,
  provider: outcome(
    'required',
    ['labelling:4', 'measures:12', 'deep-synthesis:17'],
    '提供生成内容的服务，须加显式标识；提供下载、复制、导出的，文件中也须带有。',
    'A service that generates content labels it explicitly, and in the file where it can be downloaded, copied or exported.',
  ),
} as const;

const IMPLICIT = {
  none: NONE_YET,
  before: BEFORE,
  outside: not(OUTSIDE),
  'nothing-generated': not(NOTHING),
  processes: outcome(
    'keep_existing',
    ['labelling:10'],
    '处理他人文件时不得删除、篡改已有标识。',
    'Labels that files carry are neither removed nor altered in processing.',
  ),
  platform: outcome(
    'keep_existing',
    ['labelling:6', 'labelling:10'],
    '传播时保留文件已有的隐式标识，并写入传播信息。',
    'What files carry stays when they are passed on, and the propagation is added.',
  ),
  user: outcome(
    'keep_existing',
    ['labelling:10'],
    '不得删除、篡改生成工具写入的隐式标识。',
    'The label that the tool wrote is neither removed nor altered.',
  ),
  open: openLabel('required_in_files'),
  code: CODE,
  untold: UNTOLD,
  provider: outcome(
    'required_in_files',
    ['labelling:5', 'deep-synthesis:16'],
    '在生成内容的文件元数据中写入隐式标识。',
    'The metadata of generated files carries the implicit label.',
  ),
} as const;

/** @law labelling:4 */
export const explicitLabelRule: SingleRule<ExplicitLabel> = {
  finding: 'labels.explicit',
  decide: (facts) => EXPLICIT[caseOf(facts)],
};
/** @law labelling:5 */
export const implicitLabelRule: SingleRule<ImplicitLabel> = {
  finding: 'labels.implicit',
  decide: (facts) => IMPLICIT[caseOf(facts)],
};
