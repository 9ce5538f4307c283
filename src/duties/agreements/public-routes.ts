import type { FastifyRequest } from 'fastify';
import {
  publicAcceptedSchema,
  publicAcceptSchema,
  publicAgreementsQuerySchema,
  publicAgreementsSchema,
  publicWithdrawnSchema,
  publicWithdrawSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { Acceptances } from './acceptances.ts';

/** `/api/public/agreements`: for the server of the provider's own app, which is trusted like the gateway's clients: by its key. */
export function registerPublicAgreementRoutes(app: AdminRoutes, acceptances: Acceptances): void {
  const who = (request: FastifyRequest, user: string) => {
    const { id: serviceId } = request.calledBy();
    return { serviceId, endUser: acceptances.pseudonym(serviceId, user) };
  };
  app.get(
    '/api/public/agreements',
    {
      config: { permission: 'service', summary: 'What an end user is to accept; asks for the key of the service.' },
      schema: { querystring: publicAgreementsQuerySchema, response: { 200: publicAgreementsSchema } },
    },
    async (request) => await acceptances.standing(who(request, request.query.user)),
  );
  app.post(
    '/api/public/agreements/acceptances',
    {
      config: {
        permission: 'service',
        summary: 'An end user accepted a version in the app; asks for the service’s key.',
      },
      schema: { body: publicAcceptSchema, response: { 201: publicAcceptedSchema } },
    },
    async (request, reply) => {
      const { user, ...given } = request.body;
      const { number, acceptedAt } = await acceptances.accept(who(request, user), given, 'app');
      return await reply.code(201).send({ number, acceptedAt: acceptedAt.toISOString() });
    },
  );
  app.delete(
    '/api/public/agreements/acceptances',
    {
      config: {
        permission: 'service',
        summary: 'An end user takes back what they accepted; asks for the service’s key.',
      },
      schema: { body: publicWithdrawSchema, response: { 200: publicWithdrawnSchema } },
    },
    async (request) => ({
      withdrawn: await acceptances.withdraw(who(request, request.body.user), 'app'),
    }),
  );
}
