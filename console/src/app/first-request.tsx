import { Tabs } from 'antd';
import { CodeBlock } from './code-block.tsx';

interface FirstRequestProps {
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** A key, or a placeholder that says where to get one. */
  readonly apiKey: string;
  readonly model: string;
}

/** How to send a request: curl and OpenAI's own libraries, ready to paste. */
export function FirstRequest({ baseUrl, apiKey, model }: FirstRequestProps) {
  return (
    <Tabs
      size="small"
      style={{ textAlign: 'start' }}
      items={[
        { key: 'curl', label: 'curl', children: <CodeBlock text={curlOf(baseUrl, apiKey, model)} /> },
        { key: 'python', label: 'Python', children: <CodeBlock text={pythonOf(baseUrl, apiKey, model)} /> },
        { key: 'node', label: 'Node.js', children: <CodeBlock text={nodeOf(baseUrl, apiKey, model)} /> },
      ]}
    />
  );
}

const curlOf = (baseUrl: string, apiKey: string, model: string) => `curl -N ${baseUrl}/chat/completions \\
  -H 'Authorization: Bearer ${apiKey}' \\
  -H 'Content-Type: application/json' \\
  -d '{"model":"${model}","stream":true,"messages":[{"role":"user","content":"你好"}]}'`;

const pythonOf = (baseUrl: string, apiKey: string, model: string) => `from openai import OpenAI

client = OpenAI(base_url="${baseUrl}", api_key="${apiKey}")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "你好"}],
)
print(answer.choices[0].message.content)`;

const nodeOf = (baseUrl: string, apiKey: string, model: string) => `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${baseUrl}', apiKey: '${apiKey}' });
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: '你好' }],
});
console.log(answer.choices[0].message.content);`;
