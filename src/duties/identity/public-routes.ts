import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type BilingualText,
  identityWithdrawnSchema,
  idSchema,
  publicAssertedSchema,
  publicAssertSchema,
  publicCheckSchema,
  publicCodeEnterSchema,
  publicCodeSchema,
  publicCodeSentSchema,
  publicIdentityQuerySchema,
  publicIdentitySchema,
  publicIdentityWithdrawSchema,
  publicNationalBegunSchema,
  publicNationalConfirmSchema,
  publicNationalSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { AssertionRow, IdentityUser } from './model.ts';
import type { IdentityService } from './service.ts';

export interface PublicIdentityRoutesParts {
  readonly identity: IdentityService;
  /** Where this user confirms who they are, and until when that address is good. */
  readonly linkFor: (user: IdentityUser) => { readonly link: BilingualText; readonly linkExpiresAt: string };
}

const KEY = 'asks for the service’s key.';
const describe = ({ id, level, untilAt }: AssertionRow): z.infer<typeof publicAssertedSchema> => ({
  id,
  level,
  until: untilAt.toISOString(),
});

/** `/api/public/identity`: for the server of the provider's own app, which is trusted like the gateway's clients: by its key. */
export function registerPublicIdentityRoutes(app: AdminRoutes, parts: PublicIdentityRoutesParts): void {
  const { identity, linkFor } = parts;
  const who = (request: FastifyRequest, user: string): IdentityUser => {
    const { id: serviceId } = request.calledBy();
    return { serviceId, endUser: identity.assertions.pseudonym(serviceId, user) };
  };
  app.get(
    '/api/public/identity',
    {
      config: { permission: 'service', summary: `How surely an end user is known, and what they may do; ${KEY}` },
      schema: { querystring: publicIdentityQuerySchema, response: { 200: publicIdentitySchema } },
    },
    async (request) => {
      const user = who(request, request.query.user);
      return { ...(await identity.standing(user)), ...linkFor(user) };
    },
  );
  app.post(
    '/api/public/identity/assertions',
    {
      config: { permission: 'service', summary: `The app has confirmed its user itself; ${KEY}` },
      schema: { body: publicAssertSchema, response: { 201: publicAssertedSchema } },
    },
    async (request, reply) => {
      const user = who(request, request.body.user);
      return await reply.code(201).send(describe(await identity.assert(user, request.body)));
    },
  );
  app.delete(
    '/api/public/identity/assertions',
    {
      config: { permission: 'service', summary: `An end user takes back what was confirmed of them; ${KEY}` },
      schema: { body: publicIdentityWithdrawSchema, response: { 200: identityWithdrawnSchema } },
    },
    async (request) => ({
      withdrawn: await identity.assertions.withdraw(who(request, request.body.user), {
        by: 'app',
      }),
    }),
  );
  app.post(
    '/api/public/identity/codes',
    {
      config: { permission: 'service', summary: `Sends a code of six digits to a telephone or a mail box; ${KEY}` },
      schema: { body: publicCodeSchema, response: { 201: publicCodeSentSchema } },
    },
    async (request, reply) => {
      const user = who(request, request.body.user);
      const { attempt, expiresAt } = await identity.codes.send(user, request.body);
      return await reply.code(201).send({ attempt, expiresAt: expiresAt.toISOString() });
    },
  );
  app.post(
    '/api/public/identity/codes/:id',
    {
      config: { permission: 'service', summary: `An end user entered the code; ${KEY}` },
      schema: {
        params: z.object({ id: idSchema }),
        body: publicCodeEnterSchema,
        response: { 200: publicAssertedSchema },
      },
    },
    async (request) => {
      const user = who(request, request.body.user);
      return describe(await identity.codes.enter(user, request.params.id, request.body.code));
    },
  );
  app.post(
    '/api/public/identity/checks',
    {
      config: { permission: 'service', summary: `Asks a vendor whether name and number belong together; ${KEY}` },
      schema: { body: publicCheckSchema, response: { 200: publicAssertedSchema } },
    },
    async (request) => {
      const { user, phone = '', ...given } = request.body;
      return describe(await identity.checks.check(who(request, user), { ...given, phone }));
    },
  );
  registerNational(app, parts, who);
}

function registerNational(
  app: AdminRoutes,
  { identity }: PublicIdentityRoutesParts,
  who: (request: FastifyRequest, user: string) => IdentityUser,
): void {
  app.post(
    '/api/public/identity/national',
    {
      config: { permission: 'service', summary: `What the app starts the national service’s app with; ${KEY}` },
      schema: { body: publicNationalSchema, response: { 201: publicNationalBegunSchema } },
    },
    async (request, reply) => {
      const { user, providerId } = request.body;
      const begun = await identity.checks.beginNational(who(request, user), providerId);
      return await reply.code(201).send({ ...begun, expiresAt: begun.expiresAt.toISOString() });
    },
  );
  app.post(
    '/api/public/identity/national/:bizSeq',
    {
      config: { permission: 'service', summary: `What the national service’s app gave back; ${KEY}` },
      schema: {
        params: z.object({ bizSeq: z.string().max(40) }),
        body: publicNationalConfirmSchema,
        response: { 200: publicAssertedSchema },
      },
    },
    async (request) => {
      const { user, ...given } = request.body;
      const known = who(request, user);
      return describe(await identity.checks.endNational(known, request.params.bizSeq, given));
    },
  );
}
