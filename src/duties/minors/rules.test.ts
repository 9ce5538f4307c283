import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AgeBand, Curfew, GuardianSettings, MinorFunction, MinorSettings } from '../../contract/index.ts';
import { ageBandSchema, ageSourceSchema, minorSettingsSchema } from '../../contract/index.ts';
import { faultyKeys } from '../../portal/index.ts';
import { judgeAppeals, judgeCompanions, judgeConsent, judgeCrises, judgeMode, type Stand } from './controls.ts';
import { isExit } from './door.ts';
import { doorTexts } from './door-texts.ts';
import { NO_PROFILE, type Profile } from './model.ts';
import { minorTexts } from './pages/texts.ts';
import {
  covers,
  isCurfew,
  type Limits,
  limitsOf,
  looserThan,
  RULE_CURFEW,
  requireMaySet,
  requireMayState,
  requireSoundSettings,
  startGuardianSettings,
  startSettings,
  stopOf,
  strongest,
} from './rules.ts';
import { minuteOf } from './runs.ts';

const settings = (more: Partial<MinorSettings> = {}): MinorSettings => ({ ...startSettings(), mode: 'mode', ...more });
const companion = (more: object = {}): MinorSettings['companion'] => ({
  role: null,
  reminderMinutes: 120,
  exitPhrases: ['退出'],
  crisisListIds: [],
  ...more,
});
const child = (band: AgeBand | null, more: Partial<Profile> = {}): Profile => ({
  ...NO_PROFILE,
  band,
  source: band === null ? null : 'declared',
  hasConsent: true,
  ...more,
});
const guardian = (assurance: 'code' | 'vouched', more: Partial<GuardianSettings>) => ({
  guardian: { assurance, settings: { ...startGuardianSettings(), ...more } },
});
const at = (time: string): number => minuteOf(new Date(`2026-11-26T${time}:00+08:00`));
function limits(profile: Profile, given: MinorSettings = settings()): Limits {
  const found = limitsOf(given, profile, false);
  assert.ok(found !== null);
  return found;
}

test('the settings to begin with are those of the rules, and pass as they are [minor-mode#hours]', () => {
  const start = minorSettingsSchema.parse(startSettings());
  assert.deepEqual(start.dailyMinutes, { 'under-8': 60, '8-13': 60, '14-15': 60, '16-17': 120 });
  assert.deepEqual([start.curfew, start.restMinutes, start.mode], [{ from: '22:00', to: '06:00' }, 30, 'off']);
  assert.deepEqual(requireSoundSettings(settings()), []);
});

test('a 13-year-old is served until the hour is full and until 22:00, and again the next morning', () => {
  const thirteen = limits(child('8-13'));
  const rows: [string, number, string | null, string | null][] = [
    ['16:00', 1, null, null],
    ['16:00', 60, null, null],
    ['16:00', 61, 'time', '2026-11-26T22:00:00.000Z'],
    ['21:59', 60, null, null],
    ['22:00', 1, 'curfew', '2026-11-26T22:00:00.000Z'],
    ['23:30', 61, 'curfew', '2026-11-26T22:00:00.000Z'],
    ['05:59', 1, 'curfew', '2026-11-25T22:00:00.000Z'],
    ['06:00', 1, null, null],
  ];
  for (const [time, usedMinutes, stop, opensAt] of rows) {
    const found = stopOf(settings(), thirteen, {
      endpoint: 'chat.completions',
      role: null,
      minute: at(time),
      usedMinutes,
    });
    assert.deepEqual(
      [found?.stop ?? null, found?.opensAt?.toISOString() ?? null],
      [stop, opensAt],
      `${time} ${usedMinutes}`,
    );
  }
});

