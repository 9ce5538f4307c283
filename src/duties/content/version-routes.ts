import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  backtestSchema,
  backtestStartSchema,
  coverageSchema,
  diffQuerySchema,
  draftAnswerSchema,
  exportQuerySchema,
  idSchema,
  importQuerySchema,
  listDiffSchema,
  listVersionsPageSchema,
  publishSchema,
  rollbackSchema,
  shadowStartSchema,
  termsAddedSchema,
  trialSamplesSchema,
  versionsQuerySchema,
  wordListSchema,
} from '../../contract/index.ts';
import { HeguiError, MIB } from '../../kernel/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import { EXPORT_TYPES } from './export/export-terms.ts';
import type { ContentService } from './service.ts';

const params = z.object({ id: idSchema });
const versionParams = z.object({ id: idSchema, version: z.coerce.number().int().positive() });
const FILE_BYTES_MAX = 128 * MIB;

const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** Files, drafts, trials, versions and coverage of word lists. */
export function registerVersionRoutes(app: AdminRoutes, content: ContentService): void {
  registerFileRoutes(app, content);
  registerDraftRoutes(app, content);
  registerTrialRoutes(app, content);
  registerHistoryRoutes(app, content);
}

const uploadRoutes =
  (content: ContentService): FastifyPluginAsyncZod =>
  async (scope) => {
    // The file is the body: kept whole, because what kind it is and whether it is sound is seen from its end.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FILE_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      '/api/word-lists/:id/import',
      {
        bodyLimit: FILE_BYTES_MAX,
        config: {
          permission: 'lists.write',
          summary: 'Adds the terms of a TXT, CSV or XLSX file, sent as the body; reports row by row what was refused.',
        },
        schema: { params, querystring: importQuerySchema, response: { 200: termsAddedSchema } },
      },
      (request) => {
        const { fileName, replaceAll, target } = request.query;
        const { id } = request.params;
        if (!Buffer.isBuffer(request.body))
          throw new HeguiError('E_REQUEST_INVALID', 'body: send the file itself as application/octet-stream');
        return content.addTerms(id, { text: request.body, fileName, replaceAll, target }, actorOf(request));
      },
    );
  };

function registerFileRoutes(app: AdminRoutes, content: ContentService): void {
  app.register(uploadRoutes(content));
  app.get(
    '/api/word-lists/:id/export',
    {
      config: { permission: 'lists.read', summary: 'The terms of a list as CSV, TXT or XLSX, as import takes them.' },
      schema: { params, querystring: exportQuerySchema },
    },
    async (request, reply) => {
      const { format, version } = request.query;
      const { list, file } = await content.export(request.params.id, format, version);
      const name = `${list.name}-v${version ?? list.version}.${format}`;
      reply.header('content-type', EXPORT_TYPES[format]);
      reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
      return reply.send(file);
    },
  );
  app.get(
    '/api/list-imports/:id/report',
    {
      config: { permission: 'lists.read', summary: 'Every row that an import refused or doubted, as CSV.' },
      schema: { params },
    },
    async (request, reply) => {
      const report = await content.importReport(request.params.id);
      reply.header('content-type', EXPORT_TYPES.csv);
      reply.header('content-disposition', `attachment; filename="${request.params.id}.csv"`);
      return reply.send(Readable.from([report]));
    },
  );
  app.post(
    '/api/word-lists/starter',
    {
      config: { permission: 'lists.write', summary: 'Makes the small starter list for A.1.f, switched off.' },
      schema: { response: { 201: wordListSchema } },
    },
    async (request, reply) => await reply.code(201).send(await content.createStarter(actorOf(request))),
  );
}

