import type { FastifyRequest } from 'fastify';
import {
  licenceEndSchema,
  licenceKeepSchema,
  licenceParamsSchema,
  licenceSchema,
  licencesSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { Doer } from './model.ts';
import type { LicencesService } from './service.ts';

const doerOf = (request: FastifyRequest): Doer => {
  const { actor, staff } = request.signedIn();
  return { actor, name: staff.name };
};

/** Licences that are held, against what is needed. */
export function registerLicenceRoutes(app: AdminRoutes, licences: LicencesService): void {
  const params = licenceParamsSchema;
  app.get(
    '/api/licences',
    {
      config: { permission: 'registers.read', summary: 'Licences, what ends first on top, against what is needed.' },
      schema: { response: { 200: licencesSchema } },
    },
    () => licences.read(),
  );
  app.post(
    '/api/licences',
    {
      config: { permission: 'registers.write', summary: 'Keeps a licence that was not kept before.' },
      schema: { body: licenceKeepSchema, response: { 201: licenceSchema } },
    },
    async (request, reply) => await reply.code(201).send(await licences.keep(request.body, doerOf(request))),
  );
  app.post(
    '/api/licences/:id/versions',
    {
      config: { permission: 'registers.write', summary: 'Renews or corrects a licence, as a version of its own.' },
      schema: { params, body: licenceKeepSchema, response: { 201: licenceSchema } },
    },
    async (request, reply) =>
      await reply.code(201).send(await licences.renew(request.params.id, request.body, doerOf(request))),
  );
  app.post(
    '/api/licences/:id/end',
    {
      config: { permission: 'registers.write', summary: 'Says from when on a licence is no longer held.' },
      schema: { params, body: licenceEndSchema, response: { 200: licenceSchema } },
    },
    (request) => licences.end(request.params.id, request.body, doerOf(request)),
  );
}
