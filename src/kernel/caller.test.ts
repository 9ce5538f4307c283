import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerOf } from './caller.ts';

test('one IPv6 network counts as one caller, whatever the address inside it', () => {
  assert.equal(callerOf('192.0.2.7'), '192.0.2.7');
  assert.equal(callerOf('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(callerOf('2001:db8:1:2:3:4:5:6'), callerOf('2001:db8:1:2::9'));
  assert.notEqual(callerOf('2001:db8:1:3::9'), callerOf('2001:db8:1:2::9'));
  assert.equal(callerOf('::1'), '0:0:0:0::/64');
});
