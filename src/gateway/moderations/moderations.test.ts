import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import OpenAI from 'openai';
import { z } from 'zod';
import { API_KEY, type Harness, startHarness } from '../testing/harness.ts';

const heguiSchema = z.object({
  exchange: z.string(),
  hits: z.array(
    z.object({
      result: z.int(),
      path: z.string(),
      start: z.int(),
      end: z.int(),
      term: z.string(),
      risk: z.string(),
      action: z.string(),
    }),
  ),
  not_screened: z.array(z.object({ path: z.string(), type: z.string() })),
});
const heguiOf = (answer: object): z.infer<typeof heguiSchema> => heguiSchema.parse(Reflect.get(answer, 'hegui'));

describe('POST /v1/moderations', () => {
  let harness: Harness;
  let client: OpenAI;
  before(async () => {
    harness = await startHarness();
    client = new OpenAI({ apiKey: API_KEY, baseURL: `${harness.url}/v1`, maxRetries: 0 });
  });
  after(() => harness.close());

  it("answers the official client in OpenAI's form, with every hit under hegui", async () => {
    const answer = await client.moderations.create({ input: '好禁词甲，违禁乙' });
    assert.equal(answer.model, 'hegui-screening');
    assert.equal(answer.results.length, 1);
    assert.equal(answer.results[0]?.flagged, true);
    assert.equal(Object.keys(answer.results[0]?.categories ?? {}).length, 13);
    assert.deepEqual(
      heguiOf(answer).hits.map(({ path, start, end, term, risk, action }) => [path, start, end, term, risk, action]),
      [
        ['input', 1, 4, '禁词甲', 'A.1.f', 'block'],
        ['input', 5, 8, '违禁乙', 'A.1.h', 'replace'],
      ],
    );
  });

  it('gives each text of a list a result of its own', async () => {
    const answer = await client.moderations.create({ input: ['你好', '禁词甲', '提示丙'] });
    assert.deepEqual(
      answer.results.map(({ flagged }) => flagged),
      [false, true, true],
    );
    assert.deepEqual(
      heguiOf(answer).hits.map(({ result }) => result),
      [1, 2],
    );
  });

  it('reads the parts of a message as one text and says that images were not screened', async () => {
    const answer = await client.moderations.create({
      input: [
        { type: 'text', text: '前禁词' },
        { type: 'image_url', image_url: { url: 'https://example.test/a.png' } },
        { type: 'text', text: '甲后' },
      ],
    });
    assert.equal(answer.results.length, 1);
    assert.equal(answer.results[0]?.flagged, true);
    assert.deepEqual(heguiOf(answer).not_screened, [{ path: 'input.1', type: 'image_url' }]);
  });

  it("sets OpenAI's category only for a risk that is one", async () => {
    const answer = await client.moderations.create({ input: '提示丙' });
    assert.equal(answer.results[0]?.categories.hate, false);
    assert.equal(answer.results[0]?.flagged, true);
  });

  it('is recorded as an exchange whose verdict was the answer, and forwards nothing', async () => {
    const { id } = await client.moderations.create({ input: '禁词甲', model: 'omni-moderation-latest' });
    const opened = harness.records.opened.at(-1);
    assert.equal(`modr-${opened?.exchangeId}`, id);
    assert.equal(opened?.endpoint, 'moderations');
    assert.equal(opened?.model, 'hegui-screening');
    assert.equal(opened?.evidence.decision, 'screened');
    assert.deepEqual(opened?.evidence.risks, { 'A.1.f': 1 });
    assert.equal(harness.records.closed.at(-1)?.evidence.outcome, 'completed');
    assert.deepEqual(harness.forwarded, []);
  });

  it('refuses what is no text, and names it', async () => {
    for (const [input, param] of [
      [7, 'input'],
      [[], 'input'],
      [['好', { type: 'text', text: '好' }], 'input.0'],
      [[{ type: 'audio' }], 'input.0.type'],
      [[{ type: 'text', text: 1 }], 'input.0.text'],
    ] as const) {
      const response = await harness.post('/v1/moderations', { input });
      const body: { error: { param: string } } = JSON.parse(await response.text());
      assert.equal(response.status, 400);
      assert.equal(body.error.param, param);
    }
  });

  it('answers nothing while records cannot be written', async () => {
    harness.records.failure = new Error('no space');
    try {
      assert.equal((await harness.post('/v1/moderations', { input: '你好' })).ok, false);
    } finally {
      harness.records.failure = null;
    }
  });
});
