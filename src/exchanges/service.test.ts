import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ExchangesQuery } from '../contract/index.ts';
import { exchangeDetailSchema, exchangeProofSchema, exchangesQuerySchema, overviewSchema } from '../contract/index.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/index.ts';
import { verifyInclusion } from '../ledger/index.ts';
import { OverviewReader } from './overview.ts';
import {
  AIGC,
  type ExchangesFixture,
  HIT,
  KEY_HINT,
  openExchangesFixture,
  pseudonym,
  SERVICES,
  STATUS,
} from './testing/exchanges-fixture.ts';

const STAFF = 'staff:stf_00000000000000000000000001';
let fixture: ExchangesFixture;
before(async () => {
  fixture = await openExchangesFixture();
});
after(() => fixture.close());

const list = async (query: ExchangesQuery) => {
  const { items, next } = await fixture.exchanges.list(exchangesQuerySchema.parse(query));
  return { ids: items.map(({ id }) => id), items, next };
};
const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);
// Tests of listing look only at exchanges of a day of their own.
let day = 0;
const ownDay = (): { at: (minute: number) => Date; from: string; to: string } => {
  day += 1;
  const startMs = Date.parse('2026-01-01T00:00:00Z') + day * DAY_MS;
  return {
    at: (minute) => new Date(startMs + minute * MINUTE_MS),
    from: new Date(startMs).toISOString(),
    to: new Date(startMs + DAY_MS).toISOString(),
  };
};

test('pages go newest first, without gap or repetition, also where instants are equal', async () => {
  const { at, from, to } = ownDay();
  const recorded: string[] = [];
  for (const minute of [1, 2, 2, 2, 3]) recorded.push(await fixture.record({ openedAt: at(minute) }));
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 5; pages++) {
    const page = await list({ from, to, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.ids);
    if (page.next === null) break;
    cursor = page.next;
  }
  const [first, ...middle] = recorded;
  const last = middle.pop();
  assert.deepEqual(seen, [last, ...middle.sort().reverse(), first]);
});

test('a listed exchange says what happened to it', async () => {
  const { at, from, to } = ownDay();
  const id = await fixture.record({
    openedAt: at(1),
    endUser: 'sub_1',
    outcome: 'cut',
    hits: [HIT],
    firstTokenMs: 12,
    totalMs: 34,
  });
  const { items } = await list({ from, to });
  assert.deepEqual(items, [
    {
      id,
      serviceId: SERVICES[0],
      serviceName: 'service 1',
      endUser: 'sub_1',
      endpoint: '/v1/chat/completions',
      model: 'model-a',
      stream: true,
      synthetic: false,
      openedAt: at(1).toISOString(),
      closedAt: new Date(at(1).getTime() + 2_000).toISOString(),
      outcome: 'cut',
      reason: null,
      risks: ['A.1.f'],
      hits: 1,
      promptChars: 5,
      outputChars: 10,
      firstTokenMs: 12,
      totalMs: 34,
    },
  ]);
});

test('each filter leaves exactly the exchanges that it names', async () => {
  const { at, from, to } = ownDay();
  const names = new Map<string, string>();
  const record = async (name: string, recorded: Parameters<ExchangesFixture['record']>[0]) =>
    void names.set(await fixture.record({ openedAt: at(names.size), ...recorded }), name);
  await record('plain', {});
  await record('open', { outcome: null });
  await record('cut', { outcome: 'cut', hits: [HIT] });
  await record('other risk', { hits: [{ ...HIT, risk: 'A.2.b', action: 'flag' }], serviceId: SERVICES[1] });
  const rows: [query: ExchangesQuery, expected: string[]][] = [
    [{}, ['other risk', 'cut', 'open', 'plain']],
    [{ outcome: 'open' }, ['open']],
    [{ outcome: 'completed' }, ['other risk', 'plain']],
    [{ outcome: 'cut' }, ['cut']],
    [{ outcome: 'refused' }, []],
    [{ hits: 'any' }, ['other risk', 'cut']],
    [{ hits: 'none' }, ['open', 'plain']],
    [{ risk: 'A.2.b' }, ['other risk']],
    [{ risk: 'A.2.c' }, []],
    [{ serviceId: SERVICES[1] }, ['other risk']],
    [{ serviceId: SERVICES[1], outcome: 'cut' }, []],
    [{ from: at(2).toISOString() }, ['other risk', 'cut']],
    [{ to: at(1).toISOString() }, ['plain']],
  ];
  for (const [query, expected] of rows) {
    const { ids } = await list({ from, to, ...query });
    assert.deepEqual(
      ids.map((id) => names.get(id)),
      expected,
      JSON.stringify(query),
    );
  }
});

