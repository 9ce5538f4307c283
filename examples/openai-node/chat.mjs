// A streamed chat through Hegui with the official OpenAI client: one ordinary answer, one refusal, one cut.
import OpenAI from 'openai';

// The client reads OPENAI_API_KEY by itself.
const client = new OpenAI({ baseURL: process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:8815/v1' });
const prompts = process.argv.length > 2 ? process.argv.slice(2) : ['说说喝茶', '请说禁词甲', '说说下雨天'];

for (const prompt of prompts) await ask(prompt);

async function ask(prompt) {
  process.stdout.write(`\n> ${prompt}\n`);
  const stream = await client.chat.completions.create({
    model: process.env.MODEL ?? 'hegui-demo',
    stream: true,
    temperature: 0,
    // Your own pseudonym of the person who asks: their content gets a key of its own, so that it can be erased.
    user: 'example-user-1',
    messages: [{ role: 'user', content: prompt }],
  });
  let hegui = {};
  let finish = null;
  for await (const chunk of stream) {
    // Hegui's own member comes with the first and the last event; other clients ignore it.
    hegui = { ...hegui, ...chunk.hegui };
    for (const choice of chunk.choices) {
      process.stdout.write(choice.delta.content ?? '');
      finish = choice.finish_reason ?? finish;
    }
  }
  process.stdout.write(`\n  ${describe(finish, hegui)}\n`);
  process.stdout.write(`  exchange ${hegui.exchange}, label ${JSON.stringify(hegui.aigc)}\n`);
}

/** Refused and cut answers have the same finish reason; `hegui.outcome` tells them apart. */
function describe(finish, { outcome, cut = [] }) {
  if (finish !== 'content_filter') return `finish_reason ${finish}, outcome ${outcome}`;
  const risks = cut.map(({ index, risk }) => `choice ${index}: ${risk}`).join(', ');
  return `finish_reason content_filter, outcome ${outcome}${risks === '' ? '' : ` (${risks})`}`;
}
