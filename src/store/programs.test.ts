import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { HeguiError } from '../kernel/index.ts';
import { findPrograms } from './programs.ts';

test('the programs of this platform are found and say their major version', () => {
  const programs = findPrograms();
  for (const path of [programs.postgres, programs.initdb, programs.pgCtl]) assert.ok(existsSync(path), path);
  assert.equal(programs.major, 18);
});

test('a platform without programs is named, with what to do instead', () => {
  assert.throws(
    () => findPrograms('sunos', 'sparc'),
    (error: unknown) =>
      error instanceof HeguiError &&
      error.code === 'E_STORE_UNAVAILABLE' &&
      /sunos-sparc.*DATABASE_URL/.test(error.message),
  );
});
