import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSse } from './sse.ts';

async function read(bytes: Uint8Array, chunkBytes: number): Promise<string[]> {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += chunkBytes) controller.enqueue(bytes.slice(at, at + chunkBytes));
      controller.close();
    },
  });
  return Array.fromAsync(readSse(stream));
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('events are the same however the bytes are cut, also inside a character or a line break', async () => {
  const bytes = bytesOf('data: {"a":"你好"}\r\n\r\n: note\r\ndata: 二\r\ndata: 三\r\n\r\ndata: [DONE]\r\n\r\n');
  for (let chunkBytes = 1; chunkBytes <= bytes.length; chunkBytes += 1) {
    assert.deepEqual(await read(bytes, chunkBytes), ['{"a":"你好"}', '二\n三', '[DONE]'], `chunks of ${chunkBytes}`);
  }
});

test('bare line feeds separate events as well, and the space after the colon is optional', async () => {
  assert.deepEqual(await read(bytesOf('data:1\n\nevent: x\ndata: 2\n\n'), 100), ['1', '2']);
});

test('an event that the stream does not finish is not delivered', async () => {
  assert.deepEqual(await read(bytesOf('data: 1\n\ndata: 2\n'), 3), ['1']);
});
