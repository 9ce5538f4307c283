import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AssertionMethod, type ConfirmedLevel, identityPolicySchema } from '../../contract/index.ts';
import { DAY_MS, HeguiError, MINUTE_MS } from '../../kernel/index.ts';
import { shippedLaw } from '../../law/index.ts';
import { faultyKeys } from '../../portal/index.ts';
import { judgePublishing, judgeWays } from './controls.ts';
import { FUNCTIONS } from './functions.ts';
import type { Standing } from './model.ts';
import { ageBandOfBirth, ageBandOfNumber, cleanEmail, cleanPhone, cleanResidentNumber } from './numbers.ts';
import { identityTexts } from './pages/texts.ts';
import { cleanPerson } from './person.ts';
import { IdentityRefusal } from './refusal.ts';
import { assuranceFrom, CODE_LIMITS, endOf, findLack, functionsOf, isInGrace, makeCode, waitFor } from './rules.ts';

const NOW = new Date('2026-11-26T08:00:00Z');
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const standing = (level: ConfirmedLevel, method: AssertionMethod = 'app', days = 1): Standing => ({
  level,
  method,
  ageBand: null,
  assertedAt: after(-DAY_MS),
  untilAt: after(days * DAY_MS),
});
const policyOf = (given: object) => identityPolicySchema.parse(given);

test('what a request is for follows from its endpoint and from what it declares', () => {
  const rows: [string, string | null, string][] = [
    ['chat.completions', null, 'ask'],
    ['embeddings', null, 'ask'],
    ['images/generations', null, 'picture'],
    ['images/edits', null, 'picture'],
    ['audio/speech', null, 'sound'],
    ['videos', null, 'video'],
    ['chat.completions', 'publish', 'ask publish'],
    ['videos', 'pay', 'video pay'],
  ];
  for (const [endpoint, declared, expected] of rows)
    assert.equal(functionsOf({ endpoint, declared, companion: null }).join(' '), expected, `${endpoint} ${declared}`);
  const companion = 'other';
  const plays: [string | null, string][] = [
    [null, 'ask companion'],
    ['companion', 'ask companion'],
    ['publish', 'ask companion publish'],
  ];
  for (const [declared, expected] of plays)
    assert.equal(functionsOf({ endpoint: 'chat.completions', declared, companion }).join(' '), expected);
  for (const declared of ['ask', 'Publish', 'anything', 'constructor'])
    assert.throws(() => functionsOf({ endpoint: 'videos', declared, companion: null }), /x-hegui-function/, declared);
});

test('a need is met by the level or a higher one that stands; e-mail counts where the policy says, never for publishing', () => {
  const needs = { ask: 'phone', publish: 'verified', pay: 'entity' };
  const rows: [readonly Standing[], object, 'ask' | 'publish' | 'pay' | 'video', string | null][] = [
    [[], {}, 'video', null],
    [[], {}, 'ask', 'none'],
    [[standing('phone')], {}, 'ask', null],
    [[standing('entity')], {}, 'ask', null],
    [[standing('phone')], {}, 'publish', 'phone'],
    [[standing('phone'), standing('verified')], {}, 'publish', null],
    [[standing('verified')], {}, 'pay', 'verified'],
    [[standing('phone', 'code-sms', 0)], {}, 'ask', 'none'],
    [[standing('phone', 'code-email')], {}, 'ask', 'none'],
    [[standing('phone', 'code-email')], { email: 'counts' }, 'ask', null],
    [[standing('phone', 'code-email')], { email: 'counts', needs: { publish: 'phone' } }, 'publish', 'none'],
  ];
  for (const [standings, more, fn, expected] of rows) {
    const lack = findLack([fn], policyOf({ needs, ...more }), standings, NOW);
    assert.equal(lack?.level ?? null, expected, `${fn} ${JSON.stringify(standings)} ${JSON.stringify(more)}`);
  }
});

test('what other duties are told: the highest level, how long, and the surest age; an address of e-mail says nothing', () => {
  assert.deepEqual(assuranceFrom([standing('phone', 'code-email')], NOW), { level: 'none', until: null, age: null });
  const minor: Standing = { ...standing('verified', 'vendor', 3), ageBand: '16-17' };
  const told = assuranceFrom([{ ...standing('phone', 'app', 9), ageBand: 'adult' }, minor], NOW);
  assert.deepEqual([told.level, told.until], ['verified', minor.untilAt]);
  assert.deepEqual(told.age, { band: '16-17', confirmedAt: minor.assertedAt, level: 'verified' });
});

