import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Piece, Policy } from '../contract/index.ts';
import {
  answered,
  type Behaviour,
  chat,
  chunk,
  contentOf,
  eventsOf,
  type Harness,
  saying,
  startHarness,
  streaming,
} from './testing/harness.ts';

// Made up: no such person; the check digit is right.
const RESIDENT = '11010519491231002X';
const MOBILE = '13800138000';
const REVERSIBLE: Policy['personalInformation'] = {
  input: { 'resident-id': 'reversible', mobile: 'reversible' },
  output: {},
};

const FLAGGED: Policy['personalInformation'] = { input: { mobile: 'flag' }, output: { mobile: 'flag' } };

const running: Harness[] = [];
async function start(personalInformation: Policy['personalInformation']): Promise<Harness> {
  const harness = await startHarness({ policy: { personalInformation } });
  running.push(harness);
  return harness;
}
after(async () => {
  for (const harness of running) await harness.close();
});

/** The texts of a record, on one side. */
function textsOf(content: unknown, side: 'input' | 'output'): Piece[] {
  const parsed: { input?: Piece[]; output?: Piece[] } = JSON.parse(JSON.stringify(content ?? {}));
  return parsed[side] ?? [];
}

const pieces = (text: string, units: number): object[] =>
  Array.from({ length: Math.ceil(text.length / units) }, (_, index) =>
    chunk({ content: text.slice(index * units, (index + 1) * units) }),
  );

test('flagged values are reported and pass unchanged, both ways', async () => {
  const harness = await start(FLAGGED);
  harness.upstream = saying(`好的，${MOBILE}`);
  const body = await answered(await harness.post('/v1/chat/completions', chat(`我的号码是${MOBILE}`)));
  assert.match(body.choices[0]?.message.content ?? '', /^好的，13800138000/);
  assert.match(harness.forwarded[0] ?? '', /13800138000/);
  const opened = harness.records.opened[0];
  assert.deepEqual(opened?.evidence.risks, { 'A.4.f': 1 });
  const hit = textsOf(opened?.content, 'input').find((piece) => piece.hits.length > 0)?.hits[0];
  assert.deepEqual(hit, {
    term: 'mobile',
    listId: 'personal-information',
    listName: '个人信息',
    risk: 'A.4.f',
    action: 'flag',
    source: 'personal-information',
    start: 5,
    end: 16,
  });
  assert.deepEqual(harness.records.closed[0]?.evidence.risks, { 'A.4.f': 2 });
  assert.doesNotMatch(JSON.stringify(opened?.evidence), /13800138000/);
});

test('what is only reported holds nothing back', async () => {
  const harness = await start(FLAGGED);
  harness.upstream = streaming(chunk({ content: '138001' }), chunk({ content: '38000' }), chunk({}, 'stop'));
  const text = await (await harness.post('/v1/chat/completions', chat('号码', { stream: true }))).text();
  const first = eventsOf(text)[0];
  assert.equal(typeof first === 'object' ? first.choices?.[0]?.delta.content : null, '138001');
  assert.deepEqual(harness.records.closed[0]?.evidence.risks, { 'A.4.f': 1 });
});

test('masks keep the shape, whole and streamed in pieces of any length', async () => {
  const harness = await start({ input: {}, output: { 'resident-id': 'mask', mobile: 'mask', email: 'mask' } });
  const said = `证件${RESIDENT}，电话138-0013-8000，邮箱zhang@example.cn。`;
  const shown = '证件1101**********002X，电话138-****-8000，邮箱z****@example.cn。';
  harness.upstream = saying(said);
  const whole = await answered(await harness.post('/v1/chat/completions', chat('说')));
  assert.ok(whole.choices[0]?.message.content.startsWith(shown), whole.choices[0]?.message.content);
  for (const units of [1, 2, 5, 7]) {
    harness.upstream = streaming(...pieces(said, units), chunk({}, 'stop'));
    const text = await (await harness.post('/v1/chat/completions', chat('说', { stream: true }))).text();
    assert.ok(contentOf(text).startsWith(shown), `${units}: ${contentOf(text)}`);
    assert.doesNotMatch(text, /19491231|0013/);
  }
  const output = textsOf(harness.records.closed[0]?.content, 'output')[0];
  assert.equal(output?.text, said);
  assert.deepEqual(
    output?.hits.map((hit) => said.slice(hit.start, hit.end)),
    [RESIDENT, '138-0013-8000', 'zhang@example.cn'],
  );
});

test('a blocked value ends the answer before its first character, with the standard answer', async () => {
  const harness = await start({ input: {}, output: { 'resident-id': 'block' } });
  harness.upstream = streaming(...pieces(`号码是${RESIDENT}，还有`, 3), chunk({}, 'stop'));
  const text = await (await harness.post('/v1/chat/completions', chat('说', { stream: true }))).text();
  assert.match(contentOf(text), /^号码是\n\n抱歉/);
  assert.match(text, /"finish_reason":"content_filter"/);
  assert.doesNotMatch(text, /1101/);
  assert.equal(harness.records.closed[0]?.evidence.reason, 'screening:A.4.f');
});

test('a blocked value in the prompt is refused and never forwarded', async () => {
  const harness = await start({ input: { 'resident-id': 'block' }, output: {} });
  const body = await answered(await harness.post('/v1/chat/completions', chat(`帮我查${RESIDENT}`)));
  assert.equal(body.choices[0]?.finish_reason, 'content_filter');
  assert.equal(harness.forwarded.length, 0);
});

/** An upstream that repeats what the user said, in pieces of so many units. */
const echo =
  (units: number): Behaviour =>
  (request, response, body) => {
    const { messages } = JSON.parse(body);
    streaming(...pieces(messages.at(-1).content, units), chunk({}, 'stop'))(request, response, body);
  };

