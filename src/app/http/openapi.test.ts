import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { type AdminAppHarness, openAdminApp } from './testing/open-admin-app.ts';

const schemaSchema = z.record(z.string(), z.unknown());
const contentSchema = z.record(z.string(), z.object({ schema: schemaSchema }));
const operationSchema = z.object({
  operationId: z.string().regex(/^[a-zA-Z0-9]+$/),
  summary: z.string().min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(z.object({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema: schemaSchema }))
    .default([]),
  requestBody: z.object({ required: z.boolean(), content: contentSchema }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/),
    z.object({ description: z.string().min(1), content: contentSchema.optional() }),
  ),
});
const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.literal('9.9.9') }),
  paths: z.record(
    z.string().startsWith('/'),
    z.record(z.enum(['get', 'post', 'put', 'patch', 'delete']), operationSchema.optional()),
  ),
  components: z.object({
    schemas: z.record(z.string(), schemaSchema),
    securitySchemes: z.record(z.string(), schemaSchema),
  }),
});

let harness: AdminAppHarness;
let raw: unknown;
let document: z.infer<typeof documentSchema>;
let operations: { path: string; method: string; operation: z.infer<typeof operationSchema> }[];
before(async () => {
  harness = await openAdminApp();
  const response = await harness.app.inject('/api/openapi.json');
  assert.match(String(response.headers['content-type']), /^application\/json/);
  raw = response.json();
  document = documentSchema.parse(raw);
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      operation === undefined ? [] : [{ path, method, operation }],
    ),
  );
});
after(() => harness.close());

test('anyone may read the description, which is a well-formed OpenAPI 3.1 document of over 40 operations', () => {
  assert.ok(operations.length > 40, String(operations.length));
  assert.equal(new Set(operations.map(({ operation }) => operation.operationId)).size, operations.length);
});

test('every operation describes a success and its errors as problem documents', () => {
  for (const { path, method, operation } of operations) {
    const statuses = Object.keys(operation.responses);
    assert.ok(
      statuses.some((status) => status.startsWith('2')),
      `${method} ${path}`,
    );
    assert.ok(operation.responses.default?.content?.['application/problem+json'] !== undefined, `${method} ${path}`);
  }
});

test('every reference leads somewhere', () => {
  const refs: string[] = [];
  JSON.stringify(raw, (name, value: unknown) => {
    if (name === '$ref') refs.push(String(value));
    return value;
  });
  assert.ok(refs.length > 0);
  for (const ref of new Set(refs)) {
    assert.match(ref, /^#\//);
    let at: unknown = raw;
    for (const part of ref.slice(2).split('/')) at = Reflect.get(Object(at), part);
    assert.notEqual(at, undefined, ref);
  }
});

test('every name in braces is a described parameter, and the other way round', () => {
  for (const { path, method, operation } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = operation.parameters.filter((one) => one.in === 'path');
    assert.deepEqual(
      described.map(({ name }) => name),
      named,
      `${method} ${path}`,
    );
    assert.ok(described.every(({ required }) => required));
  }
});

test('changes of a session need its cookie and its token, reads the cookie, public ones neither', () => {
  const securityOf = (path: string, method: string): unknown =>
    operations.find((one) => one.path === path && one.method === method)?.operation.security;
  assert.deepEqual(securityOf('/api/services', 'post'), [{ session: [], csrf: [] }]);
  assert.deepEqual(securityOf('/api/services', 'get'), [{ session: [] }]);
  assert.deepEqual(securityOf('/api/session', 'post'), []);
  const schemes = new Set(Object.keys(document.components.securitySchemes));
  const used = operations.flatMap(({ operation }) => operation.security.flatMap((one) => Object.keys(one)));
  assert.ok(used.every((name) => schemes.has(name)));
});

test('bodies and answers are the schemas that the routes are checked with', () => {
  const create = document.paths['/api/staff']?.post;
  const body = create?.requestBody?.content['application/json']?.schema;
  assert.deepEqual(body?.required, ['username', 'name', 'role', 'password']);
  assert.equal(body?.additionalProperties, false);
  assert.ok(create?.responses['201'] !== undefined);
  const list = document.paths['/api/exchanges']?.get?.parameters.find(({ name }) => name === 'limit');
  assert.deepEqual([list?.required, list?.schema.maximum, list?.schema.default], [false, 200, 50]);
});

test('files that go in and out are told by their media types, and empty answers as such', () => {
  const verify = document.paths['/api/evidence/verify']?.post?.requestBody?.content;
  assert.ok(verify?.['application/octet-stream'] !== undefined && verify['application/gzip'] !== undefined);
  assert.deepEqual(Object.keys(document.paths['/api/evidence/export']?.get?.responses['200']?.content ?? {}), [
    'application/gzip',
  ]);
  assert.deepEqual(Object.keys(document.paths['/api/keys/{id}']?.delete?.responses ?? {}), ['204', 'default']);
});
