import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Circuit, type Permit } from './circuit.ts';
import { HandClock } from './upstreams.fixture.ts';

function build(isAlwaysClosed = false): { clock: HandClock; circuit: Circuit; changes: string[] } {
  const clock = new HandClock();
  const changes: string[] = [];
  const circuit = new Circuit({
    clock,
    isAlwaysClosed,
    onChange: (state, openMs) => void changes.push(state === 'open' ? `open ${openMs}` : state),
  });
  return { clock, circuit, changes };
}

function acquire(circuit: Circuit): Permit {
  const permit = circuit.acquire();
  assert.ok(permit !== null, 'the circuit gave no permit');
  return permit;
}

function failTimes(circuit: Circuit, times: number): void {
  for (let i = 0; i < times; i++) acquire(circuit).reportFailure('status 500');
}

test('four failures in a row leave the circuit closed and the fifth opens it for ten seconds', () => {
  const { clock, circuit } = build();
  failTimes(circuit, 4);
  assert.equal(circuit.health().circuit, 'closed');
  failTimes(circuit, 1);
  assert.equal(circuit.acquire(), null);
  clock.ms += 9_999;
  assert.equal(circuit.acquire(), null);
  clock.ms += 1;
  assert.ok(circuit.acquire() !== null);
});

test('a success between failures starts the row anew', () => {
  const { circuit } = build();
  failTimes(circuit, 4);
  acquire(circuit).reportSuccess();
  failTimes(circuit, 4);
  assert.equal(circuit.health().circuit, 'closed');
});

test('a refused request counts neither as failure nor as success of the answer, but ends the row', () => {
  const { circuit } = build();
  failTimes(circuit, 4);
  acquire(circuit).reportAnswered();
  failTimes(circuit, 4);
  assert.equal(circuit.health().circuit, 'closed');
  assert.equal(circuit.health().lastOkAt, null);
});

test('half of twenty attempts failing within thirty seconds opens the circuit without a row', () => {
  const { circuit } = build();
  for (let i = 0; i < 9; i++) {
    acquire(circuit).reportSuccess();
    failTimes(circuit, 1);
  }
  acquire(circuit).reportSuccess();
  assert.equal(circuit.health().circuit, 'closed');
  failTimes(circuit, 1);
  assert.equal(circuit.health().circuit, 'open');
});

test('attempts older than thirty seconds no longer count', () => {
  const { clock, circuit } = build();
  for (let i = 0; i < 9; i++) {
    acquire(circuit).reportSuccess();
    failTimes(circuit, 1);
  }
  clock.ms += 30_000;
  acquire(circuit).reportSuccess();
  failTimes(circuit, 2);
  assert.equal(circuit.health().circuit, 'closed');
});

test('an open circuit is tried by exactly one attempt at a time', () => {
  const { clock, circuit } = build();
  failTimes(circuit, 5);
  clock.ms += 10_000;
  const trial = acquire(circuit);
  assert.equal(circuit.health().circuit, 'half-open');
  assert.equal(circuit.acquire(), null);
  trial.release();
  assert.ok(circuit.acquire() !== null, 'a trial that taught nothing makes room for the next');
});

test('each failed trial doubles the wait up to two minutes', () => {
  const { clock, circuit, changes } = build();
  failTimes(circuit, 5);
  for (let i = 0; i < 5; i++) {
    clock.ms += 120_000;
    failTimes(circuit, 1);
  }
  const waits = changes.filter((change) => change.startsWith('open'));
  assert.deepEqual(waits, ['open 10000', 'open 20000', 'open 40000', 'open 80000', 'open 120000', 'open 120000']);
});

test('the first byte of a trial closes the circuit, long before its stream ends', () => {
  const { clock, circuit } = build();
  failTimes(circuit, 5);
  clock.ms += 10_000;
  const trial = acquire(circuit);
  trial.reportFirstByte();
  assert.equal(circuit.health().circuit, 'closed');
  assert.ok(circuit.acquire() !== null);
});

test('a full success after a trial brings the wait back to ten seconds', () => {
  const { clock, circuit, changes } = build();
  failTimes(circuit, 5);
  clock.ms += 10_000;
  failTimes(circuit, 1);
  clock.ms += 20_000;
  acquire(circuit).reportSuccess();
  failTimes(circuit, 5);
  assert.equal(changes.at(-1), 'open 10000');
});

test('a failure that comes in late neither prolongs the wait nor counts twice', () => {
  const { clock, circuit, changes } = build();
  const late = acquire(circuit);
  failTimes(circuit, 5);
  clock.ms += 5_000;
  late.reportFailure('status 500');
  late.reportFailure('status 500');
  clock.ms += 5_000;
  assert.ok(circuit.acquire() !== null);
  assert.deepEqual(changes, ['open 10000', 'half-open']);
});

test('the demonstration upstream is never left out', () => {
  const { circuit } = build(true);
  failTimes(circuit, 50);
  assert.equal(circuit.health().circuit, 'closed');
});

test('health names the last error, the last success and the next trial', () => {
  const { clock, circuit } = build();
  const okAt = clock.now().toISOString();
  acquire(circuit).reportSuccess();
  clock.ms += 1_000;
  failTimes(circuit, 5);
  clock.ms += 4_000;
  assert.deepEqual(circuit.health(), {
    circuit: 'open',
    failures: 5,
    lastError: 'status 500',
    lastOkAt: okAt,
    retryAt: new Date(clock.now().getTime() + 6_000).toISOString(),
  });
});