test('reversible: the model sees placeholders, the reader the values, however the answer is cut', async () => {
  const harness = await start(REVERSIBLE);
  const asked = `张先生${MOBILE}，证件${RESIDENT}，再打${MOBILE}`;
  for (const units of [1, 2, 3, 50]) {
    harness.upstream = echo(units);
    const text = await (await harness.post('/v1/chat/completions', chat(asked, { stream: true }))).text();
    assert.ok(contentOf(text).startsWith(asked), contentOf(text));
  }
  assert.match(harness.forwarded[0] ?? '', /张先生〔手机号1〕，证件〔身份证号1〕，再打〔手机号1〕/);
  for (const body of harness.forwarded) assert.doesNotMatch(body, /13800138000|19491231/);
  assert.equal(
    textsOf(harness.records.opened[0]?.content, 'input').find((piece) => piece.role === 'user')?.text,
    asked,
  );
});

test('reversible: a placeholder that the user typed is not taken for one of ours', async () => {
  const harness = await start(REVERSIBLE);
  harness.upstream = echo(4);
  const asked = `〔手机号1〕是我写的，${MOBILE}也是`;
  const text = await (await harness.post('/v1/chat/completions', chat(asked, { stream: true }))).text();
  assert.ok(contentOf(text).startsWith(asked), contentOf(text));
  assert.match(harness.forwarded[0] ?? '', /〔手机号1〕是我写的，〔手机号2〕也是/);
});

test('reversible: a placeholder of another exchange, or one that never was, stays as it is', async () => {
  const harness = await start(REVERSIBLE);
  harness.upstream = saying('〔手机号7〕和〔手机号');
  const body = await answered(await harness.post('/v1/chat/completions', chat(`记下${MOBILE}`)));
  assert.match(body.choices[0]?.message.content ?? '', /^〔手机号7〕和〔手机号\n/);
});

test('reversible: reasoning and escaped tool arguments are turned back and stay JSON', async () => {
  const harness = await start(REVERSIBLE);
  const raw = '{"to":"\\u3014手机号1\\u3015","note":"a\\"b〔手机号1〕"}';
  const deltas = Array.from({ length: Math.ceil(raw.length / 3) }, (_, index) =>
    chunk({
      tool_calls: [
        {
          index: 0,
          ...(index === 0 ? { id: 'c', type: 'function' } : {}),
          function: { ...(index === 0 ? { name: 'call' } : {}), arguments: raw.slice(index * 3, index * 3 + 3) },
        },
      ],
    }),
  );
  harness.upstream = streaming(
    chunk({ reasoning_content: '用户的〔手机' }),
    chunk({ reasoning_content: '号1〕' }),
    ...deltas,
    chunk({}, 'tool_calls'),
  );
  const text = await (await harness.post('/v1/chat/completions', chat(`打给${MOBILE}`, { stream: true }))).text();
  const events: {
    choices?: { delta: { reasoning_content?: string; tool_calls?: { function: { arguments?: string } }[] } }[];
  }[] = text
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
  const all = events.flatMap((event) => event.choices ?? []);
  assert.equal(all.map(({ delta }) => delta.reasoning_content ?? '').join(''), `用户的${MOBILE}`);
  const args = all
    .flatMap(({ delta }) => delta.tool_calls ?? [])
    .map((call) => call.function.arguments ?? '')
    .join('');
  assert.deepEqual(JSON.parse(args), { to: MOBILE, note: `a"b${MOBILE}` });
});

test('reversible: what is turned back is screened, and the reader’s own value passes a mask', async () => {
  const harness = await start({
    input: { mobile: 'reversible', wechat: 'reversible' },
    output: { mobile: 'mask', wechat: 'mask' },
  });
  harness.upstream = saying('您的〔手机号1〕，客服13900139000');
  const body = await answered(await harness.post('/v1/chat/completions', chat(`我是${MOBILE}`)));
  assert.match(body.choices[0]?.message.content ?? '', /^您的13800138000，客服139\*\*\*\*9000/);
});

test('masked tool arguments stay JSON', async () => {
  const harness = await start({ input: {}, output: { mobile: 'mask' } });
  const call = {
    index: 0,
    id: 'c',
    type: 'function',
    function: { name: 'f', arguments: '{"to":"\\u0031380013\\u00380\\u00300"}' },
  };
  harness.upstream = streaming(chunk({ tool_calls: [call] }), chunk({}, 'tool_calls'));
  const text = await (await harness.post('/v1/chat/completions', chat('打', { stream: true }))).text();
  const shown = [...text.matchAll(/"arguments":"((?:[^"\\]|\\.)*)"/g)]
    .map((match) => JSON.parse(`"${match[1]}"`))
    .join('');
  assert.deepEqual(JSON.parse(shown), { to: '138****8000' });
});

test('terms and values are found in one pass over both', async () => {
  const harness = await start({ input: {}, output: { mobile: 'mask' } });
  const said = `违禁乙${MOBILE}提示丙，禁词甲`;
  harness.upstream = streaming(...pieces(said, 2), chunk({}, 'stop'));
  const text = await (await harness.post('/v1/chat/completions', chat('说', { stream: true }))).text();
  assert.match(contentOf(text), /^■■■138\*\*\*\*8000提示丙，\n\n抱歉/);
  const hits = textsOf(harness.records.closed[0]?.content, 'output').flatMap((piece) => piece.hits);
  assert.deepEqual(hits.map((hit) => [said.slice(hit.start, hit.end), hit.source ?? 'list']).sort(), [
    [MOBILE, 'personal-information'],
    ['提示丙', 'list'],
    ['禁词甲', 'list'],
    ['违禁乙', 'list'],
  ]);
});