test('who is stopped by what, by band and role and guardian', () => {
  const ask = (profile: Profile, given: MinorSettings, more: object = {}) => {
    const found = limitsOf(given, profile, false);
    if (found === null) return 'free';
    const asked = { endpoint: 'chat.completions', role: null, minute: at('12:00'), usedMinutes: 30, ...more };
    return stopOf(given, found, asked)?.stop ?? 'served';
  };
  const rows: [string, Profile, MinorSettings, object, string][] = [
    ['an adult is free', child('adult'), settings(), {}, 'free'],
    ['an unknown age is free', child(null), settings(), {}, 'free'],
    ['unless the service says so', child(null), settings({ unknownAge: 'minor' }), {}, 'served'],
    ['nothing is set', child('8-13'), settings({ mode: 'off' }), {}, 'free'],
    ['minors are excluded', child('16-17'), settings({ mode: 'excluded' }), {}, 'excluded'],
    ['a child under 14 needs consent', child('8-13', { hasConsent: false }), settings(), {}, 'consent'],
    ['nobody else does', child('14-15', { hasConsent: false }), settings(), {}, 'served'],
    [
      'nor where the service asks for none',
      child('8-13', { hasConsent: false }),
      settings({ consentUnder14: false }),
      {},
      'served',
    ],
    ['no virtual kin', child('16-17'), settings(), { role: 'kin' }, 'role'],
    ['no virtual partner', child('16-17'), settings(), { role: 'partner' }, 'role'],
    ['another companion', child('16-17'), settings(), { role: 'other' }, 'served'],
    [
      'which a guardian closes',
      child('16-17', guardian('code', { closed: ['companion'] })),
      settings(),
      { role: 'other' },
      'guardian',
    ],
    [
      'a function that a guardian closed',
      child('16-17', guardian('code', { closed: ['videos'] })),
      settings(),
      { endpoint: 'videos' },
      'guardian',
    ],
    ['and no other', child('16-17', guardian('code', { closed: ['videos'] })), settings(), {}, 'served'],
    [
      'a guardian with a code is stricter',
      child('16-17', guardian('code', { dailyMinutes: 15 })),
      settings(),
      {},
      'time',
    ],
    ['but not looser', child('8-13', guardian('code', { dailyMinutes: 240 })), settings(), { usedMinutes: 61 }, 'time'],
    [
      'a vouched one may be',
      child('8-13', guardian('vouched', { dailyMinutes: 240 })),
      settings(),
      { usedMinutes: 61 },
      'served',
    ],
    [
      'with a code nobody leaves',
      child('8-13', guardian('code', { hasLeft: true })),
      settings(),
      { usedMinutes: 61 },
      'time',
    ],
    [
      'a vouched one leaves',
      child('8-13', guardian('vouched', { hasLeft: true })),
      settings(),
      { usedMinutes: 999, minute: at('23:00') },
      'served',
    ],
    [
      'yet roles stay closed',
      child('8-13', guardian('vouched', { hasLeft: true })),
      settings(),
      { role: 'kin' },
      'role',
    ],
    [
      'a wider curfew',
      child('16-17', guardian('code', { curfew: { from: '20:00', to: '07:00' } })),
      settings(),
      { minute: at('20:30') },
      'curfew',
    ],
    [
      'a lifted one',
      child('16-17', guardian('vouched', { isCurfewLifted: true })),
      settings(),
      { minute: at('23:00') },
      'served',
    ],
    [
      'not by a code',
      child('16-17', guardian('code', { isCurfewLifted: true })),
      settings(),
      { minute: at('23:00') },
      'curfew',
    ],
    [
      'unless codes are trusted',
      child('16-17', guardian('code', { isCurfewLifted: true })),
      settings({ trustCode: true }),
      { minute: at('23:00') },
      'served',
    ],
  ];
  for (const [name, profile, given, more, expected] of rows) assert.equal(ask(profile, given, more), expected, name);
  const asked = limitsOf(settings(), child(null), true);
  assert.equal(asked?.dailyMinutes, 60, 'a request for minors of an unknown age has the strictest hours');
});

