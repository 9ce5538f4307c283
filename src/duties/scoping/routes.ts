import type { FastifyRequest } from 'fastify';
import {
  scopeFactsSchema,
  scopeMemoCreateSchema,
  scopeMemoFileQuerySchema,
  scopeMemoSchema,
  scopeMemoSignSchema,
  scopeServiceParamsSchema,
  scopeStateSchema,
  scopeToldSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import { MEMO_TYPES } from './memo-file.ts';
import type { ScopingService } from './service.ts';

const READ = 'scope.read';
const WRITE = 'scope.write';
const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** Scope memos of services, and facts that the provider's own app tells. */
export function registerScopingRoutes(app: AdminRoutes, scoping: ScopingService): void {
  const params = scopeServiceParamsSchema;
  app.get(
    '/api/services/:id/scope',
    {
      config: { permission: READ, summary: 'Where a service stands: latest memo, facts told since, what changed.' },
      schema: { params, response: { 200: scopeStateSchema } },
    },
    (request) => scoping.state(request.params.id),
  );
  app.post(
    '/api/services/:id/scope/memos',
    {
      config: { permission: WRITE, summary: 'Works out what follows from facts and keeps both as a memo.' },
      schema: { params, body: scopeMemoCreateSchema, response: { 201: scopeMemoSchema } },
    },
    async (request, reply) => {
      const { facts, day } = request.body;
      const memo = await scoping.make(request.params.id, facts, day, actorOf(request));
      return await reply.code(201).send(memo);
    },
  );
  app.post(
    '/api/scope-memos/:id/signature',
    {
      config: { permission: WRITE, summary: 'Puts the name of whoever is signed in under a memo.' },
      schema: { params, body: scopeMemoSignSchema, response: { 200: scopeMemoSchema } },
    },
    (request) => scoping.sign(request.params.id, request.body.name, actorOf(request)),
  );
  app.get(
    '/api/scope-memos/:id/file',
    {
      config: { permission: READ, summary: 'A memo as DOCX or PDF, to print and sign.' },
      schema: { params, querystring: scopeMemoFileQuerySchema },
    },
    async (request, reply) => {
      const { format, lang } = request.query;
      const { name, bytes } = await scoping.file(request.params.id, format, lang);
      return await reply
        .type(MEMO_TYPES[format])
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    },
  );
  app.patch(
    '/api/scope/facts',
    {
      config: {
        permission: 'service',
        summary: 'Facts that changed since the latest memo; asks for the key of the service as a bearer.',
      },
      schema: { body: scopeFactsSchema, response: { 200: scopeToldSchema } },
    },
    async (request) => {
      const { id: serviceId } = request.calledBy();
      return { serviceId, told: await scoping.tell(serviceId, request.body, 'system') };
    },
  );
}
