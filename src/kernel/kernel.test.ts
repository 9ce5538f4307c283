import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import {
  canonicalJson,
  ERRORS,
  HeguiError,
  IdFactory,
  isRawNumber,
  loadConfig,
  parseLossless,
  Secret,
} from './index.ts';

test('canonical JSON sorts names by UTF-16 unit, drops white space and writes numbers as ECMAScript does', () => {
  const value = {
    '\u20ac': 1,
    '\r': 2,
    b: [1e21, 0.1, -0, true, null],
    a: { d: '\u000f', c: '€' },
    '\ud83d\ude00': 3,
    '\ufb33': 4,
  };
  assert.equal(
    canonicalJson(value),
    '{"\\r":2,"a":{"c":"€","d":"\\u000f"},"b":[1e+21,0.1,0,true,null],"€":1,"😀":3,"\ufb33":4}',
  );
});

test('canonical JSON is a fixed point: reading it and writing it again changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value));
      const text = canonicalJson(plain);
      assert.equal(canonicalJson(JSON.parse(text)), text);
      assert.deepEqual(JSON.parse(text), plain);
    }),
  );
});

test('canonical JSON refuses what has no one form', () => {
  assert.throws(() => canonicalJson('\ud800'), TypeError);
  assert.throws(() => canonicalJson(Number.NaN), TypeError);
});

test('numbers survive a round trip as their characters', () => {
  for (const text of ['{"a":1.0}', '[12345678901234567890]', '{"x":1e400}', '[0.10,-0.0,1E5]', '{"t":"1.0","n":7}']) {
    assert.equal(JSON.stringify(parseLossless(text)), text);
  }
});

test('an object of a client cannot pass for a number kept as its characters', () => {
  assert.equal(isRawNumber(JSON.parse('{"rawJSON":"1"}')), false);
});

test('ids ascend with time, never repeat, and keep to capitals and digits', () => {
  let nowMs = 1_700_000_000_000;
  const ids = new IdFactory(() => nowMs);
  const made = Array.from({ length: 5_000 }, (_, index) => {
    if (index % 100 === 0) nowMs++;
    return ids.next('exc');
  });
  assert.equal(new Set(made).size, made.length);
  for (const id of made) assert.match(id, /^exc_[0-9A-HJKMNP-TV-Z]{26}$/);
  const times = made.map((id) => id.slice(4, 14));
  assert.deepEqual(times, [...times].sort());
});

test('an unknown variable, an unknown key and a wrong value are refused by name', () => {
  const refusal = (environment: Record<string, string>): string => {
    try {
      loadConfig(environment);
    } catch (error) {
      assert.ok(error instanceof HeguiError && error.code === 'E_CONFIG_INVALID');
      return error.message;
    }
    throw new Error('it was accepted');
  };
  assert.match(refusal({ HEGUI_PROT: '1' }), /HEGUI_PROT/);
  assert.match(refusal({ HEGUI_PORT: 'x' }), /port/);
  assert.match(refusal({ HEGUI_BODY_BYTES_MAX: '-1' }), /limits\.bodyBytesMax/);
  const file = join(mkdtempSync(join(tmpdir(), 'hegui-config-')), 'config.json');
  writeFileSync(file, '{"prot":1}');
  assert.match(refusal({ HEGUI_CONFIG: file }), /prot/);
  writeFileSync(file, '{');
  assert.match(refusal({ HEGUI_CONFIG: file }), /not valid JSON/);
  assert.match(refusal({ HEGUI_CONFIG: '/nowhere.json' }), /no file/);
});

test('the environment counts before the file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hegui-config-')), 'config.json');
  writeFileSync(file, '{"port":1,"limits":{"messagesMax":5}}');
  const config = loadConfig({ HEGUI_CONFIG: file, HEGUI_PORT: '2' });
  assert.equal(config.port, 2);
  assert.equal(config.limits.messagesMax, 5);
});

test('a secret never prints', () => {
  const { databaseUrl } = loadConfig({ DATABASE_URL: 'postgresql://u:geheim@h/d' });
  assert.ok(databaseUrl instanceof Secret);
  assert.equal(databaseUrl.reveal(), 'postgresql://u:geheim@h/d');
  for (const text of [
    String(databaseUrl),
    JSON.stringify({ databaseUrl }),
    inspect({ databaseUrl }),
    `${databaseUrl}`,
  ]) {
    assert.doesNotMatch(text, /geheim/);
  }
});

test('every error says what happened and what to do, in both languages', () => {
  for (const [code, row] of Object.entries(ERRORS)) {
    assert.match(code, /^E(_[A-Z][A-Z0-9]*)+$/);
    for (const text of [row.title.zh, row.title.en, row.remedy.zh, row.remedy.en]) assert.ok(text.length > 3, code);
    assert.match(row.title.zh + row.remedy.zh, /[\u4e00-\u9fff]/, code);
  }
});
