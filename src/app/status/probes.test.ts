import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aigcSchema, defaultPolicy } from '../../contract/index.ts';
import type { ExchangeRecord } from '../../exchanges/index.ts';
import type { GatewayAnswer } from './gateway-asker.ts';
import { type Probed, type ProbeParts, probeLabels, probeRefusal } from './probes.ts';

const SERVICE: Probed = { id: 'svc_1', name: '助手', policy: defaultPolicy, upstreams: [] };
const APP: Probed = {
  ...SERVICE,
  policy: { ...defaultPolicy, label: { ...defaultPolicy.label, explicit: 'interface' } },
};
const ID = 'exc_1';
const AIGC = aigcSchema.parse({
  AIGC: {
    Label: '1',
    ContentProducer: '001191440300708461136T1XGW3',
    ProduceID: ID,
    ReservedCode1: '',
    ContentPropagator: '',
    PropagateID: '',
    ReservedCode2: '',
  },
});

interface World {
  /** Blocking terms that are listed, and those that the gateway screens by. */
  listed: string[];
  served: string[];
  service: Probed;
  answer: Partial<GatewayAnswer>;
  asked: number;
  onAsk: () => void;
}

/** A gateway that knows of lists only what was loaded, and records what it answers. */
function openWorld(given: Partial<World> = {}): { world: World; parts: ProbeParts } {
  const world: World = {
    listed: [],
    served: [],
    service: SERVICE,
    answer: {},
    asked: 0,
    onAsk: () => undefined,
    ...given,
  };
  let record: ExchangeRecord | undefined;
  const ask: ProbeParts['ask'] = async (_service, path, body) => {
    if (path === '/v1/models')
      return { status: 200, headers: {}, body: { data: [{ id: 'm' }] }, exchangeId: undefined };
    world.asked += 1;
    world.onAsk();
    const isRefused = world.served.some((term) => JSON.stringify(body).includes(term));
    const isMarked = world.service.policy.label.explicit !== 'interface';
    const content = isRefused || !isMarked ? '好' : `好${defaultPolicy.label.text}`;
    const finish = isRefused ? 'content_filter' : 'stop';
    record = {
      synthetic: true,
      outcome: isRefused ? 'refused' : 'completed',
      opened: '{}',
      closed: `{"at":"2026-11-26T08:00:00.000Z","data":{"label":{"produceId":"${ID}"}},"id":"evt_1","kind":"response.closed","v":1}`,
    };
    if ((world.answer.status ?? 200) !== 200) record = undefined;
    const answer = {
      status: 200,
      headers: { 'x-hegui-aigc': '{}' },
      exchangeId: ID,
      body: { choices: [{ finish_reason: finish, message: { content } }], hegui: { aigc: AIGC } },
      ...world.answer,
    };
    return answer;
  };
  const parts: ProbeParts = {
    ask,
    services: () => new Map([[world.service.id, world.service]]),
    refresh: async () => {
      world.served = [...world.listed];
    },
    upstreams: () => [],
    probeUpstream: async () => ({ ok: true }),
    content: {
      blockingTerms: async () => world.listed.map((text) => ({ listId: 'wls_1', listName: '甲表', text })),
    },
    streaks: async () => [],
    readRecord: async () => record,
  };
  return { world, parts };
}

test('a term that the gateway has not loaded yet is loaded before it is sent, so that it is refused', async () => {
  const { world, parts } = openWorld({ listed: ['禁词甲'] });
  assert.deepEqual([(await probeRefusal(parts, 0)).status, world.asked], ['met', 1]);
});

test('a gateway that does not take a list up is a breach, and so is a list that is gone', async () => {
  const { parts } = openWorld({ listed: ['禁词甲'] });
  const stuck = await probeRefusal({ ...parts, refresh: async () => undefined }, 0);
  assert.deepEqual([stuck.status, stuck.code], ['breached', 'not-refused']);
  const none = await probeRefusal(openWorld().parts, 0);
  assert.deepEqual([none.status, none.code], ['breached', 'no-blocking-term']);
});

test('a term that is taken away while it is asked for proves nothing; the next one does', async () => {
  const { world, parts } = openWorld({ listed: ['禁词甲'] });
  const refresh = async (): Promise<void> => {
    if (world.asked === 0) world.listed = ['禁词乙'];
    await parts.refresh();
  };
  assert.deepEqual([(await probeRefusal({ ...parts, refresh }, 0)).status, world.asked], ['met', 2]);
});

test('lists that never rest leave it open, and the asking ends', async () => {
  const { world, parts } = openWorld({ listed: ['禁词甲'] });
  world.onAsk = () => {
    world.listed = [`禁词${world.asked}`];
  };
  const judged = await probeRefusal({ ...parts, refresh: async () => undefined }, 0);
  assert.deepEqual([judged.status, judged.code, world.asked], ['unknown', 'unanswered', 3]);
});

for (const status of [401, 429, 503]) {
  test(`a question that the gateway turns away with ${status}, unread and unrecorded, is no failure of lists or labels`, async () => {
    const { parts } = openWorld({ listed: ['禁词甲'], answer: { status, body: { error: {} } } });
    assert.equal((await probeRefusal(parts, 0)).status, 'unknown');
    assert.equal((await probeLabels(parts)).status, 'unknown');
  });
}

test('labels are judged by the policy that was asked under; one that changes meanwhile is asked for anew', async () => {
  const whole = openWorld();
  assert.deepEqual([(await probeLabels(whole.parts)).status, whole.world.asked], ['met', 1]);
  const changing = openWorld();
  changing.world.onAsk = () => {
    changing.world.service = APP;
  };
  assert.deepEqual([(await probeLabels(changing.parts)).status, changing.world.asked], ['met', 2]);
  const { world, parts } = openWorld({ answer: { headers: {} } });
  assert.deepEqual([(await probeLabels(parts)).code, world.asked], ['no-label-header', 1]);
});