test('the strongest source is believed, whatever the order, and nobody grows older by declaring it', () => {
  const statements = fc.uniqueArray(
    fc.record({ source: fc.constantFrom(...ageSourceSchema.options), band: fc.constantFrom(...ageBandSchema.options) }),
    {
      selector: ({ source }) => source,
    },
  );
  const strength = ageSourceSchema.options;
  fc.assert(
    fc.property(statements, (all) => {
      const found = strongest(all);
      const most = Math.max(-1, ...all.map(({ source }) => strength.indexOf(source)));
      assert.equal(found === null ? -1 : strength.indexOf(found.source), most);
    }),
  );
  const mayState = (...asked: Parameters<typeof requireMayState>): boolean => {
    try {
      requireMayState(...asked);
      return true;
    } catch {
      return false;
    }
  };
  assert.deepEqual(
    [
      mayState('declared', '8-13', null),
      mayState('declared', '8-13', '14-15'),
      mayState('declared', 'adult', '8-13'),
      mayState('declared', '14-15', '8-13'),
      mayState('verified', 'adult', '8-13'),
      mayState('guardian', '14-15', '8-13'),
    ],
    [true, true, false, false, true, true],
  );
});

test('looser than the rules takes a reason, and stricter takes none', () => {
  const rows: [Partial<MinorSettings>, string[]][] = [
    [{}, []],
    [{ dailyMinutes: { 'under-8': 0, '8-13': 30, '14-15': 60, '16-17': 90 } }, []],
    [
      { dailyMinutes: { 'under-8': 60, '8-13': 61, '14-15': 60, '16-17': 121 } },
      ['dailyMinutes.8-13', 'dailyMinutes.16-17'],
    ],
    [{ curfew: null }, ['curfew']],
    [{ curfew: { from: '21:00', to: '07:00' } }, []],
    [{ curfew: { from: '22:30', to: '07:00' } }, ['curfew']],
    [{ restMinutes: 45 }, ['restMinutes']],
    [{ consentUnder14: false }, ['consentUnder14']],
    [{ companion: companion({ reminderMinutes: 121 }) }, ['companion.reminderMinutes']],
    [{ mode: 'excluded', curfew: null }, []],
  ];
  for (const [more, expected] of rows) {
    const given = settings(more);
    assert.deepEqual(looserThan(given), expected, JSON.stringify(more));
    const withReason = { ...given, looserReason: '试点' };
    if (expected.length === 0) assert.throws(() => requireSoundSettings(withReason), { code: 'E_REQUEST_INVALID' });
    else {
      assert.throws(() => requireSoundSettings(given), { message: /^settings\.looserReason/ });
      assert.deepEqual(requireSoundSettings(withReason), expected);
    }
  }
  assert.throws(() => requireSoundSettings(settings({ mode: 'off', companion: companion() })), {
    message: /^settings\.mode/,
  });
  assert.throws(() => requireSoundSettings(settings({ curfew: { from: '22:00', to: '22:00' } })), {
    message: /^settings\.curfew/,
  });
});

const times = fc
  .integer({ min: 0, max: 47 })
  .map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);
const curfews = fc.record({ from: times, to: times }).filter(({ from, to }) => from !== to);

test('a curfew covers another when it holds whenever that does', () => {
  fc.assert(
    fc.property(curfews, curfews, fc.integer({ min: 0, max: 1_439 }), (wide: Curfew, narrow: Curfew, minute) => {
      assert.ok(covers(wide, wide));
      if (covers(wide, narrow) && isCurfew(narrow, minute)) assert.ok(isCurfew(wide, minute));
    }),
  );
  assert.ok(isCurfew(RULE_CURFEW, 22 * 60) && isCurfew(RULE_CURFEW, 0) && !isCurfew(RULE_CURFEW, 6 * 60));
});

