import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  idSchema,
  measureActivateSchema,
  measureAppealContentSchema,
  measureCountsSchema,
  measureDecideSchema,
  measureDetailSchema,
  measureImposeSchema,
  measureLiftSchema,
  measurePolicyDraftSchema,
  measurePolicyStateSchema,
  measureRejectSchema,
  measureReportDraftSchema,
  measureReportFileQuerySchema,
  measureReportSignSchema,
  measureSimulateSchema,
  measuresPageSchema,
  measuresQuerySchema,
} from '../../contract/index.ts';
import { writeDocx, writePdf } from '../../documents/index.ts';
import type { Evidence } from '../../evidence/index.ts';
import type { AdminRoutes, Permission, StaffSession } from '../../staff/index.ts';
import type { Sql } from '../../store/index.ts';
import type { EnforcementService } from './service.ts';

export interface EnforcementRoutesParts {
  readonly enforcement: EnforcementService;
  /** For what depends on more than the route. @throws HeguiError E_ROLE_FORBIDDEN */
  readonly requirePermission: (role: StaffSession['staff']['role'], permission: Permission) => void;
  /** Runs the work in a unit of work once the password of whoever is signed in was proved. */
  readonly confirm: (
    session: StaffSession,
    password: string,
    address: string,
    work: (tx: Sql, evidence: Evidence) => Promise<void>,
  ) => Promise<void>;
}

const READ = 'measures.read';
const WRITE = 'measures.write';
const SETTINGS = 'measures.settings';
const params = z.object({ id: idSchema });
const serviceParams = z.object({ serviceId: idSchema });
const detail = { 200: measureDetailSchema };
const REPORT_TYPES = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
} as const;

const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** `/api/measures`, `/api/measure-policies`: the desk. */
export function registerEnforcementRoutes(app: AdminRoutes, parts: EnforcementRoutesParts): void {
  registerReads(app, parts.enforcement);
  registerDeeds(app, parts);
  registerAppeals(app, parts.enforcement);
  registerReports(app, parts);
  registerPolicies(app, parts.enforcement);
}

function registerReads(app: AdminRoutes, enforcement: EnforcementService): void {
  app.get(
    '/api/measures',
    {
      config: { permission: READ, summary: 'Measures against end users; appeals and proposals by what waits longest.' },
      schema: { querystring: measuresQuerySchema, response: { 200: measuresPageSchema } },
    },
    (request) => enforcement.list(request.query),
  );
  app.get(
    '/api/measures/counts',
    {
      config: { permission: READ, summary: 'How many measures and appeals there are, up to 1,000 of each.' },
      schema: { response: { 200: measureCountsSchema } },
    },
    () => enforcement.counts(),
  );
  app.get(
    '/api/measures/:id',
    {
      config: { permission: READ, summary: 'One measure with its statement of reasons in both languages.' },
      schema: { params, response: detail },
    },
    (request) => enforcement.read(request.params.id, actorOf(request)),
  );
}

function registerDeeds(app: AdminRoutes, { enforcement, requirePermission }: EnforcementRoutesParts): void {
  app.post(
    '/api/measures',
    {
      config: { permission: WRITE, summary: 'Imposes a measure by hand, with reasons in both languages.' },
      schema: { body: measureImposeSchema, response: { 201: measureDetailSchema } },
    },
    async (request, reply) => {
      const { actor, staff } = request.signedIn();
      if (request.body.rung === 'end') requirePermission(staff.role, 'measures.end');
      const id = await enforcement.impose(request.body, actor);
      return await reply.code(201).send(await enforcement.read(id, actor));
    },
  );
  app.post(
    '/api/measures/:id/confirm',
    {
      config: { permission: WRITE, summary: 'Confirms a proposed measure: it begins now.' },
      schema: { params, response: detail },
    },
    async (request) => {
      await enforcement.confirm(request.params.id, actorOf(request));
      return await enforcement.read(request.params.id, actorOf(request));
    },
  );
  app.post(
    '/api/measures/:id/reject',
    {
      config: { permission: WRITE, summary: 'Does not confirm a proposal; what led to it counts no longer.' },
      schema: { params, body: measureRejectSchema, response: detail },
    },
    async (request) => {
      await enforcement.reject(request.params.id, request.body.reason, actorOf(request));
      return await enforcement.read(request.params.id, actorOf(request));
    },
  );
  app.post(
    '/api/measures/:id/lift',
    {
      config: { permission: WRITE, summary: 'Ends a measure early, or undoes it as a mistake.' },
      schema: { params, body: measureLiftSchema, response: detail },
    },
    async (request) => {
      await enforcement.lift(request.params.id, request.body, actorOf(request));
      return await enforcement.read(request.params.id, actorOf(request));
    },
  );
}

