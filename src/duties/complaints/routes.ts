import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  complaintAnswerSchema,
  complaintAssignSchema,
  complaintContentQuerySchema,
  complaintContentSchema,
  complaintCountsSchema,
  complaintDetailSchema,
  complaintDraftSchema,
  complaintLinkSchema,
  complaintMergeSchema,
  complaintPauseSchema,
  complaintSettingsChangeSchema,
  complaintSettingsStateSchema,
  complaintStatisticsSchema,
  complaintsPageSchema,
  complaintsQuerySchema,
  complaintWordsSchema,
  idSchema,
} from '../../contract/index.ts';
import { downloadHeaders } from '../../portal/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { Handler } from './model.ts';
import type { ComplaintsService } from './service.ts';

const params = z.object({ id: idSchema });
const READ = 'complaints.read';
const WRITE = 'complaints.write';

const handlerOf = (request: FastifyRequest): Handler => {
  const { actor, staff } = request.signedIn();
  const mayDecideEscalated = staff.role === 'compliance-officer' || staff.role === 'administrator';
  return { actor, staffId: staff.id, mayDecideEscalated };
};

/** `/api/complaints`, `/api/complaint-settings`: the desk. */
export function registerComplaintRoutes(app: AdminRoutes, complaints: ComplaintsService): void {
  registerReads(app, complaints);
  registerWords(app, complaints);
  registerDeeds(app, complaints);
  registerSettings(app, complaints);
}

function registerReads(app: AdminRoutes, complaints: ComplaintsService): void {
  app.get(
    '/api/complaints',
    {
      config: { permission: READ, summary: 'Complaints, open ones by what is due first; no content.' },
      schema: { querystring: complaintsQuerySchema, response: { 200: complaintsPageSchema } },
    },
    (request) => complaints.list(request.query, handlerOf(request).staffId),
  );
  app.get(
    '/api/complaints/counts',
    {
      config: { permission: READ, summary: 'How many complaints wait, up to 1,000 of each heap.' },
      schema: { response: { 200: complaintCountsSchema } },
    },
    (request) => complaints.counts(handlerOf(request).staffId),
  );
  app.get(
    '/api/complaints/statistics',
    {
      config: { permission: READ, summary: 'The last 365 days in numbers, as the public sees them.' },
      schema: { response: { 200: complaintStatisticsSchema } },
    },
    () => complaints.statistics(),
  );
  app.get(
    '/api/complaints/:id',
    {
      config: { permission: READ, summary: 'One complaint with its clocks and notices; no content.' },
      schema: { params, response: { 200: complaintDetailSchema } },
    },
    (request) => complaints.read(request.params.id, handlerOf(request)),
  );
  app.get(
    '/api/complaints/:id/content',
    {
      config: { permission: WRITE, summary: 'What people wrote; every look leaves evidence with its purpose.' },
      schema: { params, querystring: complaintContentQuerySchema, response: { 200: complaintContentSchema } },
    },
    (request) => complaints.readContent(request.params.id, request.query.purpose, handlerOf(request)),
  );
  app.get(
    '/api/complaints/:id/attachments/:attachmentId',
    {
      config: {
        permission: WRITE,
        summary: 'A file of a complaint, as a download; leaves evidence.',
        produces: 'application/octet-stream',
      },
      schema: { params: z.object({ id: idSchema, attachmentId: idSchema }) },
    },
    async (request, reply) => {
      const file = await complaints.readFile(request.params.id, request.params.attachmentId, handlerOf(request));
      return await reply.headers(downloadHeaders(file)).send(Buffer.from(file.bytes));
    },
  );
}

