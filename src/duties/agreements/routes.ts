import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  acceptancesExportSchema,
  acceptancesPageSchema,
  acceptancesQuerySchema,
  agreementDiffQuerySchema,
  agreementDiffSchema,
  agreementDraftChangeSchema,
  agreementOverviewSchema,
  agreementPublishSchema,
  agreementSchema,
  agreementStateSchema,
  idSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { AgreementsService } from './service.ts';

const READ = 'agreements.read';
const WRITE = 'agreements.write';
const params = z.object({ id: idSchema });
const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** `/api/agreements`: texts of service agreements, and who accepted which. */
export function registerAgreementRoutes(app: AdminRoutes, agreements: AgreementsService): void {
  registerTexts(app, agreements);
  registerDrafts(app, agreements);
  registerAcceptances(app, agreements);
}

function registerTexts(app: AdminRoutes, agreements: AgreementsService): void {
  app.get(
    '/api/agreements',
    {
      config: { permission: READ, summary: 'Service agreements: what is in force for which service.' },
      schema: { response: { 200: agreementOverviewSchema } },
    },
    () => agreements.overview(),
  );
  app.get(
    '/api/agreements/:id',
    {
      config: { permission: READ, summary: 'A published version with its texts.' },
      schema: { params, response: { 200: agreementSchema } },
    },
    (request) => agreements.read(request.params.id),
  );
  app.get(
    '/api/agreements/:id/diff',
    {
      config: { permission: READ, summary: 'What changed since another version, or in the draft, line by line.' },
      schema: { params, querystring: agreementDiffQuerySchema, response: { 200: agreementDiffSchema } },
    },
    (request) => agreements.diff(request.params.id, request.query.against),
  );
  app.get(
    '/api/services/:id/agreements',
    {
      config: { permission: READ, summary: 'Versions, draft and checklist of a service’s agreement.' },
      schema: { params, response: { 200: agreementStateSchema } },
    },
    (request) => agreements.state(request.params.id),
  );
}

function registerDrafts(app: AdminRoutes, agreements: AgreementsService): void {
  app.put(
    '/api/services/:id/agreements/draft',
    {
      config: { permission: WRITE, summary: 'Keeps what is being written of the next version.' },
      schema: { params, body: agreementDraftChangeSchema, response: { 200: agreementStateSchema } },
    },
    (request) => agreements.saveDraft(request.params.id, request.body, actorOf(request)),
  );
  app.delete(
    '/api/services/:id/agreements/draft',
    { config: { permission: WRITE, summary: 'Gives a draft up.' }, schema: { params } },
    async (request, reply) => {
      await agreements.discardDraft(request.params.id, actorOf(request));
      return await reply.code(204).send();
    },
  );
  app.post(
    '/api/services/:id/agreements/draft/publication',
    {
      config: { permission: WRITE, summary: 'Publishes the draft as the next version, under a person’s name.' },
      schema: { params, body: agreementPublishSchema, response: { 200: agreementStateSchema } },
    },
    (request) => agreements.publish(request.params.id, request.body, actorOf(request)),
  );
}

function registerAcceptances(app: AdminRoutes, { acceptances }: AgreementsService): void {
  app.get(
    '/api/agreements/acceptances',
    {
      config: { permission: READ, summary: 'Who accepted which version, newest first.' },
      schema: { querystring: acceptancesQuerySchema, response: { 200: acceptancesPageSchema } },
    },
    (request) => acceptances.list(request.query),
  );
  app.post(
    '/api/agreements/acceptances/export',
    {
      config: {
        permission: 'evidence.export',
        summary: 'The list of acceptances as CSV; leaves evidence.',
        produces: 'text/csv',
      },
      schema: { body: acceptancesExportSchema },
    },
    async (request, reply) => {
      const { csv } = await acceptances.export(request.body.serviceId ?? null, actorOf(request));
      reply.header('content-disposition', 'attachment; filename="hegui-acceptances.csv"');
      return await reply.type('text/csv; charset=utf-8').send(csv);
    },
  );
}
