import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Board, ComingDuty, ControlState, ObligationState, Status } from '../../contract/index.ts';
import { HOUR_MS, MINUTE_MS } from '../../kernel/index.ts';
import type { ChangeRow } from '../model.ts';
import type { Item } from './model.ts';
import { alertOf, contentOf, defaultSettings, redItems, slotAfter, slotBefore } from './rules.ts';
import { alertMail, digestMail } from './words.ts';

const at = (text: string): Date => new Date(`${text}+08:00`);
const daily = { ...defaultSettings, cadence: 'daily', hour: 9 } as const;
const weekly = { ...defaultSettings, cadence: 'weekly', hour: 9, weekday: 1 } as const;

// 26 November 2026 is a Thursday.
const SLOTS = [
  ['before its hour it was yesterday', daily, '2026-11-26T08:59', '2026-11-25T09:00', '2026-11-26T09:00'],
  ['at its hour it is today', daily, '2026-11-26T09:00', '2026-11-26T09:00', '2026-11-27T09:00'],
  ['at midnight of China', { ...daily, hour: 0 }, '2026-11-26T00:00', '2026-11-26T00:00', '2026-11-27T00:00'],
  ['a weekly one goes back to its day', weekly, '2026-11-26T08:00', '2026-11-23T09:00', '2026-11-30T09:00'],
  ['on its day before the hour', weekly, '2026-11-23T08:59', '2026-11-16T09:00', '2026-11-23T09:00'],
  ['Sunday is the seventh day', { ...weekly, weekday: 7 }, '2026-11-22T10:00', '2026-11-22T09:00', '2026-11-29T09:00'],
] as const;
for (const [what, settings, now, before, after] of SLOTS)
  test(`the instant of a digest: ${what}`, () => {
    assert.deepEqual(slotBefore(settings, at(now)), at(before));
    assert.deepEqual(slotAfter(settings, at(now)), at(after));
  });
test('without a cadence there is no instant', () => {
  assert.deepEqual(
    [slotBefore(defaultSettings, at('2026-11-26T10:00')), slotAfter(defaultSettings, at('2026-11-26T10:00'))],
    [null, null],
  );
});

const FROM = at('2026-11-25T09:00');
const NOW = at('2026-11-26T09:00');

const controlOf = (id: string, status: Status, changedAt: Date = FROM): ControlState => ({
  id,
  duty: 'test',
  kind: 'query',
  title: { zh: `检测${id}`, en: `control ${id}` },
  about: { zh: '', en: '' },
  owner: 'administrator',
  status,
  measuredStatus: status,
  measured: { zh: `测得 ${id}`, en: `measured ${id}` },
  next: status === 'met' ? null : { zh: `处理 ${id}`, en: `mend ${id}` },
  figures: {},
  evidence: [],
  measuredAt: null,
  changedAt: changedAt.toISOString(),
  staleAt: null,
  isStale: false,
  override: null,
});
const changeOf = (controlId: string, hour: number, was: Status, status: Status): ChangeRow => ({
  id: `chg_${controlId}_${hour}`,
  controlId,
  at: new Date(FROM.getTime() + hour * HOUR_MS),
  was,
  status,
  cause: 'measured',
  measurement: { code: 'x', measured: { zh: '', en: '' }, next: null, figures: {}, evidence: [] },
});
const obligationOf = (article: string, given: Partial<ObligationState> = {}): ObligationState => ({
  id: `measures:${article}`,
  instrument: 'measures',
  instrumentName: { zh: '办法', en: 'Measures' },
  article,
  title: { zh: `义务${article}`, en: `duty ${article}` },
  duty: 'test',
  status: 'unknown',
  notApplicable: null,
  controls: [],
  task: null,
  views: ['deployer'],
  ...given,
});
const taskOf = (given: Partial<NonNullable<ObligationState['task']>>): NonNullable<ObligationState['task']> => ({
  obligation: 'x',
  owner: null,
  dueOn: null,
  doneOn: null,
  validUntil: null,
  note: '',
  changedAt: null,
  changedBy: null,
  text: { zh: '去做', en: 'do it' },
  ...given,
});
const comingOf = (given: Partial<ComingDuty> = {}): ComingDuty => ({
  obligation: 'new:1',
  instrument: 'new',
  instrumentName: { zh: '新规', en: 'New rules' },
  article: '1',
  title: { zh: '新义务', en: 'A new duty' },
  duty: { zh: '准备好', en: 'be ready' },
  from: '2026-12-01',
  isNewVersion: false,
  services: ['助手'],
  undecided: [],
  status: 'due',
  owner: null,
  doneOn: null,
  note: '',
  noticedAt: null,
  changedAt: null,
  changedBy: null,
  ...given,
});
const boardOf = (given: {
  controls?: ControlState[];
  obligations?: ObligationState[];
  coming?: ComingDuty[];
}): Board => ({
  at: NOW.toISOString(),
  log: { size: 12_345, root: 'cm9vdA==', at: null },
  counted: { leaf: 0, of: 0, isCurrent: true },
  totals: { met: 30, due: 5, breached: 2, unknown: 3, 'not-applicable': 4 },
  articles: (given.obligations ?? []).map((one) => ({
    instrument: one.instrument,
    instrumentName: one.instrumentName,
    article: one.article,
    status: one.status,
    obligations: [one],
  })),
  controls: given.controls ?? [],
  coming: given.coming ?? [],
  scope: [],
});
const idsOf = (items: readonly Item[]): string[] => items.map(({ id }) => id);

