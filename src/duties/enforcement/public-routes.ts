import { z } from 'zod';
import {
  idSchema,
  measureForPublicSchema,
  publicAppealSchema,
  publicMeasuresQuerySchema,
  publicMeasuresSchema,
} from '../../contract/index.ts';
import { unknownId } from '../../kernel/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { EnforcementService } from './service.ts';

const params = z.object({ id: idSchema });

/**
 * `/api/public/measures`: for the server of the provider's own app, which tells its users and takes their appeals. The key of a
 * service vouches for the users of that service, as it does at the gateway; keys of others see nothing of them.
 */
export function registerPublicEnforcementRoutes(app: AdminRoutes, enforcement: EnforcementService): void {
  app.get(
    '/api/public/measures',
    {
      config: {
        permission: 'service',
        summary: 'What is and was done to a user of the service, with reasons; asks for the key of the service.',
      },
      schema: { querystring: publicMeasuresQuerySchema, response: { 200: publicMeasuresSchema } },
    },
    async (request) => ({ measures: await enforcement.ofUser(request.calledBy().id, request.query.user) }),
  );
  app.post(
    '/api/public/measures/:id/appeals',
    {
      config: { permission: 'service', summary: 'The user appeals through the app; asks for the key of the service.' },
      schema: { params, body: publicAppealSchema, response: { 201: measureForPublicSchema } },
    },
    async (request, reply) => {
      const { id: serviceId } = request.calledBy();
      const { id } = request.params;
      const { user, text, language } = request.body;
      if (!(await enforcement.concerns(id, serviceId, user))) throw unknownId('measure');
      await enforcement.appeal(id, { text, language, channel: 'api' });
      return await reply.code(201).send(await enforcement.readForPublic(id));
    },
  );
}