function registerAppeals(app: AdminRoutes, enforcement: EnforcementService): void {
  app.get(
    '/api/measures/:id/appeal',
    {
      config: { permission: WRITE, summary: 'What the person wrote; every look leaves evidence.' },
      schema: { params, response: { 200: measureAppealContentSchema } },
    },
    (request) => enforcement.readAppeal(request.params.id, actorOf(request)),
  );
  app.post(
    '/api/measures/:id/appeal/decide',
    {
      config: { permission: WRITE, summary: 'Decides an appeal; not for whoever imposed or confirmed the measure.' },
      schema: { params, body: measureDecideSchema, response: detail },
    },
    async (request) => {
      await enforcement.decide(request.params.id, request.body, actorOf(request));
      return await enforcement.read(request.params.id, actorOf(request));
    },
  );
}

function registerReports(app: AdminRoutes, { enforcement, confirm }: EnforcementRoutesParts): void {
  app.put(
    '/api/measures/:id/report',
    {
      config: { permission: WRITE, summary: 'Drafts a report to an authority; nothing is sent.' },
      schema: { params, body: measureReportDraftSchema, response: detail },
    },
    async (request) => {
      await enforcement.draftReport(request.params.id, request.body, actorOf(request));
      return await enforcement.read(request.params.id, actorOf(request));
    },
  );
  app.post(
    '/api/measures/:id/report/sign',
    {
      config: {
        permission: 'measures.sign',
        summary: 'Signs the report; whoever is signed in gives their password again.',
      },
      schema: { params, body: measureReportSignSchema, response: detail },
    },
    async (request) => {
      const session = request.signedIn();
      const { id } = request.params;
      const { revision, password } = request.body;
      await confirm(session, password, request.ip, (tx, evidence) =>
        enforcement.signReportIn(tx, evidence, { id, revision, session }),
      );
      return await enforcement.read(id, session.actor);
    },
  );
  app.get(
    '/api/measures/:id/report/file',
    {
      config: {
        permission: READ,
        summary: 'The report as DOCX or PDF; without a signature it says that it must not be sent.',
        produces: 'application/octet-stream',
      },
      schema: { params, querystring: measureReportFileQuerySchema },
    },
    async (request, reply) => {
      const { format, lang } = request.query;
      const document = await enforcement.reportDocument(request.params.id, lang);
      const bytes = format === 'pdf' ? await writePdf(document) : await writeDocx(document);
      return await reply
        .type(REPORT_TYPES[format])
        .header('content-disposition', `attachment; filename="${request.params.id}-${lang}.${format}"`)
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    },
  );
}

function registerPolicies(app: AdminRoutes, enforcement: EnforcementService): void {
  const response = { 200: measurePolicyStateSchema };
  app.get(
    '/api/measure-policies/:serviceId',
    {
      config: { permission: READ, summary: 'What follows on refusals in a service: in force, and drafted.' },
      schema: { params: serviceParams, response },
    },
    (request) => enforcement.policy(request.params.serviceId),
  );
  app.put(
    '/api/measure-policies/:serviceId/draft',
    {
      config: { permission: SETTINGS, summary: 'Drafts a policy; nothing is in force by it.' },
      schema: { params: serviceParams, body: measurePolicyDraftSchema, response },
    },
    (request) => enforcement.draftPolicy(request.params.serviceId, request.body.settings, actorOf(request)),
  );
  app.post(
    '/api/measure-policies/:serviceId/draft/simulate',
    {
      config: { permission: SETTINGS, summary: 'Plays the draft against stored traffic; reads no content.' },
      schema: { params: serviceParams, body: measureSimulateSchema, response },
    },
    (request) => enforcement.simulate(request.params.serviceId, request.body.days, actorOf(request)),
  );
  app.post(
    '/api/measure-policies/:serviceId/draft/activate',
    {
      config: { permission: SETTINGS, summary: 'Puts the draft into force in the name of whoever is signed in.' },
      schema: { params: serviceParams, body: measureActivateSchema, response },
    },
    (request) => enforcement.activate(request.params.serviceId, request.body.version, actorOf(request)),
  );
  app.post(
    '/api/measure-policies/:serviceId/end',
    {
      config: { permission: SETTINGS, summary: 'Switches the policy off; measures in force go on.' },
      schema: { params: serviceParams, response },
    },
    (request) => enforcement.endPolicy(request.params.serviceId, actorOf(request)),
  );
}