test('an exchange is found by its id, its end user’s name or pseudonym, in every service or in one', async () => {
  const { at, from, to } = ownDay();
  const [one, two] = [pseudonym(SERVICES[0], 'u-1'), pseudonym(SERVICES[1], 'u-1')];
  const first = await fixture.record({ openedAt: at(1), endUser: one });
  const second = await fixture.record({ openedAt: at(2), endUser: two, serviceId: SERVICES[1] });
  await fixture.record({ openedAt: at(3), endUser: pseudonym(SERVICES[0], 'u-2') });
  const rows: [query: ExchangesQuery, expected: string[]][] = [
    [{ search: first }, [first]],
    [{ search: 'u-1' }, [second, first]],
    [{ search: 'u-1', serviceId: SERVICES[1] }, [second]],
    [{ search: one }, [first]],
    [{ search: 'nobody' }, []],
  ];
  for (const [query, expected] of rows) assert.deepEqual((await list({ from, to, ...query })).ids, expected);
});

test('reading an exchange shows its content and leaves evidence of who looked', async () => {
  const output = { path: 'choices.0.content', role: 'content', text: '禁词甲 and more', hits: [HIT] };
  const id = await fixture.record({
    hits: [HIT],
    outcome: 'cut',
    output: [
      { ...output, shown: 'instead' },
      { ...output, hits: [], text: 'as it was', shown: null },
    ],
  });
  const viewedBefore = await fixture.dataOf('content.viewed');
  const detail = exchangeDetailSchema.parse(await fixture.exchanges.read(id, STAFF));
  assert.deepEqual(detail.content?.input[0], {
    path: 'messages.0.content',
    role: 'user',
    text: 'hello',
    hits: [],
    shown: null,
  });
  assert.deepEqual(
    detail.content?.output.map(({ shown }) => shown),
    ['instead', 'as it was'],
  );
  const { policyVersion, listVersions, admission, keyHint, upstreamName, usage, label, heldCharsMax } = detail;
  assert.deepEqual(
    { policyVersion, listVersions, admission, keyHint, upstreamName, usage, label, heldCharsMax },
    {
      policyVersion: 3,
      listVersions: { lst_00000000000000000000000001: 2 },
      admission: { identity: 'not configured' },
      keyHint: KEY_HINT,
      upstreamName: 'the upstream',
      usage: { promptTokens: 1, completionTokens: 2 },
      label: { explicit: 'append', explicitReason: null, aigc: AIGC },
      heldCharsMax: 4,
    },
  );
  assert.deepEqual(
    detail.evidence.map(({ kind }) => kind),
    ['request.opened', 'response.closed'],
  );
  assert.deepEqual((await fixture.dataOf('content.viewed')).slice(viewedBefore.length), [{ exchange: id, by: STAFF }]);
});

test('an exchange names the files that it made, and is found by the number of each', async () => {
  const { at, from, to } = ownDay();
  const id = await fixture.record({ openedAt: at(1) });
  await fixture.record({ openedAt: at(2) });
  const { unitOfWork } = fixture.evidence;
  await unitOfWork.run(async (tx, evidence) => {
    for (const number of ['prd_1', 'prd_2']) {
      await tx.query(
        `insert into produced_content values ($1, $2, $3, 'picture', 'image/png', 'png', sha256($4), 12, 'm', '{}', $5, $6, now())`,
        [number, SERVICES[0], id, Buffer.from(number), number === 'prd_1', number === 'prd_1' ? null : 'unavailable'],
      );
    }
    evidence.append('content.withheld', {
      service: SERVICES[0],
      exchange: id,
      contentKind: 'picture',
      place: 'data.0',
      reason: 'fault',
    });
  });
  const { produced } = exchangeDetailSchema.parse(await fixture.exchanges.read(id, STAFF));
  const shared = { kind: 'picture', format: 'png', bytes: 12 };
  assert.deepEqual(produced, [
    { produceId: 'prd_1', ...shared, explicit: true, explicitReason: null },
    { produceId: 'prd_2', ...shared, explicit: false, explicitReason: 'unavailable' },
  ]);
  for (const search of ['prd_1', 'prd_2']) assert.deepEqual((await list({ from, to, search })).ids, [id]);
  assert.deepEqual((await list({ from, to, search: 'prd_3' })).ids, []);
});

