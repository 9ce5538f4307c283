import { randomBytes, randomFillSync } from 'node:crypto';
import { ComplaintsService } from '../../src/duties/complaints/index.ts';
import { pageQuery } from '../../src/duties/complaints/store/complaints.ts';
import { createKeyedHash, createUnitOfWork } from '../../src/evidence/index.ts';
import { IdFactory, silentLog, systemClock } from '../../src/kernel/index.ts';
import { noScanner, Receipts } from '../../src/portal/index.ts';
import type { Database } from '../../src/store/index.ts';
import type { Desk } from './run.ts';

/** The desk of complaints with so many open ones. */
export async function openComplaints(database: Database, rows: number): Promise<Desk> {
  await fill(database, rows);
  const complaints = openService(database);
  const page = (query: object) => async () =>
    (await complaints.list({ state: 'open', limit: 50, ...query }, null)).items.length;
  const filter = { state: 'open', kind: null, assignee: null, now: new Date() } as const;
  return {
    name: 'complaints',
    questions: [
      ['first page, all', page({})],
      ['first page, one kind', page({ kind: 'minors' })],
      ['first page, overdue', page({ state: 'overdue' })],
      ['first page, of one person', page({ assignee: 'stf_1' })],
      ['heaps counted', () => complaints.counts('stf_1').then(() => null)],
    ],
    page: pageQuery(filter, { after: null, limit: 51 }),
    close: async () => undefined,
  };
}

/** Complaints as they are stored, in one transaction with one entry; what they say is of no matter here. */
async function fill(target: Database, count: number): Promise<void> {
  const unitOfWork = createUnitOfWork({ database: target, clock: systemClock, ids: new IdFactory() });
  await unitOfWork.run(async (tx, evidence) => {
    await tx.query('alter table complaint disable trigger user');
    await tx.query('alter table portal_receipt disable trigger user');
    await tx.query(
      `insert into portal_receipt (number, purpose, subject_id, secret_hash, submission_hash, content_hash, created_at)
       select lpad(i::text, 12, '0'), 'complaint', 'cmp_' || i, sha256(i::text::bytea), sha256(('s' || i)::bytea), sha256('c'), now()
         from generate_series(1, $1) as i`,
      [count],
    );
    await tx.query(
      `insert into complaint (id, receipt, kind, channel, language, state, received_at, round_at, acknowledge_due_at, answer_due_at,
                              acknowledged_at, assigned_to, queue_at, content_key, content)
       select 'cmp_' || lpad(i::text, 26, '0'), lpad(i::text, 12, '0'),
              (array['illegal-content', 'minors', 'fraud', 'other', 'personal-information'])[1 + i % 5], 'portal', 'zh-CN',
              case when i % 2 = 0 then 'received' else 'acknowledged' end, now() - i * interval '1 minute',
              now() - i * interval '1 minute', d, d, case when i % 2 = 0 then null else now() end,
              case when i % 3 = 0 then 'stf_' || i % 40 end, d, 'dek', decode(repeat('00', 600), 'hex')
         from generate_series(1, $1) as i, lateral (select now() + ((i * 7919) % 20000 - 4000) * interval '1 minute' as d) as due`,
      [count],
    );
    await tx.query('alter table complaint enable trigger user');
    await tx.query('alter table portal_receipt enable trigger user');
    evidence.append('complaint.exported', { complaints: count, content: false, by: 'cli' });
  });
  await target.query('analyze complaint');
}

function openService(target: Database): ComplaintsService {
  const unitOfWork = createUnitOfWork({ database: target, clock: systemClock, ids: new IdFactory() });
  const refuse = () => Promise.reject(new Error('not asked for here'));
  const keyedHash = createKeyedHash(randomBytes(32));
  const fillRandom = (buffer: Uint8Array): void => void randomFillSync(buffer);
  return new ComplaintsService({
    database: target,
    unitOfWork,
    vault: { seal: refuse, open: refuse, eraseSubject: refuse },
    ids: new IdFactory(),
    clock: systemClock,
    log: silentLog,
    receipts: new Receipts({ database: target, keyedHash, fillRandom, clock: systemClock }),
    scanner: noScanner,
    notices: { prepare: refuse, prepareEvent: refuse, queue: refuse, list: refuse },
    findExchange: refuse,
    decidersOf: refuse,
    hasCase: refuse,
    askReview: refuse,
    address: '',
    providerName: () => null,
  });
}
