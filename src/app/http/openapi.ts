import { STATUS_CODES } from 'node:http';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problemSchema } from '../../contract/index.ts';
import type { CataloguedRoute, RouteCatalogue } from './route-catalogue.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Json = Readonly<Record<string, unknown>>;

/** GET /api/openapi.json: the admin API as its own schemas describe it. */
export const openapiRoutes =
  ({ catalogue, version }: { readonly catalogue: RouteCatalogue; readonly version: string }): FastifyPluginAsyncZod =>
  async (scope) => {
    let text: string | undefined;
    scope.get(
      '/api/openapi.json',
      { config: { permission: 'public', summary: 'This description.', produces: 'application/json' } },
      async (_request, reply) => {
        // Once: routes are not added after the start.
        text ??= JSON.stringify(describeApi(catalogue.routes, version));
        return await reply.type('application/json; charset=utf-8').send(text);
      },
    );
  };

/** An OpenAPI 3.1 document of the routes, in the order of their addresses. */
export function describeApi(routes: readonly CataloguedRoute[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  // Pages for people are no part of the API.
  const described = routes.filter(({ method, url }) => method !== 'HEAD' && !/^\/portal(\/|$)/.test(url));
  for (const route of described.toSorted((one, other) => (one.url < other.url ? -1 : one.url > other.url ? 1 : 0))) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hegui admin API',
      version,
      description:
        'What the console uses. Errors are problem documents (RFC 9457). The gateway under /v1 speaks the OpenAI protocol and is not described here.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: toJsonSchema(problemSchema, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'hegui_session', description: 'Set by signing in.' },
        csrf: {
          type: 'apiKey',
          in: 'header',
          name: 'x-hegui-csrf',
          description: 'The token of the session; goes with every change.',
        },
        service: {
          type: 'http',
          scheme: 'bearer',
          description: 'The key of a service, from the server of the provider’s own app; never from a browser.',
        },
      },
    },
  };
}

function describeRoute(route: CataloguedRoute): Json {
  const { method, url, permission, summary } = route;
  const isChange = method !== 'GET';
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.querystring, 'query')];
  const body = describeBody(route);
  return {
    operationId: operationIdOf(method, url),
    summary: summary ?? `${method} ${url}`,
    tags: [tagOf(url)],
    'x-hegui-permission': permission,
    security: securityOf(permission, isChange),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: body } }),
    responses: {
      ...describeAnswers(route),
      default: {
        description: 'What went wrong and what to do.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function securityOf(permission: CataloguedRoute['permission'], isChange: boolean): Json[] {
  if (permission === 'public') return [];
  if (permission === 'service') return [{ service: [] }];
  return [{ session: [], ...(isChange ? { csrf: [] } : {}) }];
}

const operationIdOf = (method: string, url: string): string =>
  method.toLowerCase() +
  url
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const tagOf = (url: string): string => /^\/api\/([a-z-]+)/.exec(url)?.[1] ?? 'health';

function parametersOf(schema: unknown, place: 'path' | 'query'): Json[] {
  if (!(schema instanceof z.ZodType)) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, 'input');
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function describeBody({ body, consumes }: CataloguedRoute): Json | undefined {
  if (consumes !== undefined) {
    return Object.fromEntries(consumes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
  }
  if (!(body instanceof z.ZodType)) return undefined;
  return { 'application/json': { schema: toJsonSchema(body, 'input') } };
}

function describeAnswers({ responses, produces }: CataloguedRoute): Json {
  if (produces !== undefined) {
    return { 200: { description: 'OK', content: { [produces]: { schema: {} } } } };
  }
  const answers = Object.entries(responses).flatMap(([status, schema]) => {
    if (!(schema instanceof z.ZodType)) return [];
    const content = status === '204' ? {} : { 'application/json': { schema: toJsonSchema(schema, 'output') } };
    return [[status, { description: STATUS_CODES[status] ?? status, content }]];
  });
  // A route without an answer of its own answers with nothing.
  return answers.length === 0 ? { 204: { description: 'No Content' } } : Object.fromEntries(answers);
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}
