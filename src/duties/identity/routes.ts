import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  identityLookedUpSchema,
  identityLookupSchema,
  identityOverviewSchema,
  identityProviderChangeSchema,
  identityProviderCreateSchema,
  identityProviderSchema,
  identityProviderTestedSchema,
  identityWithdrawalSchema,
  identityWithdrawnSchema,
  idSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { IdentityService } from './service.ts';

const params = z.object({ id: idSchema });
const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** `/api/identity`: what is asked of whom, who confirms it, and what is known of one end user. */
export function registerIdentityRoutes(app: AdminRoutes, identity: IdentityService): void {
  app.get(
    '/api/identity',
    {
      config: {
        permission: 'identity.read',
        summary: 'Identity: what each service needs, and how many users are known.',
      },
      schema: { response: { 200: identityOverviewSchema } },
    },
    () => identity.overview(),
  );
  app.post(
    '/api/identity/lookups',
    {
      config: {
        permission: 'identity.look',
        summary: 'What was confirmed of one end user; leaves evidence with the purpose.',
      },
      schema: { body: identityLookupSchema, response: { 200: identityLookedUpSchema } },
    },
    (request) => identity.lookUp(request.body, actorOf(request)),
  );
  app.post(
    '/api/identity/withdrawals',
    {
      config: { permission: 'identity.write', summary: 'Ends what stands of an end user because it was wrong.' },
      schema: { body: identityWithdrawalSchema, response: { 200: identityWithdrawnSchema } },
    },
    async (request) => {
      const { reason, ...user } = request.body;
      return { withdrawn: await identity.withdrawAsMistaken(user, reason, actorOf(request)) };
    },
  );
  registerProviderRoutes(app, identity);
}

function registerProviderRoutes(app: AdminRoutes, { providers }: IdentityService): void {
  app.get(
    '/api/identity/providers',
    {
      config: { permission: 'identity.read', summary: 'Everybody who confirms identities; never their secrets.' },
      schema: { response: { 200: z.array(identityProviderSchema) } },
    },
    () => providers.list(),
  );
  app.post(
    '/api/identity/providers',
    {
      config: { permission: 'identity.providers', summary: 'Adds a provider that confirms identities.' },
      schema: { body: identityProviderCreateSchema, response: { 201: identityProviderSchema } },
    },
    async (request, reply) => await reply.code(201).send(await providers.create(request.body, actorOf(request))),
  );
  app.patch(
    '/api/identity/providers/:id',
    {
      config: { permission: 'identity.providers', summary: 'Changes a provider; its kind stays.' },
      schema: { params, body: identityProviderChangeSchema, response: { 200: identityProviderSchema } },
    },
    (request) => providers.change(request.params.id, request.body, actorOf(request)),
  );
  app.delete(
    '/api/identity/providers/:id',
    { config: { permission: 'identity.providers', summary: 'Retires a provider.' }, schema: { params } },
    async (request, reply) => {
      await providers.retire(request.params.id, actorOf(request));
      return await reply.code(204).send();
    },
  );
  app.post(
    '/api/identity/providers/:id/test',
    {
      config: {
        permission: 'identity.providers',
        summary: 'Asks a provider whether it would answer, without anybody’s data.',
      },
      schema: { params, response: { 200: identityProviderTestedSchema } },
    },
    (request) => providers.test(request.params.id),
  );
}
