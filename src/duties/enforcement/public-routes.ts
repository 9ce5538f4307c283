import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  idSchema,
  measureForPublicSchema,
  publicAppealSchema,
  publicMeasuresQuerySchema,
  publicMeasuresSchema,
} from '../../contract/index.ts';
import { HeguiError, unknownId } from '../../kernel/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { EnforcementService } from './service.ts';

export interface PublicEnforcementRoutesParts {
  readonly enforcement: EnforcementService;
  /** The service that a bearer key opens now; null for a key that opens none. */
  readonly serviceOfKey: (bearer: string) => Promise<string | null>;
}

const params = z.object({ id: idSchema });

/**
 * `/api/public/measures`: for the server of the provider's own app, which tells its users and takes their appeals. The key of a
 * service vouches for the users of that service, as it does at the gateway; keys of others see nothing of them.
 */
export function registerPublicEnforcementRoutes(app: AdminRoutes, parts: PublicEnforcementRoutesParts): void {
  const { enforcement } = parts;
  app.get(
    '/api/public/measures',
    {
      config: {
        permission: 'public',
        summary: 'What is and was done to a user of the service, with reasons; asks for the key of the service.',
      },
      schema: { querystring: publicMeasuresQuerySchema, response: { 200: publicMeasuresSchema } },
    },
    async (request) => {
      const serviceId = await requireService(request, parts);
      return { measures: await enforcement.ofUser(serviceId, request.query.user) };
    },
  );
  app.post(
    '/api/public/measures/:id/appeals',
    {
      config: { permission: 'public', summary: 'The user appeals through the app; asks for the key of the service.' },
      onRequest: async (request) => void (await requireService(request, parts)),
      schema: { params, body: publicAppealSchema, response: { 201: measureForPublicSchema } },
    },
    async (request, reply) => {
      const serviceId = await requireService(request, parts);
      const { id } = request.params;
      const { user, text, language } = request.body;
      if (!(await enforcement.concerns(id, serviceId, user))) throw unknownId('measure');
      await enforcement.appeal(id, { text, language, channel: 'api' });
      return await reply.code(201).send(await enforcement.readForPublic(id));
    },
  );
}

async function requireService(
  request: FastifyRequest,
  { serviceOfKey }: PublicEnforcementRoutesParts,
): Promise<string> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer === undefined) throw new HeguiError('E_KEY_MISSING', 'the header "authorization" holds no bearer key');
  const serviceId = await serviceOfKey(bearer);
  if (serviceId === null) throw new HeguiError('E_KEY_UNKNOWN', 'no service knows this key');
  return serviceId;
}
