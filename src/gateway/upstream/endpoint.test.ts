import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEndpoint, requestPath } from './endpoint.ts';

test('a path goes below any base URL, with its slash at the end or without, and keeps the query', () => {
  const cases = [
    ['http://h:1/v1', 'http://h:1', '/v1/models'],
    ['http://h:1/v1/', 'http://h:1', '/v1/models'],
    ['https://h/api/v1//', 'https://h', '/api/v1/models'],
    ['https://h', 'https://h', '/models'],
    ['https://h/', 'https://h', '/models'],
    ['https://h/v1/?api-version=2&x=%20', 'https://h', '/v1/models?api-version=2&x=%20'],
    ['https://h:443/模型', 'https://h', '/%E6%A8%A1%E5%9E%8B/models'],
  ] as const;
  for (const [baseUrl, origin, path] of cases) {
    const endpoint = parseEndpoint(baseUrl);
    assert.equal(endpoint.origin, origin, baseUrl);
    assert.equal(requestPath(endpoint, '/models'), path, baseUrl);
  }
});
