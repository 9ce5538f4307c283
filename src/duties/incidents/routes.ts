import type { FastifyRequest } from 'fastify';
import {
  type IncidentDeed,
  incidentDeedSchema,
  incidentDetailSchema,
  incidentFactsSchema,
  incidentLetterSchema,
  incidentParamsSchema,
  incidentsSchema,
  type Role,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { Doer } from './model.ts';
import type { IncidentsService } from './service.ts';

const doerOf = (request: FastifyRequest): Doer => {
  const { actor, staff } = request.signedIn();
  return { actor, name: staff.name };
};

export interface IncidentRoutesParts {
  readonly incidents: IncidentsService;
  /** @throws HeguiError E_ROLE_FORBIDDEN */
  readonly requirePermission: (role: Role, permission: 'registers.write') => void;
}

/** Anybody at work may write an incident down; what ends a duty is for whoever answers for it. */
const OFFICERS_STEPS: readonly IncidentDeed['step'][] = ['waived', 'closed', 'reopened'];

/** Incidents, what is due about them, and drafts of their reports. */
export function registerIncidentRoutes(app: AdminRoutes, { incidents, requirePermission }: IncidentRoutesParts): void {
  const params = incidentParamsSchema;
  app.get(
    '/api/incidents',
    {
      config: {
        permission: 'registers.read',
        summary: 'Incidents, what is due first; then the last that were closed.',
      },
      schema: { response: { 200: incidentsSchema } },
    },
    async () => ({ items: await incidents.list() }),
  );
  app.post(
    '/api/incidents',
    {
      config: { permission: 'incidents.write', summary: 'Writes an incident down; its clocks run from its discovery.' },
      schema: { body: incidentFactsSchema, response: { 201: incidentDetailSchema } },
    },
    async (request, reply) => await reply.code(201).send(await incidents.record(request.body, doerOf(request))),
  );
  app.get(
    '/api/incidents/:id',
    {
      config: {
        permission: 'registers.read',
        summary: 'An incident with all that was said and done, and its letters.',
      },
      schema: { params, response: { 200: incidentDetailSchema } },
    },
    (request) => incidents.read(request.params.id),
  );
  app.post(
    '/api/incidents/:id/entries',
    {
      config: { permission: 'incidents.write', summary: 'Adds what was done, or corrects an earlier word.' },
      schema: { params, body: incidentDeedSchema, response: { 200: incidentDetailSchema } },
    },
    async (request) => {
      if (OFFICERS_STEPS.includes(request.body.step))
        requirePermission(request.signedIn().staff.role, 'registers.write');
      return await incidents.add(request.params.id, request.body, doerOf(request));
    },
  );
  app.post(
    '/api/incidents/:id/letters',
    {
      config: { permission: 'incidents.write', summary: 'Drafts a report; it leaves only after somebody signed it.' },
      schema: { params, body: incidentLetterSchema, response: { 201: incidentDetailSchema } },
    },
    async (request, reply) =>
      await reply.code(201).send(await incidents.draft(request.params.id, request.body, doerOf(request))),
  );
}
