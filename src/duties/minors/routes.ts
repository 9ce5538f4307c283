import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  ageAppealsSchema,
  ageAppealWordsSchema,
  ageDecisionSchema,
  crisesSchema,
  idSchema,
  minorOverviewSchema,
  minorPolicyChangeSchema,
  minorPolicyStateSchema,
  minorRecordAskSchema,
  minorRecordSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { MinorsService } from './service.ts';

const READ = 'minors.read';
const WRITE = 'minors.write';
const DECIDE = 'minors.decide';
const params = z.object({ id: idSchema });
const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** `/api/minors`: figures, settings, appeals, and what somebody has to take care of. */
export function registerMinorRoutes(app: AdminRoutes, minors: MinorsService): void {
  registerSettings(app, minors);
  registerAppeals(app, minors);
  registerCrises(app, minors);
}

function registerSettings(app: AdminRoutes, minors: MinorsService): void {
  app.get(
    '/api/minors',
    {
      config: { permission: READ, summary: 'Minors by band, guardians, and requests that minor mode refused: counts.' },
      schema: { response: { 200: minorOverviewSchema } },
    },
    () => minors.overview(),
  );
  app.get(
    '/api/services/:id/minors',
    {
      config: { permission: READ, summary: 'How a service treats minors, beside the rules and how sure they are.' },
      schema: { params, response: { 200: minorPolicyStateSchema } },
    },
    (request) => minors.policy(request.params.id),
  );
  app.put(
    '/api/services/:id/minors',
    {
      config: { permission: WRITE, summary: 'Changes it; what is looser than the rules asks for a reason.' },
      schema: { params, body: minorPolicyChangeSchema, response: { 200: minorPolicyStateSchema } },
    },
    (request) => minors.changePolicy(request.params.id, request.body, actorOf(request)),
  );
  app.post(
    '/api/minors/record',
    {
      config: { permission: DECIDE, summary: 'Age and use of one end user, for a purpose that leaves evidence.' },
      schema: { body: minorRecordAskSchema, response: { 200: minorRecordSchema } },
    },
    (request) => minors.record(request.body, actorOf(request)),
  );
}

function registerAppeals(app: AdminRoutes, minors: MinorsService): void {
  app.get(
    '/api/minors/appeals',
    {
      config: { permission: READ, summary: 'Appeals about misjudged ages, by what is due first.' },
      schema: { response: { 200: ageAppealsSchema } },
    },
    () => minors.appeals(),
  );
  app.get(
    '/api/minors/appeals/:id/words',
    {
      config: { permission: DECIDE, summary: 'What the person wrote; every look leaves evidence.' },
      schema: { params, response: { 200: ageAppealWordsSchema } },
    },
    (request) => minors.readAppeal(request.params.id, actorOf(request)),
  );
  app.post(
    '/api/minors/appeals/:id/decision',
    {
      config: { permission: DECIDE, summary: 'A person decides; overturned undoes it whole.' },
      schema: { params, body: ageDecisionSchema, response: { 200: ageAppealsSchema } },
    },
    (request) => minors.decideAppeal(request.params.id, request.body, actorOf(request)),
  );
}

function registerCrises(app: AdminRoutes, minors: MinorsService): void {
  app.get(
    '/api/minors/crises',
    {
      config: { permission: READ, summary: 'People who seemed to be in danger; those nobody took care of come first.' },
      schema: { response: { 200: crisesSchema } },
    },
    () => minors.crises(),
  );
  app.post(
    '/api/minors/crises/:id/handled',
    {
      config: { permission: DECIDE, summary: 'Somebody took care of it.' },
      schema: { params, response: { 200: crisesSchema } },
    },
    (request) => minors.handleCrisis(request.params.id, actorOf(request)),
  );
}
