import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  idSchema,
  labelAgreementCreateSchema,
  labelAgreementSchema,
  labelLiftsExportSchema,
  labelLiftsPageSchema,
  labelLiftsQuerySchema,
  liftRequestsPageSchema,
  liftRequestsQuerySchema,
  liftWithdrawSchema,
} from '../../../contract/index.ts';
import type { AdminRoutes } from '../../../staff/index.ts';
import { describeAgreement, type LabelAgreements } from './agreements.ts';
import type { LiftsService } from './service.ts';

export interface LiftRoutesParts {
  readonly lifts: LiftsService;
  readonly agreements: LabelAgreements;
}

const READ = 'label.read';
const WRITE = 'label.write';
const params = z.object({ id: idSchema });

const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** Texts of the labelling agreement, who asked for content without explicit label, and what left so. @law labelling-measures#9 */
export function registerLiftRoutes(app: AdminRoutes, { lifts, agreements }: LiftRoutesParts): void {
  app.get(
    '/api/label/agreements',
    {
      config: { permission: READ, summary: 'Texts of the labelling agreement, newest first.' },
      schema: { response: { 200: z.array(labelAgreementSchema) } },
    },
    async () => (await agreements.list()).map(describeAgreement),
  );
  app.post(
    '/api/label/agreements',
    {
      config: { permission: WRITE, summary: 'Adds a version of the labelling agreement; it is never changed.' },
      schema: { body: labelAgreementCreateSchema, response: { 201: labelAgreementSchema } },
    },
    async (request, reply) => {
      reply.code(201);
      return await agreements.add(request.body, actorOf(request));
    },
  );
  app.get(
    '/api/label/lift-requests',
    {
      config: { permission: READ, summary: 'Who asked for content without explicit label, newest first.' },
      schema: { querystring: liftRequestsQuerySchema, response: { 200: liftRequestsPageSchema } },
    },
    (request) => lifts.listRequests(request.query),
  );
  app.post(
    '/api/label/lift-requests/:id/withdraw',
    {
      config: { permission: WRITE, summary: 'Ends a request: from then on the explicit label is put on again.' },
      schema: { params, body: liftWithdrawSchema },
    },
    async (request, reply) => {
      await lifts.withdraw(request.params.id, request.body.reason, actorOf(request));
      return await reply.code(204).send();
    },
  );
  app.get(
    '/api/label/lifts',
    {
      config: { permission: READ, summary: 'What left without explicit label, newest first.' },
      schema: { querystring: labelLiftsQuerySchema, response: { 200: labelLiftsPageSchema } },
    },
    (request) => lifts.list(request.query),
  );
  app.post(
    '/api/label/lifts/export',
    {
      config: {
        permission: 'evidence.export',
        summary: 'What left without explicit label, as CSV; leaves evidence.',
        produces: 'text/csv',
      },
      schema: { body: labelLiftsExportSchema },
    },
    async (request, reply) => {
      const csv = await lifts.exportCsv(request.body, actorOf(request));
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="hegui-lifted-labels.csv"')
        .send(csv);
    },
  );
}
