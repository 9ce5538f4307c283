import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { classifierModelAddSchema, classifierModelParamsSchema, classifierModelSchema } from '../../contract/index.ts';
import { MIB } from '../../kernel/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { ClassifierService } from './service.ts';

/** Room for the 24 million characters of base64 that the contract allows. */
const UPLOAD_BYTES_MAX = 25 * MIB;

const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** The models of the classifier: which there are, which reads along. */
export function registerClassifierRoutes(app: AdminRoutes, classifier: ClassifierService): void {
  registerReading(app, classifier);
  app.post(
    '/api/classifier/models',
    {
      bodyLimit: UPLOAD_BYTES_MAX,
      config: {
        permission: 'lists.write',
        summary: 'Uploads a model that hegui classifier train made; it is not active yet.',
      },
      schema: { body: classifierModelAddSchema, response: { 201: classifierModelSchema } },
    },
    async (request, reply) => {
      const { name, file } = request.body;
      const model = await classifier.add({ name, file: Buffer.from(file, 'base64') }, actorOf(request));
      return await reply.code(201).send(model);
    },
  );
  app.post(
    '/api/classifier/models/:id/activate',
    {
      config: { permission: 'lists.write', summary: 'Makes a model the one that reads along.' },
      schema: { params: classifierModelParamsSchema, response: { 200: classifierModelSchema } },
    },
    (request) => classifier.activate(request.params.id, actorOf(request)),
  );
  app.delete(
    '/api/classifier/models/:id',
    {
      config: { permission: 'lists.write', summary: 'Removes an uploaded model that is not active.' },
      schema: { params: classifierModelParamsSchema },
    },
    async (request, reply) => {
      await classifier.retire(request.params.id, actorOf(request));
      return await reply.code(204).send();
    },
  );
}

function registerReading(app: AdminRoutes, classifier: ClassifierService): void {
  app.get(
    '/api/classifier/models',
    {
      config: {
        permission: 'lists.read',
        summary: 'Every model of the classifier with its figures, the shipped one first.',
      },
      schema: { response: { 200: z.array(classifierModelSchema) } },
    },
    () => classifier.list(),
  );
  app.get(
    '/api/classifier/models/:id/file',
    {
      config: { permission: 'lists.read', summary: 'The file of a model, as hegui classifier eval takes it.' },
      schema: { params: classifierModelParamsSchema },
    },
    async (request, reply) => {
      const file = await classifier.file(request.params.id);
      reply.header('content-type', 'application/octet-stream');
      reply.header('content-disposition', `attachment; filename="${request.params.id}.hgcl"`);
      return await reply.send(Buffer.from(file));
    },
  );
}
