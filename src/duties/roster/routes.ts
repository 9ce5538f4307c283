import {
  appointmentEndSchema,
  appointmentMakeSchema,
  appointmentSignSchema,
  rosterParamsSchema,
  rosterSchema,
  trainingKeepSchema,
  trainingWithdrawSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { RosterService } from './service.ts';

/** Who answers for what, and trainings. Every change answers with the roster as it is then. */
export function registerRosterRoutes(app: AdminRoutes, roster: RosterService): void {
  const params = rosterParamsSchema;
  const response = { 200: rosterSchema };
  app.get(
    '/api/roster',
    {
      config: { permission: 'registers.read', summary: 'Who answers for which role and duty, and their trainings.' },
      schema: { response },
    },
    () => roster.read(),
  );
  app.post(
    '/api/roster/appointments',
    {
      config: { permission: 'registers.write', summary: 'Names somebody for a role or a duty; it counts once signed.' },
      schema: { body: appointmentMakeSchema, response },
    },
    (request) => roster.appoint(request.body, request.signedIn().actor),
  );
  app.post(
    '/api/roster/appointments/:id/signature',
    {
      config: { permission: 'letters.sign', summary: 'Puts the name of whoever appoints under an appointment.' },
      schema: { params, body: appointmentSignSchema, response },
    },
    (request) => roster.sign(request.params.id, request.body, request.signedIn().actor),
  );
  app.post(
    '/api/roster/appointments/:id/end',
    {
      config: { permission: 'registers.write', summary: 'Says from when on somebody no longer answers.' },
      schema: { params, body: appointmentEndSchema, response },
    },
    (request) => roster.end(request.params.id, request.body, request.signedIn().actor),
  );
  app.post(
    '/api/roster/trainings',
    {
      config: { permission: 'registers.write', summary: 'Writes down that somebody was trained.' },
      schema: { body: trainingKeepSchema, response },
    },
    (request) => roster.train(request.body, request.signedIn().actor),
  );
  app.post(
    '/api/roster/trainings/:id/withdrawal',
    {
      config: { permission: 'registers.write', summary: 'Withdraws a training that was written down by mistake.' },
      schema: { params, body: trainingWithdrawSchema, response },
    },
    (request) => roster.withdraw(request.params.id, request.body, request.signedIn().actor),
  );
}