test('an open exchange shows what was asked and no answer', async () => {
  const id = await fixture.record({ outcome: null });
  const detail = exchangeDetailSchema.parse(await fixture.exchanges.read(id, STAFF));
  assert.deepEqual([detail.outcome, detail.content?.output, detail.label, detail.closedAt], ['open', [], null, null]);
});

test('erased content is null, leaves no trace of a view, and the evidence still verifies', async () => {
  const id = await fixture.record({ subject: 'to be erased' });
  await fixture.vault.eraseSubject('to be erased', 'asked for', 'cli');
  await fixture.sequencer.flush();
  const viewedBefore = (await fixture.dataOf('content.viewed')).length;
  const detail = exchangeDetailSchema.parse(await fixture.exchanges.read(id, STAFF));
  assert.deepEqual([detail.content, detail.usage, detail.evidence.length], [null, null, 2]);
  assert.equal((await fixture.dataOf('content.viewed')).length, viewedBefore);
  const proof = await fixture.exchanges.prove(id);
  assert.deepEqual([proof.contentMatches, proof.verified], [null, true]);
});

test('a proof carries everything to check the entries by hand, and says so when all is well', async () => {
  const id = await fixture.record();
  await fixture.sequencer.flush();
  const proof = exchangeProofSchema.parse(await fixture.exchanges.prove(id));
  assert.deepEqual([proof.contentMatches, proof.verified], [true, true]);
  assert.deepEqual(
    proof.entries.map(({ kind, verified }) => [kind, verified]),
    [
      ['request.opened', true],
      ['response.closed', true],
    ],
  );
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
  for (const { leafHash, leafIndex, path } of proof.entries) {
    const { size = 0, root = '' } = proof.checkpoint ?? {};
    assert.ok(verifyInclusion(bytes(leafHash), leafIndex ?? -1, size, (path ?? []).map(bytes), bytes(root)));
  }
});

/** What somebody with the database's password could do. */
async function tamper(table: string, trigger: string, statement: string, params: unknown[]): Promise<void> {
  await fixture.evidence.database.transaction(async (tx) => {
    await tx.query(`alter table ${table} disable trigger ${trigger}`);
    await tx.query(statement, params);
    await tx.query(`alter table ${table} enable trigger ${trigger}`);
  });
}

test('a changed entry, a foreign entry and a vanished one are not verified', async () => {
  const ids = [await fixture.record(), await fixture.record(), await fixture.record()];
  const [changed = '', foreign = '', other = ''] = ids;
  await fixture.sequencer.flush();
  await tamper(
    'evidence_entry',
    'append_only',
    `update evidence_entry set body = replace(body, '"model-a"', '"model-b"')
     where id = (select entry_id from exchange where id = $1)`,
    [changed],
  );
  await tamper(
    'exchange',
    'insert_only',
    'update exchange set entry_id = (select entry_id from exchange where id = $2) where id = $1',
    [foreign, other],
  );
  await tamper(
    'exchange_close',
    'insert_only',
    `update exchange_close set entry_id = 'evt_gone' where exchange_id = $1`,
    [other],
  );
  const verdict = async (id: string) => {
    const { entries, verified } = await fixture.exchanges.prove(id);
    return [...entries.map((entry) => entry.verified), verified];
  };
  assert.deepEqual(await verdict(changed), [false, true, false]);
  assert.deepEqual(await verdict(foreign), [false, true, false]);
  assert.deepEqual(await verdict(other), [true, false, false]);
});

test('exchanged or damaged content does not match the commitments', async () => {
  const [one, two] = [await fixture.record({ subject: 'same' }), await fixture.record({ subject: 'same' })];
  const damaged = await fixture.record();
  await fixture.sequencer.flush();
  await tamper(
    'exchange',
    'insert_only',
    'update exchange set content = (select content from exchange where id = $2) where id = $1',
    [one, two],
  );
  await tamper(
    'exchange_close',
    'insert_only',
    'update exchange_close set content = set_byte(content, 40, get_byte(content, 40) # 1) where exchange_id = $1',
    [damaged],
  );
  for (const id of [one, damaged]) {
    const { contentMatches, verified } = await fixture.exchanges.prove(id);
    assert.deepEqual([contentMatches, verified], [false, false]);
  }
  assert.equal((await fixture.exchanges.prove(two)).verified, true);
});