function registerWords(app: AdminRoutes, complaints: ComplaintsService): void {
  const schema = { params, body: complaintWordsSchema, response: { 200: complaintDetailSchema } };
  for (const [path, summary, work] of [
    ['acknowledge', 'Takes a complaint up and tells the complainant.', 'acknowledge'],
    ['escalate', 'Hands a complaint on to a compliance officer.', 'escalate'],
  ] as const) {
    app.post(`/api/complaints/:id/${path}`, { config: { permission: WRITE, summary }, schema }, async (request) => {
      const by = handlerOf(request);
      await complaints[work](request.params.id, request.body.text, by);
      return await complaints.read(request.params.id, by);
    });
  }
  for (const [path, summary, purpose] of [
    ['question', 'Asks the complainant something; the clock goes on.', 'question'],
    ['note', 'A note that only the desk sees.', 'note'],
  ] as const) {
    app.post(`/api/complaints/:id/${path}`, { config: { permission: WRITE, summary }, schema }, async (request) => {
      const by = handlerOf(request);
      await complaints.write(request.params.id, purpose, request.body.text, by);
      return await complaints.read(request.params.id, by);
    });
  }
  app.get(
    '/api/complaints/:id/draft',
    {
      config: { permission: WRITE, summary: 'What whoever asks left unsent.' },
      schema: { params, response: { 200: complaintDraftSchema } },
    },
    async (request) => ({ text: await complaints.readDraft(request.params.id, handlerOf(request)) }),
  );
  app.put(
    '/api/complaints/:id/draft',
    {
      config: { permission: WRITE, summary: 'Keeps what is being written; empty removes it.' },
      schema: { params, body: complaintDraftSchema },
    },
    async (request, reply) => {
      await complaints.saveDraft(request.params.id, request.body.text, handlerOf(request));
      return await reply.code(204).send();
    },
  );
}

function registerDeeds(app: AdminRoutes, complaints: ComplaintsService): void {
  const response = { 200: complaintDetailSchema };
  app.post(
    '/api/complaints/:id/answer',
    {
      config: { permission: WRITE, summary: 'Decides and tells the complainant; not for whoever decided before.' },
      schema: { params, body: complaintAnswerSchema, response },
    },
    async (request) => {
      const by = handlerOf(request);
      await complaints.answer(request.params.id, request.body, by);
      return await complaints.read(request.params.id, by);
    },
  );
  app.post(
    '/api/complaints/:id/pause',
    {
      config: { permission: WRITE, summary: 'Stops the clock for a reason that the complainant is told.' },
      schema: { params, body: complaintPauseSchema, response },
    },
    async (request) => {
      const by = handlerOf(request);
      await complaints.pause(request.params.id, request.body, by);
      return await complaints.read(request.params.id, by);
    },
  );
  app.post(
    '/api/complaints/:id/resume',
    {
      config: { permission: WRITE, summary: 'Lets the clock run again.' },
      schema: { params, response },
    },
    async (request) => {
      const by = handlerOf(request);
      await complaints.resume(request.params.id, by);
      return await complaints.read(request.params.id, by);
    },
  );
  app.post(
    '/api/complaints/:id/assign',
    {
      config: { permission: WRITE, summary: 'Gives a complaint to a person, or to nobody.' },
      schema: { params, body: complaintAssignSchema, response },
    },
    async (request) => {
      const by = handlerOf(request);
      await complaints.assign(request.params.id, request.body.staffId, by);
      return await complaints.read(request.params.id, by);
    },
  );
  app.post(
    '/api/complaints/:id/merge',
    {
      config: { permission: WRITE, summary: 'Says that a complaint is about the same as another one.' },
      schema: { params, body: complaintMergeSchema, response },
    },
    async (request) => {
      const by = handlerOf(request);
      await complaints.merge(request.params.id, request.body.into, by);
      return await complaints.read(request.params.id, by);
    },
  );
  app.post(
    '/api/complaints/:id/link',
    {
      config: { permission: WRITE, summary: 'Says which exchange or which case a complaint is about.' },
      schema: { params, body: complaintLinkSchema, response },
    },
    async (request) => {
      const by = handlerOf(request);
      await complaints.link(request.params.id, request.body, by);
      return await complaints.read(request.params.id, by);
    },
  );
}

function registerSettings(app: AdminRoutes, complaints: ComplaintsService): void {
  app.get(
    '/api/complaint-settings',
    {
      config: {
        permission: READ,
        summary: 'Published time limits and where they come from, and templates of answers.',
      },
      schema: { response: { 200: complaintSettingsStateSchema } },
    },
    () => complaints.settingsState(),
  );
  app.put(
    '/api/complaint-settings',
    {
      config: { permission: 'complaints.settings', summary: 'Changes time limits and templates.' },
      schema: { body: complaintSettingsChangeSchema, response: { 200: complaintSettingsStateSchema } },
    },
    (request) => complaints.changeSettings(request.body.settings, request.body.revision, request.signedIn().actor),
  );
}