test('a confirmation ends as the policy says or earlier, never later', () => {
  const policy = policyOf({ validDays: { phone: 10 } });
  assert.deepEqual(endOf('phone', policy, NOW), after(10 * DAY_MS));
  assert.deepEqual(endOf('phone', policy, NOW, after(DAY_MS).toISOString()), after(DAY_MS));
  assert.deepEqual(endOf('phone', policy, NOW, after(99 * DAY_MS).toISOString()), after(10 * DAY_MS));
  assert.throws(() => endOf('phone', policy, NOW, after(-1).toISOString()), /until/);
});

test('numbers are known by form and check digit, and only an age band is made of a date of birth', () => {
  const rows: [string, string | null][] = [
    ['11010519491231002X', '11010519491231002X'],
    ['110105 19491231 002x', '11010519491231002X'],
    ['110105194912310021', null],
    ['11010519490231002X', null],
    ['110105491231002', null],
    ['', null],
  ];
  for (const [text, expected] of rows) assert.equal(cleanResidentNumber(text), expected, text);
  assert.equal(ageBandOfNumber('11010519491231002X', NOW), 'adult');
  // The day begins in China eight hours before it does in UTC.
  const births: [string, string, string][] = [
    ['2008-11-26', '2026-11-25T15:59:59Z', '16-17'],
    ['2008-11-26', '2026-11-25T16:00:00Z', 'adult'],
    ['2012-02-29', '2026-02-28T12:00:00Z', '8-13'],
    ['2012-02-29', '2026-03-01T00:00:00Z', '14-15'],
    ['2018-11-27', '2026-11-26T08:00:00Z', 'under-8'],
    ['2026-11-26', '2026-11-26T08:00:00Z', 'under-8'],
  ];
  for (const [birth, at, band] of births) assert.equal(ageBandOfBirth(birth, new Date(at)), band, `${birth} ${at}`);
  const phones: [string, string | null][] = [
    ['138 0000 0000', '13800000000'],
    ['+86 138-0000-0000', '13800000000'],
    ['008613800000000', '13800000000'],
    ['+4915100000000', '+4915100000000'],
    ['12800000000', null],
    ['1380000000', null],
    ['+861380000000', null],
  ];
  for (const [text, expected] of phones) assert.equal(cleanPhone(text), expected, text);
  assert.equal(cleanEmail(' A.B@Example.COM '), 'a.b@example.com');
  assert.equal(cleanEmail('a@b'), null);
});

/** A number with a check digit that fits, for somebody born on a day. */
function numberOf(birth: string): string {
  const body = `110105${birth.replaceAll('-', '')}002`;
  const number = [...'0123456789X'].map((last) => body + last).find((one) => cleanResidentNumber(one) !== null);
  assert.ok(number !== undefined);
  return number;
}

test('nothing of a child under fourteen is given to a vendor [pipl#31]', () => {
  const person = (birth: string) => cleanPerson({ name: '测试人甲', number: numberOf(birth) }, 'two', NOW);
  assert.equal(person('2012-11-26').ageBand, '14-15');
  assert.throws(
    () => person('2012-11-27'),
    (error: unknown) => error instanceof IdentityRefusal && error.reason === 'guardian',
  );
  const three = { name: '测试人甲', number: numberOf('1990-01-01'), phone: '123' };
  for (const [given, field] of [
    [three, 'phone'],
    [{ ...three, name: '<b>' }, 'name'],
    [{ ...three, number: '1' }, 'number'],
  ] as const)
    assert.throws(
      () => cleanPerson(given, 'three', NOW),
      (error: unknown) => error instanceof HeguiError && error.fields[0]?.path === field,
    );
});

test('how often codes are sent has limits by minute, hour and day', () => {
  const ago = (minutes: number): Date => after(-minutes * MINUTE_MS);
  assert.equal(waitFor([], CODE_LIMITS.address, NOW), null);
  assert.equal(waitFor([ago(0.5)], CODE_LIMITS.address, NOW), 30);
  assert.equal(waitFor([ago(1)], CODE_LIMITS.address, NOW), null);
  assert.equal(waitFor([2, 4, 6, 8, 50].map(ago), CODE_LIMITS.address, NOW), 600);
  assert.equal(waitFor([2, 4, 6, 8, 61].map(ago), CODE_LIMITS.address, NOW), null);
});

