import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  boardQuerySchema,
  boardSchema,
  calendarMadeSchema,
  calendarQuerySchema,
  comingDutiesSchema,
  comingPutSchema,
  overrideCreateSchema,
  overrideSchema,
  statusExportQuerySchema,
  statusHistoryPageSchema,
  statusHistoryQuerySchema,
  statusNumbersKeptSchema,
  statusNumbersSchema,
  statusRunSchema,
  taskPutSchema,
  taskSchema,
} from '../contract/index.ts';
import type { AdminRoutes } from '../staff/index.ts';
import { STATUS_TYPES } from './export.ts';
import type { Person, StatusService } from './service.ts';

const personOf = (request: FastifyRequest): Person => {
  const { actor, staff } = request.signedIn();
  return { actor, name: staff.name };
};

/** `/api/status`: the board, its history, overrides, facts and tasks. */
export function registerStatusRoutes(app: AdminRoutes, status: StatusService): void {
  app.get(
    '/api/status',
    {
      config: {
        permission: 'status.read',
        summary: 'Where the provider stands, article by article; measures nothing.',
      },
      schema: { querystring: boardQuerySchema, response: { 200: boardSchema } },
    },
    (request) => status.read(request.query.article),
  );
  app.get(
    '/api/status/history',
    {
      config: { permission: 'status.read', summary: 'Every change of a status, newest first.' },
      schema: { querystring: statusHistoryQuerySchema, response: { 200: statusHistoryPageSchema } },
    },
    (request) => status.history(request.query),
  );
  app.get(
    '/api/status/export',
    {
      config: { permission: 'status.read', summary: 'The board or a checklist as a file; leaves evidence.' },
      schema: { querystring: statusExportQuerySchema },
    },
    async (request, reply) => {
      const { format, view, language } = request.query;
      const { name, bytes } = await status.export({ format, view: view ?? null, language }, request.signedIn().actor);
      return await reply
        .header('content-type', STATUS_TYPES[format])
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Buffer.from(bytes));
    },
  );
  app.get(
    '/api/status/calendar.ics',
    {
      config: { permission: 'public', summary: 'Dates of the board for calendars; asks for the secret token.' },
      schema: { querystring: calendarQuerySchema },
    },
    async (request, reply) => {
      const text = await status.calendar(request.query.token, request.query.language);
      return await reply.header('content-type', 'text/calendar; charset=utf-8').send(text);
    },
  );
  app.post(
    '/api/status/calendar',
    {
      config: {
        permission: 'status.write',
        summary: 'Makes the secret address for calendars; the one of before ends.',
      },
      schema: { response: { 200: calendarMadeSchema } },
    },
    (request) => status.makeCalendar(request.signedIn().actor),
  );
  app.delete(
    '/api/status/calendar',
    { config: { permission: 'status.write', summary: 'Ends the secret address for calendars.' } },
    async (request, reply) => {
      await status.endCalendar(request.signedIn().actor);
      return await reply.code(204).send();
    },
  );
  app.post(
    '/api/status/run',
    {
      config: { permission: 'status.run', summary: 'Measures now: queries, and probes through the real gateway.' },
      schema: { body: statusRunSchema, response: { 200: boardSchema } },
    },
    (request) => status.run(request.body.controls ?? null),
  );
  app.post(
    '/api/status/overrides',
    {
      config: { permission: 'status.write', summary: 'Answers for a status that the data do not show, until a day.' },
      schema: { body: overrideCreateSchema, response: { 201: overrideSchema } },
    },
    async (request, reply) => await reply.code(201).send(await status.override(request.body, personOf(request))),
  );
  app.delete(
    '/api/status/overrides/:id',
    {
      config: { permission: 'status.write', summary: 'Ends an override: the data speak again.' },
      schema: { params: z.object({ id: z.string().max(40) }), response: { 204: z.null() } },
    },
    async (request, reply) => {
      await status.endOverride(request.params.id, request.signedIn().actor);
      return await reply.code(204).send(null);
    },
  );
  app.get(
    '/api/status/numbers',
    {
      config: { permission: 'status.read', summary: 'Numbers of filings and registrations.' },
      schema: { response: { 200: statusNumbersKeptSchema } },
    },
    () => status.numbers(),
  );
  app.put(
    '/api/status/numbers',
    {
      config: { permission: 'status.write', summary: 'Keeps the numbers that authorities gave.' },
      schema: { body: statusNumbersSchema, response: { 200: statusNumbersKeptSchema } },
    },
    (request) => status.putNumbers(request.body, request.signedIn().actor),
  );
  app.put(
    '/api/status/tasks/:obligation',
    {
      config: { permission: 'status.write', summary: 'Who does what software cannot, by when, and when it was done.' },
      schema: {
        params: z.object({ obligation: z.string().max(100) }),
        body: taskPutSchema,
        response: { 200: taskSchema },
      },
    },
    (request) => status.putTask(request.params.obligation, request.body, request.signedIn().actor),
  );
  app.get(
    '/api/status/coming',
    {
      config: {
        permission: 'status.read',
        summary: 'What the law will ask of these services from a later day on, and who prepares for it.',
      },
      schema: { response: { 200: comingDutiesSchema } },
    },
    async () => ({ items: await status.coming() }),
  );
  app.put(
    '/api/status/coming/:obligation',
    {
      config: { permission: 'status.write', summary: 'Who prepares for law that is to come, and when it was done.' },
      schema: {
        params: z.object({ obligation: z.string().max(100) }),
        body: comingPutSchema,
        response: { 200: comingDutiesSchema },
      },
    },
    async (request) => ({
      items: await status.putComing(request.params.obligation, request.body, request.signedIn().actor),
    }),
  );
}
