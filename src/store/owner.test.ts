import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { type DataPaths, openDataFolder } from './data-folder.ts';
import { claimOwner, findOwner, type OwnerClaim } from './owner.ts';
import { processNamespace, processStamp } from './process-identity.ts';
import { afterTest, temporaryFolder } from './testing/folders.ts';

const PLACE = { host: '/nonexistent', port: 5432 };

function pathsOf(t: TestContext): DataPaths {
  return openDataFolder(temporaryFolder(t));
}

const isClaim = (result: object): result is OwnerClaim => 'release' in result;

function writeOwner(paths: DataPaths, owner: object): void {
  writeFileSync(paths.owner, JSON.stringify({ namespace: processNamespace(), ...PLACE, ...owner }));
}

test('a claimed folder names its owner until it is released', async (t) => {
  const paths = pathsOf(t);
  const claim = await claimOwner(paths, PLACE);
  assert.ok(isClaim(claim));
  assert.equal((await findOwner(paths))?.pid, process.pid);
  claim.release();
  assert.equal(await findOwner(paths), null);
  assert.deepEqual(readdirSync(paths.root), []);
});

test('of many claims at once exactly one succeeds', async (t) => {
  const paths = pathsOf(t);
  const results = await Promise.all(Array.from({ length: 8 }, () => claimOwner(paths, PLACE)));
  assert.equal(results.filter(isClaim).length, 1);
});

test('an owner whose process number now belongs to another process is dead', async (t) => {
  const paths = pathsOf(t);
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  afterTest(t, () => other.kill());
  writeOwner(paths, { pid: other.pid, stamp: 'of an earlier process' });
  assert.equal(await findOwner(paths), null);
  assert.ok(isClaim(await claimOwner(paths, PLACE)));
});

test('an owner that is alive is not dead because it is another process', async (t) => {
  const paths = pathsOf(t);
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  afterTest(t, () => other.kill());
  writeOwner(paths, { pid: other.pid, stamp: processStamp(other.pid ?? 0) });
  assert.equal((await findOwner(paths))?.pid, other.pid);
});

test('an owner from another container is dead when its database does not answer', async (t) => {
  const paths = pathsOf(t);
  writeOwner(paths, { pid: process.pid, stamp: processStamp(process.pid), namespace: 'pid:[1]' });
  assert.equal(await findOwner(paths), null);
});

test('an owner file cut short by a power cut does not lock the folder', async (t) => {
  const paths = pathsOf(t);
  writeFileSync(paths.owner, '');
  assert.ok(isClaim(await claimOwner(paths, PLACE)));
});

test('releasing a claim leaves the file of a later owner alone', async (t) => {
  const paths = pathsOf(t);
  const claim = await claimOwner(paths, PLACE);
  assert.ok(isClaim(claim));
  writeOwner(paths, { pid: 1, stamp: 'later' });
  claim.release();
  assert.match(readFileSync(paths.owner, 'utf8'), /later/);
});

test('a lock left by a process killed in the middle of its claim is broken', async (t) => {
  const paths = pathsOf(t);
  mkdirSync(paths.ownerLock);
  utimesSync(paths.ownerLock, 0, 0);
  assert.ok(isClaim(await claimOwner(paths, PLACE)));
  assert.equal(existsSync(paths.ownerLock), false);
});
