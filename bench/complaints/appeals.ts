import { randomBytes, randomFillSync } from 'node:crypto';
import { createEnforcement } from '../../src/app/enforcement.ts';
import { pageQuery } from '../../src/duties/enforcement/store/measures.ts';
import { createKeyEncryption, createKeyedHash, createUnitOfWork, openVault } from '../../src/evidence/index.ts';
import { systemClock as clock, IdFactory, silentLog } from '../../src/kernel/index.ts';
import { Notices } from '../../src/notices/index.ts';
import { Receipts } from '../../src/portal/index.ts';
import type { Database } from '../../src/store/index.ts';
import type { Desk } from './run.ts';

/** The desk of measures with so many open appeals, each against a measure in force. */
export async function openAppeals(database: Database, rows: number): Promise<Desk> {
  const ids = new IdFactory();
  const unitOfWork = createUnitOfWork({ database, clock, ids });
  await fill(database, rows);
  const encryption = createKeyEncryption(randomBytes(32));
  const vault = await openVault({ database, unitOfWork, encryption, ids, clock });
  const parts = { database, unitOfWork, vault, ids, clock, log: silentLog };
  const fillRandom = (bytes: Uint8Array): void => void randomFillSync(bytes);
  const receipts = new Receipts({ database, keyedHash: createKeyedHash(randomBytes(32)), fillRandom, clock });
  const { service } = createEnforcement({
    ...parts,
    notices: new Notices({ ...parts, channels: {} }),
    portal: { receipts, address: 'https://hegui.example/portal' },
    pseudonym: (_service, user) => user,
  });
  const page = (heap: 'appeals' | 'active') => async () => (await service.list({ heap, limit: 50 })).items.length;
  return {
    name: 'appeals against measures',
    questions: [
      ['first page of appeals', page('appeals')],
      ['first page in force', page('active')],
      ['heaps counted', () => service.counts().then(() => null)],
      ['board', () => service.controls().then(() => null)],
    ],
    page: pageQuery({ heap: 'appeals', serviceId: null }, { after: null, limit: 51 }),
    close: () => vault.close(),
  };
}

/** Measures in force and an appeal against each, in one transaction with one entry. */
async function fill(target: Database, count: number): Promise<void> {
  const unitOfWork = createUnitOfWork({ database: target, clock, ids: new IdFactory() });
  await unitOfWork.run(async (tx, evidence) => {
    await tx.query('alter table portal_receipt disable trigger user');
    await tx.query('alter table measure disable trigger user');
    await tx.query('alter table measure_appeal disable trigger user');
    await tx.query(
      `insert into portal_receipt (number, purpose, subject_id, secret_hash, submission_hash, content_hash, created_at)
       select 'M' || lpad(i::text, 11, '0'), 'measure', 'msr_' || i, sha256(i::text::bytea), sha256(('m' || i)::bytea), sha256('c'),
              now() from generate_series(1, $1) as i`,
      [count],
    );
    await tx.query(
      `insert into measure (id, service_id, end_user, rung, state, automated, ground, risks, strikes, endpoints, imposed_at,
                            imposed_by, starts_at, ends_at, days, receipt, appeal_until)
       select 'msr_' || lpad(i::text, 26, '0'), 'svc_0', 'user ' || i, 'suspension', 'active', true, 'in-a-row', '{A.1.a}', 3, '{}',
              now() - i * interval '1 minute', 'system', now() - i * interval '1 minute', now() + interval '90 days', 90,
              'M' || lpad(i::text, 11, '0'), now() + interval '60 days'
         from generate_series(1, $1) as i`,
      [count],
    );
    await tx.query(
      `insert into measure_appeal (id, measure_id, channel, language, received_at, due_at, state, content_key, content)
       select 'apl_' || lpad(i::text, 26, '0'), 'msr_' || lpad(i::text, 26, '0'), 'api', 'zh-CN', now(),
              now() + ((i * 7919) % 20000 - 4000) * interval '1 minute', 'open', 'dek', decode(repeat('00', 300), 'hex')
         from generate_series(1, $1) as i`,
      [count],
    );
    await tx.query('alter table portal_receipt enable trigger user');
    await tx.query('alter table measure enable trigger user');
    await tx.query('alter table measure_appeal enable trigger user');
    evidence.append('measure.exported', { measures: 0, by: 'cli' });
  });
  await target.query('analyze measure');
  await target.query('analyze measure_appeal');
}