/** Changes newest first, and where the control stands in the digest. */
const TURNS: readonly (readonly [string, Status, readonly ChangeRow[], 'turnedRed' | 'stillRed' | 'mended' | null])[] =
  [
    ['green all the time', 'met', [], null],
    ['red all the time', 'breached', [], 'stillRed'],
    ['turned red', 'breached', [changeOf('a', 1, 'met', 'breached')], 'turnedRed'],
    ['turned green', 'met', [changeOf('a', 1, 'breached', 'met')], 'mended'],
    ['red for a while', 'met', [changeOf('a', 2, 'breached', 'met'), changeOf('a', 1, 'met', 'breached')], 'mended'],
    [
      'red, green, red',
      'breached',
      [changeOf('a', 2, 'met', 'breached'), changeOf('a', 1, 'breached', 'met')],
      'stillRed',
    ],
    ['no longer known', 'unknown', [changeOf('a', 1, 'breached', 'unknown')], 'mended'],
    ['never red', 'due', [changeOf('a', 1, 'met', 'due')], null],
  ];
for (const [what, status, changes, where] of TURNS)
  test(`a control ${what} stands under ${where ?? 'nothing'}`, () => {
    const { turnedRed, stillRed, mended } = contentOf(
      boardOf({ controls: [controlOf('a', status)] }),
      changes,
      FROM,
      NOW,
    );
    const found = Object.entries({ turnedRed, stillRed, mended }).filter(([, items]) => items.length > 0);
    assert.deepEqual(
      found.map(([name]) => name),
      where === null ? [] : [where],
    );
  });

test('a task whose day has passed is red since the end of that day in China, and so is law that nobody prepared for', () => {
  const obligations = [
    obligationOf('8', { task: taskOf({ dueOn: '2026-11-24', owner: '王五' }) }),
    obligationOf('9', { task: taskOf({ doneOn: '2026-01-01', validUntil: '2026-11-25' }) }),
    obligationOf('10', { task: taskOf({ dueOn: '2026-11-26' }) }),
    obligationOf('11', { task: taskOf({ dueOn: '2020-01-01' }), notApplicable: { zh: '不', en: 'no' } }),
  ];
  const board = boardOf({ obligations, coming: [comingOf({ from: '2026-11-26', status: 'breached' }), comingOf()] });
  assert.deepEqual(
    redItems(board, NOW).map(({ id, since }) => [id, since?.toISOString()]),
    [
      ['task:measures:8', at('2026-11-25T00:00').toISOString()],
      ['task:measures:9', at('2026-11-26T00:00').toISOString()],
      ['coming:new:1', at('2026-11-26T00:00').toISOString()],
    ],
  );
  const { turnedRed, stillRed } = contentOf(board, [], FROM, NOW);
  assert.deepEqual([idsOf(stillRed), idsOf(turnedRed)], [['task:measures:8'], ['task:measures:9', 'coming:new:1']]);
});

