import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  idSchema,
  privacyAnswerSchema,
  privacyContentQuerySchema,
  privacyContentSchema,
  privacyDetailSchema,
  privacyEnterSchema,
  privacyExtendSchema,
  privacyFoundSchema,
  privacyIdentifySchema,
  privacyPageSchema,
  privacyQuerySchema,
  privacyWordsSchema,
  retentionChangeSchema,
  retentionPreviewSchema,
  retentionSettingsSchema,
  retentionStateSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { Handler } from './model.ts';
import type { PrivacyService } from './service.ts';

const params = z.object({ id: idSchema });
const READ = 'privacy.read';
const WRITE = 'privacy.write';
const DECIDE = 'privacy.decide';

const handlerOf = (request: FastifyRequest): Handler => ({ actor: request.signedIn().actor });

/** `/api/privacy`: the desk, and how long what is kept. */
export function registerPrivacyRoutes(app: AdminRoutes, privacy: PrivacyService): void {
  registerReads(app, privacy);
  registerWords(app, privacy);
  registerDeeds(app, privacy);
  registerRetention(app, privacy);
}

function registerReads(app: AdminRoutes, privacy: PrivacyService): void {
  app.get(
    '/api/privacy/requests',
    {
      config: { permission: READ, summary: 'Requests about personal information, open ones by what is due first.' },
      schema: { querystring: privacyQuerySchema, response: { 200: privacyPageSchema } },
    },
    (request) => privacy.list(request.query),
  );
  app.get(
    '/api/privacy/counts',
    {
      config: { permission: READ, summary: 'How many requests wait, up to 1,000 of each heap.' },
      schema: { response: { 200: z.object({ open: z.int(), overdue: z.int() }) } },
    },
    () => privacy.counts(),
  );
  app.get(
    '/api/privacy/requests/:id',
    {
      config: { permission: READ, summary: 'One request with its clocks, identity and erasure; no content.' },
      schema: { params, response: { 200: privacyDetailSchema } },
    },
    (request) => privacy.read(request.params.id, handlerOf(request)),
  );
  app.get(
    '/api/privacy/requests/:id/content',
    {
      config: { permission: WRITE, summary: 'What was written; every look leaves evidence with its purpose.' },
      schema: { params, querystring: privacyContentQuerySchema, response: { 200: privacyContentSchema } },
    },
    (request) => privacy.readContent(request.params.id, request.query.purpose, handlerOf(request)),
  );
  app.post(
    '/api/privacy/requests/:id/search',
    {
      config: { permission: WRITE, summary: 'Everything about the person, counted by holder; leaves evidence.' },
      schema: { params, response: { 200: privacyFoundSchema } },
    },
    (request) => privacy.search(request.params.id, handlerOf(request)),
  );
}

function registerWords(app: AdminRoutes, privacy: PrivacyService): void {
  const schema = { params, body: privacyWordsSchema, response: { 200: privacyDetailSchema } };
  const words = [
    ['acknowledge', 'Takes a request up and tells the person.'],
    ['question', 'Asks the person something; the clock goes on.'],
    ['note', 'A note that only the desk sees.'],
  ] as const;
  for (const [name, summary] of words) {
    app.post(
      `/api/privacy/requests/:id/${name}`,
      { config: { permission: WRITE, summary }, schema },
      async (request) => {
        const by = handlerOf(request);
        const { id } = request.params;
        const { text } = request.body;
        await (name === 'acknowledge' ? privacy.acknowledge(id, text, by) : privacy.write(id, name, text, by));
        return await privacy.read(id, by);
      },
    );
  }
}

function registerDeeds(app: AdminRoutes, privacy: PrivacyService): void {
  const response = { 200: privacyDetailSchema };
  app.post(
    '/api/privacy/requests',
    {
      config: {
        permission: WRITE,
        summary: 'Enters a request that came by post; entering it twice is entering it once.',
      },
      schema: { body: privacyEnterSchema, response: { 201: privacyDetailSchema } },
    },
    async (request, reply) => {
      const by = handlerOf(request);
      const id = await privacy.enter(request.body, by.actor);
      return await reply.code(201).send(await privacy.read(id, by));
    },
  );
  app.post(
    '/api/privacy/requests/:id/identity',
    {
      config: {
        permission: WRITE,
        summary: 'Says who asks, and how that was made sure; what was looked at is not kept.',
      },
      schema: { params, body: privacyIdentifySchema, response },
    },
    async (request) => {
      const by = handlerOf(request);
      await privacy.identify(request.params.id, request.body, by);
      return await privacy.read(request.params.id, by);
    },
  );
  app.post(
    '/api/privacy/requests/:id/extend',
    {
      config: { permission: WRITE, summary: 'Takes longer, once, for a reason that the person is told.' },
      schema: { params, body: privacyExtendSchema, response },
    },
    async (request) => {
      const by = handlerOf(request);
      await privacy.extend(request.params.id, request.body, by);
      return await privacy.read(request.params.id, by);
    },
  );
  app.post(
    '/api/privacy/requests/:id/answer',
    {
      config: {
        permission: DECIDE,
        summary: 'Decides and tells the person; a wish to delete is carried out first. Not for whoever decided before.',
      },
      schema: { params, body: privacyAnswerSchema, response },
    },
    async (request) => {
      const by = handlerOf(request);
      await privacy.answer(request.params.id, request.body, by);
      return await privacy.read(request.params.id, by);
    },
  );
}

function registerRetention(app: AdminRoutes, privacy: PrivacyService): void {
  app.get(
    '/api/privacy/retention',
    {
      config: { permission: READ, summary: 'How long what is kept, where that comes from, what the last sweep found.' },
      schema: { response: { 200: retentionStateSchema } },
    },
    () => privacy.retention(),
  );
  app.put(
    '/api/privacy/retention',
    {
      config: { permission: 'privacy.settings', summary: 'Changes how long what is kept, never below the law.' },
      schema: { body: retentionChangeSchema, response: { 200: retentionStateSchema } },
    },
    (request) => {
      const { revision, days } = request.body;
      return privacy.changeRetention({ days }, revision, request.signedIn().actor);
    },
  );
  app.post(
    '/api/privacy/retention/preview',
    {
      config: { permission: READ, summary: 'What would go with these terms now; nothing is changed.' },
      schema: { body: retentionSettingsSchema, response: { 200: retentionPreviewSchema } },
    },
    (request) => privacy.previewRetention(request.body),
  );
}