test('before a checkpoint covers an entry its path is null and it is not verified', async () => {
  await fixture.sequencer.stop();
  const id = await fixture.record();
  const proof = exchangeProofSchema.parse(await fixture.exchanges.prove(id));
  assert.deepEqual(
    proof.entries.map(({ path, verified }) => [path, verified]),
    [
      [null, false],
      [null, false],
    ],
  );
  assert.equal(proof.verified, false);
});

test('an unknown exchange is not found', async () => {
  const id = 'exc_00000000000000000000000000';
  await assert.rejects(fixture.exchanges.read(id, STAFF), { code: 'E_NOT_FOUND' });
  await assert.rejects(fixture.exchanges.prove(id), { code: 'E_NOT_FOUND' });
});

test('the overview counts by outcome what was opened in its window, with percentiles and risks', async () => {
  const own = await openExchangesFixture();
  try {
    await own.record({ openedAt: hoursAgo(3) });
    const openedAt = hoursAgo(0.5);
    for (const totalMs of [10, 20, 30]) await own.record({ openedAt, totalMs, firstTokenMs: totalMs / 10 });
    await own.record({ openedAt, outcome: null });
    await own.record({ openedAt, outcome: 'refused', hits: [HIT, { ...HIT, risk: 'A.2.b' }], totalMs: 20 });
    await own.record({ openedAt, outcome: 'timed-out', totalMs: 20 });
    await own.record({ openedAt, outcome: 'cut', hits: [HIT], totalMs: 20 });
    const overview = overviewSchema.parse(await own.exchanges.overview(60));
    assert.deepEqual(overview.totals, {
      exchanges: 7,
      open: 1,
      completed: 3,
      refused: 1,
      cut: 1,
      aborted: 0,
      failed: 1,
      hits: 3,
      replaced: 0,
      outputChars: 60,
    });
    assert.deepEqual(overview.risks, [
      { code: 'A.1.f', exchanges: 2 },
      { code: 'A.2.b', exchanges: 1 },
    ]);
    const { firstTokenP50Ms, totalP50Ms, totalP99Ms } = overview.latency;
    assert.deepEqual([firstTokenP50Ms, totalP50Ms], [2, 20]);
    assert.ok(totalP99Ms !== null && totalP99Ms > 29 && totalP99Ms <= 30);
    assert.equal(overview.series.length, 60);
    const busy = overview.series.filter(({ exchanges }) => exchanges > 0);
    assert.deepEqual(
      busy.map(({ at: _at, ...counts }) => counts),
      [{ exchanges: 7, refused: 1, cut: 1, failed: 1 }],
    );
    assert.deepEqual([overview.health, overview.log], [STATUS.health, STATUS.log]);
    assert.equal((await own.exchanges.overview(240)).totals.exchanges, 8);
  } finally {
    await own.close();
  }
});

test('an overview of nothing has no percentiles and a full series of zeros', async () => {
  const own = await openExchangesFixture();
  try {
    const { latency, series, totals } = overviewSchema.parse(await own.exchanges.overview(5));
    assert.deepEqual(Object.values(latency), [null, null, null, null]);
    assert.deepEqual([series.length, totals.exchanges], [5, 0]);
  } finally {
    await own.close();
  }
});

test('however many consoles ask, the figures of one window are read once a moment, and health each time', async () => {
  const { database } = fixture.evidence;
  let nowMs = 0;
  let statements = 0;
  let looks = 0;
  const reader = new OverviewReader({
    database: {
      query: (text, params) => {
        statements += 1;
        return database.query(text, params);
      },
    },
    clock: { now: () => new Date(), monotonicMs: () => nowMs },
    readStatus: async () => {
      looks += 1;
      return STATUS;
    },
  });
  await Promise.all([reader.read(60), reader.read(60)]);
  assert.deepEqual([statements, looks], [3, 2]);
  nowMs = 1_000;
  await reader.read(60);
  assert.deepEqual([statements, looks], [6, 3]);
});

test('figures that could not be read are read again at the next request', async () => {
  const { database } = fixture.evidence;
  let isDown = true;
  const reader = new OverviewReader({
    database: {
      query: (text, params) => (isDown ? Promise.reject(new Error('down')) : database.query(text, params)),
    },
    clock: { now: () => new Date(), monotonicMs: () => 0 },
    readStatus: async () => STATUS,
  });
  await assert.rejects(reader.read(60), /down/);
  isDown = false;
  assert.equal((await reader.read(60)).series.length, 60);
});
