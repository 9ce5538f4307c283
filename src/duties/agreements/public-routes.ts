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

export interface PublicAgreementRoutesParts {
  readonly acceptances: Acceptances;
  /** The service that the bearer key of a request opens. @throws HeguiError E_KEY_MISSING, E_KEY_UNKNOWN */
  readonly requireService: (authorization: string | undefined) => Promise<string>;
}

/** `/api/public/agreements`: for the server of the provider's own app, which is trusted like the gateway's clients: by its key. */
export function registerPublicAgreementRoutes(app: AdminRoutes, parts: PublicAgreementRoutesParts): void {
  const { acceptances, requireService } = parts;
  const who = async (authorization: string | undefined, user: string) => {
    const serviceId = await requireService(authorization);
    return { serviceId, endUser: acceptances.pseudonym(serviceId, user) };
  };
  app.get(
    '/api/public/agreements',
    {
      config: { permission: 'public', summary: 'What an end user is to accept; asks for the key of the service.' },
      schema: { querystring: publicAgreementsQuerySchema, response: { 200: publicAgreementsSchema } },
    },
    async (request) => await acceptances.standing(await who(request.headers.authorization, request.query.user)),
  );
  app.post(
    '/api/public/agreements/acceptances',
    {
      config: {
        permission: 'public',
        summary: 'An end user accepted a version in the app; asks for the service’s key.',
      },
      schema: { body: publicAcceptSchema, response: { 201: publicAcceptedSchema } },
    },
    async (request, reply) => {
      const { user, ...given } = request.body;
      const { number, acceptedAt } = await acceptances.accept(
        await who(request.headers.authorization, user),
        given,
        'app',
      );
      return await reply.code(201).send({ number, acceptedAt: acceptedAt.toISOString() });
    },
  );
  app.delete(
    '/api/public/agreements/acceptances',
    {
      config: {
        permission: 'public',
        summary: 'An end user takes back what they accepted; asks for the service’s key.',
      },
      schema: { body: publicWithdrawSchema, response: { 200: publicWithdrawnSchema } },
    },
    async (request) => ({
      withdrawn: await acceptances.withdraw(await who(request.headers.authorization, request.body.user), 'app'),
    }),
  );
}
