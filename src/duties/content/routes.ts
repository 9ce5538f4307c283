import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  allowPlacedSchema,
  allowPutSchema,
  idSchema,
  listTestedSchema,
  listTestSchema,
  pageOf,
  termAtQuerySchema,
  termAtSchema,
  termChangeSchema,
  termPlacedSchema,
  termPutSchema,
  termSchema,
  termsAddedSchema,
  termsAddSchema,
  termsQuerySchema,
  wordListChangeSchema,
  wordListCreateSchema,
  wordListSchema,
} from '../../contract/index.ts';
import { MIB } from '../../kernel/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { ContentService } from './service.ts';
import { registerVersionRoutes } from './version-routes.ts';

const listParamsSchema = z.object({ id: idSchema });
const termParamsSchema = z.object({ id: idSchema, termId: idSchema });
/** Room for the 40 million characters that the contract allows, three bytes each. */
const IMPORT_BYTES_MAX = 128 * MIB;

/** Word lists, their terms, and trying a text. */
export function registerContentRoutes(app: AdminRoutes, content: ContentService): void {
  registerListRoutes(app, content);
  registerTermRoutes(app, content);
  registerVersionRoutes(app, content);
}

const actorOf = (request: FastifyRequest) => request.signedIn().actor;

function registerListRoutes(app: AdminRoutes, content: ContentService): void {
  app.get(
    '/api/word-lists',
    {
      config: { permission: 'lists.read', summary: 'Every word list in use, oldest first.' },
      schema: { response: { 200: z.array(wordListSchema) } },
    },
    () => content.list(),
  );
  app.post(
    '/api/word-lists',
    {
      config: { permission: 'lists.write', summary: 'Makes an empty word list.' },
      schema: { body: wordListCreateSchema, response: { 201: wordListSchema } },
    },
    async (request, reply) => {
      const list = await content.create(request.body, actorOf(request));
      return await reply.code(201).send(list);
    },
  );
  app.patch(
    '/api/word-lists/:id',
    {
      config: { permission: 'lists.write', summary: 'Changes a word list.' },
      schema: { params: listParamsSchema, body: wordListChangeSchema, response: { 200: wordListSchema } },
    },
    (request) => content.change(request.params.id, request.body, actorOf(request)),
  );
  app.delete(
    '/api/word-lists/:id',
    { config: { permission: 'lists.write', summary: 'Retires a word list.' }, schema: { params: listParamsSchema } },
    async (request, reply) => {
      await content.retire(request.params.id, actorOf(request));
      return await reply.code(204).send();
    },
  );
  app.post(
    '/api/word-lists/test',
    {
      config: { permission: 'lists.test', summary: 'What the lists find in a text, and what would be shown of it.' },
      schema: { body: listTestSchema, response: { 200: listTestedSchema } },
    },
    (request) => content.test(request.body),
  );
}

function registerTermRoutes(app: AdminRoutes, content: ContentService): void {
  app.get(
    '/api/word-lists/:id/terms',
    {
      config: { permission: 'lists.read', summary: 'A page of terms, newest first.' },
      schema: { params: listParamsSchema, querystring: termsQuerySchema, response: { 200: pageOf(termSchema) } },
    },
    (request) => content.terms(request.params.id, request.query),
  );
  app.post(
    '/api/word-lists/:id/terms',
    {
      bodyLimit: IMPORT_BYTES_MAX,
      config: { permission: 'lists.write', summary: 'Adds terms, one a line or as CSV; reports what was refused.' },
      schema: { params: listParamsSchema, body: termsAddSchema, response: { 200: termsAddedSchema } },
    },
    (request) => content.addTerms(request.params.id, request.body, actorOf(request)),
  );
  app.put(
    '/api/word-lists/:id/allow',
    {
      config: { permission: 'lists.write', summary: 'Replaces the phrases in which no term of a list counts.' },
      schema: { params: listParamsSchema, body: allowPutSchema, response: { 200: allowPlacedSchema } },
    },
    (request) => content.putAllow(request.params.id, request.body, actorOf(request)),
  );
  app.get(
    '/api/word-lists/:id/term',
    {
      config: { permission: 'lists.read', summary: 'One term by its text, live or as the draft would have it.' },
      schema: { params: listParamsSchema, querystring: termAtQuerySchema, response: { 200: termAtSchema } },
    },
    (request) => content.termAt(request.params.id, request.query.text, request.query.target),
  );
  app.put(
    '/api/word-lists/:id/term',
    {
      config: { permission: 'lists.write', summary: 'Puts one term with its rules, new or in the place of another.' },
      schema: { params: listParamsSchema, body: termPutSchema, response: { 200: termPlacedSchema } },
    },
    (request) => content.putTerm(request.params.id, request.body, actorOf(request)),
  );
  app.patch(
    '/api/word-lists/:id/terms/:termId',
    {
      config: { permission: 'lists.write', summary: 'Changes a term.' },
      schema: { params: termParamsSchema, body: termChangeSchema, response: { 200: termSchema } },
    },
    (request) => content.changeTerm(request.params.id, request.params.termId, request.body, actorOf(request)),
  );
  app.delete(
    '/api/word-lists/:id/terms/:termId',
    { config: { permission: 'lists.write', summary: 'Removes a term.' }, schema: { params: termParamsSchema } },
    async (request, reply) => {
      await content.removeTerm(request.params.id, request.params.termId, actorOf(request));
      return await reply.code(204).send();
    },
  );
}
