import { z } from 'zod';
import {
  gapsPageSchema,
  gapsQuerySchema,
  idSchema,
  judgeChangeSchema,
  judgeCreateSchema,
  judgeSchema,
  judgeTestedSchema,
  judgeTestSchema,
  scorecardQuerySchema,
  scorecardSchema,
} from '../contract/index.ts';
import type { AdminRoutes } from '../staff/index.ts';
import type { Opinions } from './create-opinions.ts';
import { scorecardCsv } from './scorecard.ts';

const paramsSchema = z.object({ id: idSchema });

/** Judges, their scorecards, and the texts that no judge could tell about. */
export function registerOpinionRoutes(app: AdminRoutes, opinions: Opinions): void {
  registerJudgeRoutes(app, opinions);
  registerReportRoutes(app, opinions);
}

function registerJudgeRoutes(app: AdminRoutes, { judges }: Opinions): void {
  app.get(
    '/api/judges',
    {
      config: { permission: 'judges.read', summary: 'Every judge in use; never its secret.' },
      schema: { response: { 200: z.array(judgeSchema) } },
    },
    () => judges.list(),
  );
  app.post(
    '/api/judges',
    {
      config: { permission: 'judges.write', summary: 'Adds a judge.' },
      schema: { body: judgeCreateSchema, response: { 201: judgeSchema } },
    },
    async (request, reply) => await reply.code(201).send(await judges.create(request.body, request.signedIn().actor)),
  );
  app.patch(
    '/api/judges/:id',
    {
      config: { permission: 'judges.write', summary: 'Changes a judge; its kind stays.' },
      schema: { params: paramsSchema, body: judgeChangeSchema, response: { 200: judgeSchema } },
    },
    (request) => judges.change(request.params.id, request.body, request.signedIn().actor),
  );
  app.delete(
    '/api/judges/:id',
    { config: { permission: 'judges.write', summary: 'Retires a judge.' }, schema: { params: paramsSchema } },
    async (request, reply) => {
      await judges.retire(request.params.id, request.signedIn().actor);
      await reply.code(204).send();
    },
  );
  app.post(
    '/api/judges/:id/test',
    {
      config: { permission: 'judges.test', summary: 'Asks a judge once about a text; the vendor may bill it.' },
      schema: { params: paramsSchema, body: judgeTestSchema, response: { 200: judgeTestedSchema } },
    },
    (request) => judges.test(request.params.id, request.body),
  );
}

function registerReportRoutes(app: AdminRoutes, opinions: Opinions): void {
  app.get(
    '/api/judges/scorecard',
    {
      config: { permission: 'judges.read', summary: 'What each judge did in a month.' },
      schema: { querystring: scorecardQuerySchema, response: { 200: scorecardSchema } },
    },
    async ({ query: { month } }) => ({ month, rows: await opinions.scorecard(month) }),
  );
  app.get(
    '/api/judges/scorecard.csv',
    {
      config: { permission: 'judges.read', summary: 'The same as CSV.', produces: 'text/csv' },
      schema: { querystring: scorecardQuerySchema },
    },
    async ({ query: { month } }, reply) => {
      reply.header('content-type', 'text/csv; charset=utf-8');
      reply.header('content-disposition', `attachment; filename="hegui-scorecard-${month}.csv"`);
      return await reply.send(scorecardCsv(await opinions.scorecard(month)));
    },
  );
  app.get(
    '/api/judges/gaps',
    {
      config: { permission: 'judges.read', summary: 'Texts that passed unjudged, newest first.' },
      schema: { querystring: gapsQuerySchema, response: { 200: gapsPageSchema } },
    },
    (request) => opinions.gaps(request.query),
  );
}
