import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy, policyFor, policySchema } from '../contract/index.ts';
import { HeguiError } from '../kernel/index.ts';
import { openRegistry } from './testing/harness.ts';

const FOLDING = JSON.stringify({ width: true, case: true, traditional: true, invisible: true, separators: true });
const OWN = 'lst_00000000000000000000000001';
const EXTRA = 'lst_00000000000000000000000002';

test('minors are served more lists, stricter actions and other words, put together at load and not for each request', async () => {
  const { registry, options, close } = await openRegistry();
  try {
    await options.unitOfWork.run(async (tx, evidence) => {
      for (const [id, name, action, term] of [
        [OWN, 'own', 'flag', '禁词甲'],
        [EXTRA, 'extra', 'block', '禁词乙'],
      ] as const) {
        await tx.query(
          `insert into word_list (id, name, risk, action, folding, version, created_at, changed_at)
           values ($1, $2, 'A.1.f', $3, $4, 1, now(), now())`,
          [id, name, action, FOLDING],
        );
        await tx.query('insert into term (id, list_id, text) values ($1, $2, $3)', [`trm_${id.slice(4)}`, id, term]);
      }
      evidence.append('word-list.retired', { list: OWN, by: 'cli' });
    });
    const policy = policySchema.parse({
      standardAnswers: { default: 'no', 'A.1': 'no, really' },
      audiences: {
        minors: { wordListIds: [EXTRA], actionMin: 'block', standardAnswers: { default: 'ask a teacher' } },
      },
    });
    const given = { name: 's', modelCode: '0001', policy, upstreamIds: [], wordListIds: [OWN] };
    const service = await registry.services.create(given, 'cli');
    const key = await registry.keys.create(
      service.id,
      { name: 'k', ratePerMinute: null, openMax: null, audience: 'minors' },
      'cli',
    );
    assert.equal(key.audience, 'minors');
    await registry.live.start();
    const served = registry.live.current.services.get(service.id);
    assert.ok(served?.minors !== undefined);
    const find = (text: string, entry: NonNullable<typeof served>) =>
      entry.screen.scan(text).map(({ tag }) => [entry.termInfo(tag).term, entry.termInfo(tag).action]);
    assert.deepEqual(find('禁词甲 禁词乙', served), [['禁词甲', 'flag']]);
    assert.deepEqual(find('禁词甲 禁词乙', served.minors), [
      ['禁词甲', 'block'],
      ['禁词乙', 'block'],
    ]);
    assert.deepEqual(served.minors.policy.standardAnswers, { default: 'ask a teacher', 'A.1': 'no, really' });
    assert.deepEqual(Object.keys(served.minors.listVersions).sort(), [OWN, EXTRA]);
    const again = (await registry.live.refresh()).services.get(service.id);
    assert.equal(again?.minors?.screen, served.minors.screen, 'nothing is compiled again for nothing');

    const unknown = { ...policy, audiences: { minors: { ...policy.audiences.minors, wordListIds: ['lst_none'] } } };
    await assert.rejects(
      registry.services.change(service.id, { policy: policySchema.parse(unknown), policyVersion: 1 }, 'cli'),
      (error) => error instanceof HeguiError && /minors\.wordListIds/.test(error.message),
    );
  } finally {
    await close();
  }
});

test('what an audience lays over a member of the policy must fit that member', () => {
  const withEngines = (engines: object) =>
    policyFor(policySchema.parse({ ...defaultPolicy, audiences: { minors: { engines } } }), 'minors');
  assert.deepEqual(withEngines({}), {
    ok: true,
    policy: policySchema.parse({ ...defaultPolicy, audiences: { minors: {} } }),
  });
  const refused = withEngines({ noSuchEngine: { threshold: 1 } });
  assert.ok(!refused.ok && refused.path === 'audiences.minors.engines.noSuchEngine', JSON.stringify(refused));
  const own = withEngines({ review: { samplePerMille: 1 } });
  assert.ok(!own.ok, 'what is the same for everybody cannot be laid over');
});