test('a code has six digits, and numbers that would make some codes likelier are drawn again', () => {
  const drawn = (numbers: readonly number[]) => {
    let at = 0;
    return makeCode((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset).writeUInt32BE(numbers[at++] ?? 0));
  };
  assert.equal(drawn([7]), '000007');
  assert.equal(drawn([123_456_789]), '456789');
  assert.equal(drawn([4_294_000_000, 42]), '000042');
  assert.equal(drawn([4_293_999_999]), '999999');
  assert.throws(() => makeCode((bytes) => bytes.fill(0xff)), /randomness/);
  fc.assert(
    fc.property(fc.nat({ max: 4_293_999_999 }), (number) => /^\d{6}$/.test(drawn([number]))),
    { numRuns: 200 },
  );
});

test('every reason names a law that asks for it, with how sure its text is known, and never Article 9 of the Measures', () => {
  const known = new Map(shippedLaw().obligations.map(({ id, confidence }) => [id, confidence]));
  for (const [fn, { bases }] of Object.entries(FUNCTIONS)) {
    for (const basis of bases) assert.ok(known.has(basis), `${fn}: ${basis}`);
    assert.ok(
      bases.every((basis) => !basis.startsWith('measures:')),
      fn,
    );
  }
  assert.equal(FUNCTIONS.publish.bases[0], 'csl:26');
  assert.equal(known.get('csl:26'), 'official-text');
});

test('pages say the same in both languages', () => {
  assert.deepEqual(faultyKeys(identityTexts), []);
});

test('the board: publishing is known where the door refuses strangers; a grace period is due, a leak is a breach [csl#26]', () => {
  const service = (identity: object) => ({ policy: { identity: policyOf(identity) } });
  const needs = { publish: 'verified' };
  const graced = { needs, graceUntil: after(DAY_MS).toISOString() };
  assert.ok(isInGrace(policyOf(graced), NOW) && !isInGrace(policyOf(graced), after(DAY_MS)));
  const rows: [readonly object[], readonly boolean[], string][] = [
    [[], [], 'not-applicable no-service'],
    [[{}], [true], 'due not-needed'],
    [[{ needs }], [false], 'met known'],
    [[{ needs }], [true], 'breached admitted'],
    [[{ needs }, {}], [false, true], 'due not-needed'],
    [[graced], [true], 'due grace'],
  ];
  for (const [policies, admitted, expected] of rows) {
    const { status, code } = judgePublishing(policies.map(service), admitted, NOW);
    assert.equal(`${status} ${code}`, expected, JSON.stringify(policies));
  }
});

test('the board: a level that a policy needs has a way to reach it, and providers answer', () => {
  const health = { answered: 1, failed: 0, lastAnswerAt: NOW.toISOString(), lastFaultAt: null, lastFault: null };
  const tencent = { kind: 'tencent', baseUrl: 'https://faceid.example', secretId: 'x', elements: 'two' } as const;
  const failing = { ...health, lastFaultAt: after(1).toISOString() };
  const rows: [object, boolean, readonly object[], string][] = [
    [{}, true, [], 'not-applicable nothing-needed'],
    [{ ask: 'phone' }, true, [], 'met work'],
    [{ ask: 'phone' }, false, [], 'due unreachable'],
    [{ publish: 'verified' }, true, [], 'due unreachable'],
    [{ publish: 'verified' }, true, [health], 'met work'],
    [{ publish: 'entity' }, true, [health], 'due unreachable'],
    [{ publish: 'verified' }, true, [failing], 'due failing'],
  ];
  for (const [needs, sms, healths, expected] of rows) {
    const providers = healths.map((one) => ({ settings: tencent, health: { ...health, ...one } }));
    const { status, code } = judgeWays(
      [{ policy: { identity: policyOf({ needs }) } }],
      { sms, email: false },
      providers,
    );
    assert.equal(`${status} ${code}`, expected, JSON.stringify([needs, sms]));
  }
});
