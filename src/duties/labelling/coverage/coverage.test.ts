import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HeguiError, HOUR_MS, silentLog } from '../../../kernel/index.ts';
import { openRegistry } from '../../../registry/testing/harness.ts';
import { CoverageService, LabelCounter } from '../index.ts';
import { countEntries, type LabelEntry, periodStart } from './rules.ts';

let stand: Awaited<ReturnType<typeof openRegistry>>;
let counter: LabelCounter;
let coverage: CoverageService;
let leaves = 0;
before(async () => {
  stand = await openRegistry();
  counter = new LabelCounter({ database: stand.database, log: silentLog });
  coverage = new CoverageService({ database: stand.database, clock: stand.clock });
});
after(() => stand.close());

const AT = new Date('2026-11-23T01:59:59.999Z');
const entry = (kind: string, data: object, serviceId: string | null = null): LabelEntry => ({
  kind,
  at: AT,
  body: JSON.stringify({ data }),
  serviceId,
});
const labelled = (explicit: boolean, explicitReason?: string, contentKind = 'picture'): LabelEntry =>
  entry('content.labelled', { service: 'svc_a', contentKind, explicit, ...(explicitReason && { explicitReason }) });
const closed = (label?: object, serviceId: string | null = 'svc_a'): LabelEntry =>
  entry('response.closed', { ...(label && { label }) }, serviceId);

/** Writes an entry that is in the tree at once. */
async function write(kind: string, data: object, at: Date): Promise<void> {
  const id = `evt_${String(leaves).padStart(26, '0')}`;
  await stand.database.query('insert into evidence_entry (id, kind, at, body, leaf_hash) values ($1, $2, $3, $4, $5)', [
    id,
    kind,
    at,
    JSON.stringify({ data }),
    Buffer.alloc(32),
  ]);
  await stand.database.query('insert into evidence_leaf (index, entry_id) values ($1, $2)', [leaves++, id]);
}

const withheld = (reason: string) => ({
  service: 'svc_b',
  exchange: 'exc_1',
  contentKind: 'film',
  place: 'content',
  reason,
});

test('each content is counted once, by its hour and by what became of it', () => {
  const counts = countEntries([
    labelled(true),
    labelled(true),
    labelled(false, 'interface'),
    labelled(false, 'unavailable'),
    labelled(false, 'lifted'),
    entry('content.withheld', { service: 'svc_a', contentKind: 'film' }),
    closed({ explicit: 'append' }),
    closed({ explicit: 'interface', explicitReason: 'structured-output' }),
    closed({ explicit: 'none', explicitReason: 'lifted' }),
    closed(),
    closed({ explicit: 'append' }, null),
    entry('video.ended', {}),
  ]);
  const hour = new Date('2026-11-23T01:00:00Z');
  assert.ok(counts.every((count) => count.hour.getTime() === hour.getTime() && count.serviceId === 'svc_a'));
  assert.deepEqual(
    counts.map(({ kind, outcome, contents }) => `${kind} ${outcome} ${contents}`),
    [
      'picture marked 2',
      'picture implicit 2',
      'picture lifted 1',
      'film withheld 1',
      'text marked 1',
      'text implicit 1',
      'text lifted 1',
    ],
  );
});

test('a period begins at a full hour, so that its first hour counts whole', () => {
  assert.equal(periodStart(AT, 24).toISOString(), '2026-11-22T01:00:00.000Z');
});

test('the log is counted in its order, once, however many count, and figures of a period are those of its hours', async () => {
  const now = stand.clock.now();
  const ago = (hours: number): Date => new Date(now.getTime() - hours * HOUR_MS);
  const picture = { service: 'svc_a', contentKind: 'picture', explicit: true };
  await write('content.labelled', picture, ago(40 * 24));
  await write('content.labelled', picture, ago(48));
  await write('content.labelled', picture, ago(1));
  await write('content.withheld', withheld('unmarked'), ago(1));
  await Promise.all([counter.countOnce(), counter.countOnce()]);
  while (await counter.countOnce());
  const rows = async (period: '24h' | '7d' | '30d', serviceId?: string) =>
    (await coverage.coverage(period, serviceId)).rows.map(({ serviceId: id, kind, counts }) => [id, kind, counts]);
  const counts = { marked: 0, implicit: 0, lifted: 0, withheld: 0 };
  assert.deepEqual(await rows('24h'), [
    ['svc_a', 'picture', { ...counts, marked: 1 }],
    ['svc_b', 'film', { ...counts, withheld: 1 }],
  ]);
  assert.deepEqual(await rows('7d', 'svc_a'), [['svc_a', 'picture', { ...counts, marked: 2 }]]);
  await write('content.labelled', picture, now);
  assert.equal(await counter.countOnce(), true);
  assert.equal(await counter.countOnce(), false);
  assert.deepEqual(await rows('30d', 'svc_a'), [['svc_a', 'picture', { ...counts, marked: 3 }]]);
});

test('what was withheld comes newest first, page by page, of one service or all, and a wrong cursor is told', async () => {
  const at = (minutes: number): Date => new Date(stand.clock.now().getTime() + minutes * 60_000);
  for (const [index, reason] of ['fetch', 'too-large', 'fault'].entries())
    await write('content.withheld', withheld(reason), at(index));
  const first = await coverage.withheld({ limit: 2 });
  assert.deepEqual(
    first.items.map(({ reason }) => reason),
    ['fault', 'too-large'],
  );
  const second = await coverage.withheld({ limit: 2, cursor: first.next ?? '' });
  assert.deepEqual([second.items.map(({ reason }) => reason), second.next], [['fetch', 'unmarked'], null]);
  assert.deepEqual((await coverage.withheld({ limit: 9, serviceId: 'svc_none' })).items, []);
  for (const cursor of ['x', '2026_', '_exc_1'])
    await assert.rejects(
      coverage.samples({ limit: 2, cursor }),
      (error) => error instanceof HeguiError && error.code === 'E_REQUEST_INVALID',
    );
});
