import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHonest, type ExportedLog } from './exported-log.ts';

const sound: ExportedLog = {
  opened: new Map([
    ['exc_a', 1],
    ['exc_b', 1],
  ]),
  closed: new Map([['exc_a', 1]]),
  entries: 3,
  findings: [{ kind: 'unclosed', subject: 'exc_b' }],
};

test('a log with one named unclosed exchange passes and is told', () => {
  assert.deepEqual(assertHonest(sound, new Set(['exc_a'])), ['exc_b']);
});

const PLANTED: readonly (readonly [title: string, log: ExportedLog, seenWhole: readonly string[]])[] = [
  ['an answer seen whole without its closing', sound, ['exc_b']],
  ['an unclosed exchange that the verifier does not name', { ...sound, findings: [] }, []],
  ['an exchange named as unclosed that is closed', { ...sound, closed: new Map([...sound.closed, ['exc_b', 1]]) }, []],
  ['an exchange closed twice', { ...sound, closed: new Map([['exc_a', 2]]) }, []],
  ['an exchange closed and never opened', { ...sound, closed: new Map([...sound.closed, ['exc_c', 1]]) }, []],
  ['any other finding', { ...sound, findings: [...sound.findings, { kind: 'removed', subject: 'evt_a' }] }, []],
];
for (const [title, log, seenWhole] of PLANTED) {
  test(`${title} is not let pass`, () => {
    assert.throws(() => assertHonest(log, new Set(seenWhole)), assert.AssertionError);
  });
}
