import { pageQuery } from '../../src/duties/privacy/store/requests.ts';
import { createUnitOfWork } from '../../src/evidence/index.ts';
import { IdFactory, systemClock } from '../../src/kernel/index.ts';
import type { Database } from '../../src/store/index.ts';
import { openPrivacy } from '../support/privacy.ts';
import type { Desk } from './run.ts';

/** The desk of requests about personal information with so many open ones. */
export async function openRequests(database: Database, rows: number): Promise<Desk> {
  await fill(database, rows);
  const { privacy, close } = await openPrivacy(database);
  const page = (state: 'open' | 'overdue') => async () => (await privacy.list({ state, limit: 50 })).items.length;
  return {
    name: 'requests about personal information',
    questions: [
      ['first page, all', page('open')],
      ['first page, overdue', page('overdue')],
      ['heaps counted', () => privacy.counts().then(() => null)],
    ],
    page: pageQuery({ state: 'open', now: new Date() }, { after: null, limit: 51 }),
    close,
  };
}

/** Requests as they are stored, in one transaction with one entry; what they say is of no matter here. */
async function fill(target: Database, count: number): Promise<void> {
  const unitOfWork = createUnitOfWork({ database: target, clock: systemClock, ids: new IdFactory() });
  await unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into service (id, name, model_code, policy, policy_version, created_at, changed_at)
       values ('svc_0', 'bench', '0001', '{}', 1, now(), now())`,
    );
    await tx.query('alter table portal_receipt disable trigger user');
    await tx.query('alter table privacy_request disable trigger user');
    await tx.query(
      `insert into portal_receipt (number, purpose, subject_id, secret_hash, submission_hash, content_hash, created_at)
       select 'P' || lpad(i::text, 11, '0'), 'privacy-request', 'prq_' || i, sha256(i::text::bytea), sha256(('p' || i)::bytea),
              sha256('c'), now() from generate_series(1, $1) as i`,
      [count],
    );
    await tx.query(
      `insert into privacy_request (id, receipt, kind, channel, language, service_id, end_user, identity, identified_at, state,
                                    received_at, round_at, acknowledge_due_at, answer_due_at, acknowledged_at, queue_at,
                                    content_key, content)
       select 'prq_' || lpad(i::text, 26, '0'), 'P' || lpad(i::text, 11, '0'),
              (array['access', 'copy', 'delete', 'correct', 'explain'])[1 + i % 5], 'api', 'zh-CN', 'svc_0', 'user ' || i, 'vouched',
              now(), case when i % 2 = 0 then 'received' else 'acknowledged' end, now() - i * interval '1 minute',
              now() - i * interval '1 minute', d, d, case when i % 2 = 0 then null else now() end, d, 'dek',
              decode(repeat('00', 300), 'hex')
         from generate_series(1, $1) as i, lateral (select now() + ((i * 7919) % 20000 - 4000) * interval '1 minute' as d) as due`,
      [count],
    );
    await tx.query('alter table portal_receipt enable trigger user');
    await tx.query('alter table privacy_request enable trigger user');
    evidence.append('privacy.exported', { requests: count, content: false, by: 'cli' });
  });
  await target.query('analyze privacy_request');
}
