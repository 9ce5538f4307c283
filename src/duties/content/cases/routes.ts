import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  caseCreateSchema,
  caseDetailSchema,
  caseExchangesSchema,
  caseReportDraftSchema,
  caseReportPrintQuerySchema,
  caseReportSignSchema,
  caseRetestCreateSchema,
  caseRetestJudgeSchema,
  caseStepTakeSchema,
  casesPageSchema,
  casesQuerySchema,
  idSchema,
  recallsPageSchema,
  recallsQuerySchema,
} from '../../../contract/index.ts';
import type { AdminRoutes } from '../../../staff/index.ts';
import type { Confirm } from './model.ts';
import type { CasesService } from './service.ts';

export interface CaseRoutesParts {
  readonly cases: CasesService;
  readonly confirm: Confirm;
}

const params = z.object({ id: idSchema });
const retestParams = z.object({ id: idSchema, retestId: idSchema });
const detail = { 200: caseDetailSchema };
const WRITE = 'cases.write';
const READ = 'cases.read';

const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** Cases with their steps and documents, and the recalls that an app fetches. */
export function registerCaseRoutes(app: AdminRoutes, parts: CaseRoutesParts): void {
  registerCases(app, parts);
  registerRemedies(app, parts);
  registerReport(app, parts);
  registerRecalls(app, parts);
}

function registerCases(app: AdminRoutes, { cases }: CaseRoutesParts): void {
  app.get(
    '/api/cases',
    {
      config: { permission: READ, summary: 'Cases of illegal content, newest first.' },
      schema: { querystring: casesQuerySchema, response: { 200: casesPageSchema } },
    },
    (request) => cases.list(request.query),
  );
  app.post(
    '/api/cases',
    {
      config: { permission: WRITE, summary: 'Opens a case: from exchanges, from a decision, or by hand.' },
      schema: { body: caseCreateSchema, response: { 201: caseDetailSchema } },
    },
    async (request, reply) => {
      const opened = await cases.open(request.body, actorOf(request));
      return await reply.code(201).send(opened);
    },
  );
  app.get(
    '/api/cases/:id',
    {
      config: { permission: READ, summary: 'One case with its steps, recalls, retests and report; no content.' },
      schema: { params, response: detail },
    },
    (request) => cases.read(request.params.id),
  );
  app.post(
    '/api/cases/:id/exchanges',
    {
      config: { permission: WRITE, summary: 'Adds exchanges to a case.' },
      schema: { params, body: caseExchangesSchema, response: detail },
    },
    (request) => cases.addExchanges(request.params.id, request.body.exchangeIds, actorOf(request)),
  );
  app.post(
    '/api/cases/:id/steps',
    {
      config: { permission: WRITE, summary: 'Takes a step of a case, or leaves it out with a reason.' },
      schema: { params, body: caseStepTakeSchema, response: detail },
    },
    (request) => cases.takeStep(request.params.id, request.body, actorOf(request)),
  );
}

function registerRemedies(app: AdminRoutes, { cases }: CaseRoutesParts): void {
  app.post(
    '/api/cases/:id/retests',
    {
      config: { permission: WRITE, summary: 'Asks the prompt of an exchange again through the gateway.' },
      schema: { params, body: caseRetestCreateSchema, response: detail },
    },
    (request) => cases.retest(request.params.id, request.body.exchangeId, actorOf(request)),
  );
  app.post(
    '/api/cases/:id/retests/:retestId',
    {
      config: { permission: WRITE, summary: 'Judges what screening let through in a retest.' },
      schema: { params: retestParams, body: caseRetestJudgeSchema, response: detail },
    },
    (request) => cases.judge(request.params.id, request.params.retestId, request.body.verdict, actorOf(request)),
  );
  app.post(
    '/api/cases/:id/retraining',
    {
      config: {
        permission: 'cases.sign',
        summary:
          'The exchanges of a case as JSON lines for training, of users who allowed it; x-hegui-left-out counts the others.',
        produces: 'application/x-ndjson',
      },
      schema: { params },
    },
    async (request, reply) => {
      const { text, leftOut } = await cases.exportForTraining(request.params.id, actorOf(request));
      return await reply
        .type('application/x-ndjson; charset=utf-8')
        .header('content-disposition', `attachment; filename="${request.params.id}.jsonl"`)
        .header('x-hegui-left-out', leftOut)
        .send(text);
    },
  );
}

function registerReport(app: AdminRoutes, { cases, confirm }: CaseRoutesParts): void {
  app.put(
    '/api/cases/:id/report',
    {
      config: { permission: WRITE, summary: 'Drafts the report to an authority; nothing is sent.' },
      schema: { params, body: caseReportDraftSchema, response: detail },
    },
    (request) => cases.draftReport(request.params.id, request.body, actorOf(request)),
  );
  app.post(
    '/api/cases/:id/report/sign',
    {
      config: {
        permission: 'cases.sign',
        summary: 'Signs the report; whoever is signed in gives their password again.',
      },
      schema: { params, body: caseReportSignSchema, response: detail },
    },
    async (request) => {
      const session = request.signedIn();
      const { id } = request.params;
      const { revision, password } = request.body;
      await confirm(session, password, request.ip, (tx, evidence) =>
        cases.signReportIn(tx, evidence, id, revision, session),
      );
      return await cases.read(id);
    },
  );
  app.get(
    '/api/cases/:id/report.html',
    {
      config: { permission: READ, summary: 'The report as a page to print.', produces: 'text/html' },
      schema: { params, querystring: caseReportPrintQuerySchema },
    },
    async (request, reply) => {
      const page = await cases.printReport(request.params.id, request.query.lang);
      // A page of its own: no script, nothing from elsewhere.
      return await reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
        .send(page);
    },
  );
}

function registerRecalls(app: AdminRoutes, { cases }: CaseRoutesParts): void {
  app.get(
    '/api/recalls',
    {
      config: {
        permission: 'service',
        summary: 'What the app of a service must take down; asks for the key of the service as a bearer.',
      },
      schema: { querystring: recallsQuerySchema, response: { 200: recallsPageSchema } },
    },
    (request) => cases.recalls(request.calledBy().id, request.query),
  );
}