const PACE = { settleMs: 2 * MINUTE_MS, restMs: 6 * HOUR_MS };
const red = (minutesAgo: number): Item => ({
  id: 'a',
  title: { zh: '甲', en: 'a' },
  places: [],
  measured: null,
  next: null,
  status: 'breached',
  since: new Date(NOW.getTime() - minutesAgo * MINUTE_MS),
});
const ALERTS: readonly (readonly [string, redMinutes: number, toldMinutes: number | null, isTold: boolean])[] = [
  ['red a moment ago is not told: it may flap', 1, null, false],
  ['red for a while is told', 2, null, true],
  ['told since it is red is not told again', 30, 20, false],
  ['told, green and red again within the rest is not told again', 5, 60, false],
  ['told, green and red again after the rest is told again', 5, 6 * 60, true],
];
for (const [what, redMinutes, toldMinutes, isTold] of ALERTS)
  test(`at once: ${what}`, () => {
    const told = toldMinutes === null ? [] : [['a', new Date(NOW.getTime() - toldMinutes * MINUTE_MS)] as const];
    assert.equal(alertOf([red(redMinutes)], new Map(told), PACE, NOW).length === 1, isTold);
  });

const full = boardOf({
  controls: [controlOf('a', 'breached', new Date(FROM.getTime() + HOUR_MS)), controlOf('b', 'met')],
  obligations: [
    obligationOf('12', { controls: ['a', 'b'], status: 'breached' }),
    obligationOf('8', { task: taskOf({ dueOn: '2026-12-02', owner: '王五' }) }),
    obligationOf('9', { task: taskOf({ dueOn: '2027-06-01', owner: '李四' }) }),
    obligationOf('10', { task: taskOf({}) }),
  ],
  coming: [comingOf()],
});
const CHANGES = [changeOf('b', 3, 'breached', 'met'), changeOf('a', 1, 'met', 'breached')];

test('a digest says in its reader’s language what turned, what is due, who does what and what is to come', () => {
  const content = contentOf(full, CHANGES, FROM, NOW);
  const frame = { providerName: '示例科技', boardUrl: 'https://hegui.example/board' };
  const zh = digestMail(content, { ...frame, language: 'zh-CN' });
  assert.equal(zh.subject, '合规摘要 2026-11-26：不符 1 项（新增 1），14 日内到期 2 项');
  assert.equal(
    zh.text,
    `示例科技 合规状态摘要
期间（北京时间）：2026-11-25 09:00 – 2026-11-26 09:00
条款：不符 2，待办 5，未知 3，符合 30，不适用 4

新增不符（1）
- 检测a（《办法》第 12 条，自 2026-11-25 10:00）：测得 a
  接下来：处理 a

不再不符（1）
- 检测b（《办法》第 12 条，现为符合）：测得 b

14 日内到期与已过期（2）
- 2026-12-01 新义务: 开始施行
- 2026-12-02 义务8: 到期

任务，按负责人（3）
- 李四：义务9（《办法》第 9 条，期限 2027-06-01）
- 王五：义务8（《办法》第 8 条，期限 2026-12-02）
- 尚无负责人：新义务（《新规》第 1 条，期限 2026-12-01）

将要施行的法规（1）
- 2026-12-01 起施行：《新规》第 1 条 新义务（助手）

合规状态页：https://hegui.example/board
证据日志 12,345 条，树根 cm9vdA==
`,
  );
  const en = digestMail(content, { ...frame, language: 'en' });
  assert.equal(en.subject, 'Compliance digest 2026-11-26: 1 breached (1 new), 2 due in 14 days');
  assert.match(en.text, /- control a \(Measures Art. 12, since 2026-11-25 10:00\): measured a\n {2}Next: mend a\n/);
  assert.doesNotMatch(en.text.replace('示例科技', '').replace(/助手|王五|李四/g, ''), /\p{Script=Han}/u);
});

test('a long part is cut and says so; an alert names the first and how many more', () => {
  const controls = Array.from({ length: 40 }, (_, index) => controlOf(`c${index}`, 'breached'));
  const board = boardOf({ controls });
  const frame = { language: 'zh-CN', providerName: null, boardUrl: 'https://hegui.example/board' } as const;
  assert.match(
    digestMail(contentOf(board, [], FROM, NOW), frame).text,
    /仍然不符（40）\n[\s\S]*- 另有 10 项，见合规状态页\n/,
  );
  const { subject, text } = alertMail(redItems(board, NOW).slice(0, 3), board.log, frame);
  assert.equal(subject, '合规警报：检测c0等 3 项不符');
  assert.match(text, /不符（3）\n- 检测c0（自 2026-11-25 09:00）：测得 c0\n {2}接下来：处理 c0\n/);
});