test('whatever a guardian with a code may set, the child has no more time and no later night than the service gives', () => {
  const wanted = fc.record({
    dailyMinutes: fc.option(fc.integer({ min: 0, max: 300 })),
    curfew: fc.option(curfews),
    isCurfewLifted: fc.boolean(),
    closed: fc.subarray<MinorFunction>(['videos']),
    hasLeft: fc.boolean(),
  });
  fc.assert(
    fc.property(wanted, fc.integer({ min: 0, max: 1_439 }), (own, minuteOfDay) => {
      const given = settings();
      const found = limits(child('8-13', { guardian: { assurance: 'code', settings: own } }), given);
      assert.ok(found.dailyMinutes !== null && found.dailyMinutes <= given.dailyMinutes['8-13']);
      if (isCurfew(RULE_CURFEW, minuteOfDay)) assert.ok(found.curfews.some((one) => isCurfew(one, minuteOfDay)));
      let isRefused = false;
      try {
        requireMaySet(given, own, '8-13', false);
      } catch {
        isRefused = true;
      }
      if (own.hasLeft || own.isCurfewLifted || (own.dailyMinutes ?? 0) > 60) assert.ok(isRefused);
    }),
  );
});

test('only the bare phrase leaves a companion', () => {
  const phrases = ['退出', 'Exit'];
  for (const [text, expected] of [
    ['退出', true],
    [' 退出。', true],
    ['EXIT!', true],
    ['怎么退出', false],
    ['', false],
    ['。', false],
  ] as const)
    assert.equal(isExit(phrases, text), expected, text);
});

test('texts stand in both languages', () => {
  assert.deepEqual(faultyKeys(minorTexts), []);
  assert.deepEqual(faultyKeys({ 'zh-CN': doorTexts.zh, en: doorTexts.en }), []);
});

test('the board is red where minors are admitted without limits, and due where they are looser', () => {
  const stand = (
    more: Partial<MinorSettings>,
    minors: string | null,
    bound: string | null = 'no',
    trainsUnasked = false,
  ): Stand => ({
    serviceId: 'svc_1',
    settings: { ...startSettings(), ...more },
    minors,
    companion: bound,
    trainsUnasked,
  });
  const on = { mode: 'mode' } as const;
  const list = ['lst_00000000000000000000000000'];
  const found = [
    judgeMode([]),
    judgeMode([stand({}, 'admit')]),
    judgeMode([stand({}, null)]),
    judgeMode([stand({}, 'excluded')]),
    judgeMode([stand({ mode: 'excluded' }, 'excluded')]),
    judgeMode([stand({ ...on, curfew: null }, 'target')]),
    judgeMode([stand({ ...on, restMinutes: 45 }, 'target')]),
    judgeMode([stand(on, 'target')]),
    judgeConsent([stand(on, 'target')], [{ serviceId: 'svc_1', band: '8-13', users: 2, consented: 1 }]),
    judgeConsent([stand({ ...on, consentUnder14: false }, 'target')], []),
    judgeAppeals({ open: 1, overdue: 0 }),
    judgeAppeals({ open: 1, overdue: 1 }),
    judgeCompanions([stand({}, 'excluded', 'no')]),
    judgeCompanions([stand({}, 'excluded', 'yes')]),
    judgeCompanions([stand({ ...on, companion: companion({ crisisListIds: list }) }, 'admit', 'yes')]),
    judgeCompanions([
      stand({ ...on, companion: companion({ crisisListIds: list, reminderMinutes: 180 }) }, 'admit', 'yes'),
    ]),
    judgeCompanions([stand({ ...on, companion: companion({ crisisListIds: list }) }, 'admit', 'yes', true)]),
    judgeCompanions([stand({ ...on, companion: companion({ crisisListIds: list }) }, 'target', 'prohibited_feature')]),
    judgeCrises([stand({}, null, 'yes')], { open: 1, waiting: 1 }),
    judgeCrises([stand({}, null, 'yes')], { open: 1, waiting: 0 }),
    judgeCrises([stand({}, null)], { open: 0, waiting: 0 }),
  ].map(({ status, code }) => `${status} ${code}`);
  assert.deepEqual(found, [
    'not-applicable no-service',
    'breached not-set',
    'unknown not-told',
    'breached not-set',
    'met set',
    'breached not-set',
    'due looser',
    'met set',
    'met asked',
    'breached served-without',
    'met in-time',
    'breached overdue',
    'not-applicable no-companion',
    'breached not-set',
    'met set',
    'due looser',
    'breached trains-unasked',
    'breached barred',
    'breached waiting',
    'met handled',
    'not-applicable no-companion',
  ]);
});
