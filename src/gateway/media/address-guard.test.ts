import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddressGuard, isPrivateAddress } from './address-guard.ts';

test('addresses of private, local and special networks are told from those of the internet', () => {
  const inside = [
    '0.0.0.0',
    '10.1.2.3',
    '100.100.100.200',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    'fd00:ec2::254',
    'fe80::1',
  ];
  const outside = ['1.1.1.1', '11.0.0.1', '100.128.0.1', '172.32.0.1', '192.169.0.1', '223.5.5.5', '2400:3200::1'];
  assert.deepEqual(
    inside.filter((address) => !isPrivateAddress(address)),
    [],
  );
  assert.deepEqual(outside.filter(isPrivateAddress), []);
});

test("an upstream's own host and port, and hosts that are named, are allowed; the same host at another port is not", async (t) => {
  const guard = new AddressGuard(['files.test', '10.0.0.5:9000', '*.inner.test']);
  t.after(() => guard.close());
  const isAllowed = (address: string): boolean => guard.connectionsFor(new URL(address), '10.0.0.9:8000') !== null;
  for (const address of ['http://10.0.0.9:8000/a', 'http://10.0.0.5:9000/a', 'http://1.1.1.1/a'])
    assert.equal(isAllowed(address), true, address);
  for (const address of ['http://10.0.0.9:8001/a', 'http://10.0.0.5/a', 'http://[fd00::1]/a', 'http://2130706433/a'])
    assert.equal(isAllowed(address), false, address);
  // A name is checked when it is looked up; one that is named is not.
  const other = guard.connectionsFor(new URL('https://elsewhere.test/a'), '');
  for (const address of ['https://files.test/a', 'https://a.b.inner.test:1/a'])
    assert.notEqual(guard.connectionsFor(new URL(address), ''), other, address);
  assert.equal(guard.connectionsFor(new URL('https://notinner.test/a'), ''), other);
});