function registerDraftRoutes(app: AdminRoutes, content: ContentService): void {
  const { versions } = content;
  const draft = { params, response: { 200: draftAnswerSchema } };
  app.get(
    '/api/word-lists/:id/draft',
    { config: { permission: 'lists.read', summary: 'The draft of a list; null when it has none.' }, schema: draft },
    async (request) => ({ draft: await versions.draft(request.params.id) }),
  );
  app.post(
    '/api/word-lists/:id/draft',
    { config: { permission: 'lists.write', summary: 'Begins a draft that changes nothing yet.' }, schema: draft },
    async (request) => ({ draft: await versions.begin(request.params.id, actorOf(request)) }),
  );
  app.delete(
    '/api/word-lists/:id/draft',
    { config: { permission: 'lists.write', summary: 'Gives the draft of a list up.' }, schema: { params } },
    async (request, reply) => {
      await versions.discard(request.params.id, actorOf(request));
      return await reply.code(204).send();
    },
  );
  app.post(
    '/api/word-lists/:id/draft/shadow',
    {
      config: { permission: 'lists.write', summary: 'Tries the draft beside the live list on live traffic.' },
      schema: { ...draft, body: shadowStartSchema },
    },
    async (request) => ({
      draft: await versions.startShadow(request.params.id, request.body.rate, actorOf(request)),
    }),
  );
  app.delete(
    '/api/word-lists/:id/draft/shadow',
    { config: { permission: 'lists.write', summary: 'Ends the shadow run of a draft.' }, schema: draft },
    async (request) => ({ draft: await versions.endShadow(request.params.id, actorOf(request)) }),
  );
  app.post(
    '/api/word-lists/:id/draft/approve',
    {
      config: { permission: 'lists.approve', summary: 'Approves a draft; not for those who changed it.' },
      schema: draft,
    },
    async (request) => ({ draft: await versions.approve(request.params.id, actorOf(request)) }),
  );
  app.post(
    '/api/word-lists/:id/draft/publish',
    {
      config: { permission: 'lists.write', summary: 'Puts the draft in force; in an emergency without approval.' },
      schema: { params, body: publishSchema, response: { 200: wordListSchema } },
    },
    async (request) => {
      await versions.publish(request.params.id, request.body, actorOf(request));
      return await content.read(request.params.id);
    },
  );
}

function registerTrialRoutes(app: AdminRoutes, content: ContentService): void {
  const { backtests, versions } = content;
  app.get(
    '/api/word-lists/:id/backtests',
    {
      config: { permission: 'lists.read', summary: 'The last back-tests of a list, newest first.' },
      schema: { params, response: { 200: z.array(backtestSchema) } },
    },
    (request) => backtests.list(request.params.id),
  );
  app.post(
    '/api/word-lists/:id/backtests',
    {
      config: {
        permission: 'lists.write',
        summary: 'Tries a draft or a version on stored exchanges; goes on by itself.',
      },
      schema: { params, body: backtestStartSchema, response: { 202: backtestSchema } },
    },
    async (request, reply) => {
      const { backtest } = await backtests.start(request.params.id, request.body, actorOf(request));
      return await reply.code(202).send(backtest);
    },
  );
  app.get(
    '/api/list-trials/:id',
    {
      config: { permission: 'lists.read', summary: 'How far a back-test is, and what it found.' },
      schema: { params, response: { 200: backtestSchema } },
    },
    (request) => backtests.read(request.params.id),
  );
  app.get(
    '/api/list-trials/:id/samples',
    {
      config: { permission: 'lists.read', summary: 'Exchanges in which a trial saw a difference.' },
      schema: { params, response: { 200: trialSamplesSchema } },
    },
    (request) => versions.samples(request.params.id),
  );
  app.post(
    '/api/list-trials/:id/cancel',
    {
      config: { permission: 'lists.write', summary: 'Ends a back-test.' },
      schema: { params, response: { 200: backtestSchema } },
    },
    (request) => backtests.cancel(request.params.id),
  );
}

function registerHistoryRoutes(app: AdminRoutes, content: ContentService): void {
  const { versions } = content;
  app.get(
    '/api/word-lists/:id/versions',
    {
      config: { permission: 'lists.read', summary: 'Every version a list ever had, newest first.' },
      schema: { params, querystring: versionsQuerySchema, response: { 200: listVersionsPageSchema } },
    },
    (request) => versions.list(request.params.id, request.query.cursor ?? '', request.query.limit),
  );
  app.get(
    '/api/word-lists/:id/diff',
    {
      config: { permission: 'lists.read', summary: 'What differs between two versions, or a version and the draft.' },
      schema: { params, querystring: diffQuerySchema, response: { 200: listDiffSchema } },
    },
    (request) => versions.diff(request.params.id, request.query),
  );
  app.post(
    '/api/word-lists/:id/versions/:version/rollback',
    {
      config: { permission: 'lists.write', summary: 'Brings an earlier version back, as a new one, at once.' },
      schema: { params: versionParams, body: rollbackSchema, response: { 200: wordListSchema } },
    },
    async (request) => {
      const { id, version } = request.params;
      await versions.rollBack(id, version, request.body.reason, actorOf(request));
      return await content.read(id);
    },
  );
  app.get(
    '/api/word-lists/coverage',
    {
      config: { permission: 'lists.read', summary: 'What the enabled lists cover of the 31 risks and the standard.' },
      schema: { response: { 200: coverageSchema } },
    },
    () => content.coverage(),
  );
}
