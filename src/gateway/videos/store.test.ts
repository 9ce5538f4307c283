import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestEvidence, type TestEvidence } from '../../evidence/testing/open-evidence.ts';
import type { JobStage } from './model.ts';
import { claimDue, insertJob } from './store.ts';

const NOW = new Date('2026-11-26T08:00:00Z');
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const opinions = { opinions: [] };

let evidence: TestEvidence;
before(async () => {
  evidence = await openTestEvidence();
});
after(() => evidence.close());

async function add(id: string, stage: JobStage, lookAt: Date): Promise<void> {
  const begun = { exchangeId: `exc_${id}`, subject: 'someone', hits: 0, risks: {}, opinions };
  const named = { exchangeId: begun.exchangeId, serviceId: 'svc_1', apiKeyId: 'key_1', upstreamId: 'ups_1' };
  const asked = { upstreamJob: id, model: 'm', seconds: '4', size: '320x192', createdAt: NOW, progress: 0 };
  const sealed = { contentKey: 'dek_1', content: Buffer.from('x') };
  await evidence.unitOfWork.run(async (tx, entries) => {
    await insertJob(tx, { id, ...named, ...asked, ...sealed, begun, stage, lookAt });
    entries.append('staff.signed-in', { staff: 'stf_1' });
  });
}

test('jobs that only cost a question are all looked at, however little room there is for films', async () => {
  for (let at = 0; at < 5; at++) await add(`vid_q${at}`, 'queued', later(-at));
  for (let at = 0; at < 3; at++) await add(`vid_m${at}`, 'making', later(-10 - at));
  await add('vid_later', 'queued', later(5));
  const claim = async (films: number, others: number): Promise<string[]> =>
    (await claimDue(evidence.database, { now: NOW, until: later(60), room: { films, others } }))
      .map(({ id }) => id)
      .sort();
  assert.deepEqual(await claim(1, 20), ['vid_m2', 'vid_q0', 'vid_q1', 'vid_q2', 'vid_q3', 'vid_q4']);
  // In hand is in hand; what waited longest comes first.
  assert.deepEqual(await claim(0, 20), []);
  assert.deepEqual(await claim(5, 20), ['vid_m0', 'vid_m1']);
  const again = await claimDue(evidence.database, { now: later(61), until: later(120), room: { films: 0, others: 2 } });
  assert.deepEqual(again.map(({ id }) => id).sort(), ['vid_q3', 'vid_q4']);
});
