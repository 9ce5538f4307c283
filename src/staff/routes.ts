import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  idSchema,
  passwordChangeSchema,
  sessionSchema,
  setupDoneSchema,
  setupSchema,
  setupStateSchema,
  signInSchema,
  staffChangeSchema,
  staffCreateSchema,
  staffMemberSchema,
} from '../contract/index.ts';
import { clearSessionCookie, setSessionCookie } from './authentication.ts';
import type { StaffRecord, StaffSession } from './model.ts';
import type { StaffService } from './service.ts';

export interface StaffRoutesParts {
  readonly staff: StaffService;
  /** How browsers reach this server; https makes cookies Secure. */
  readonly publicUrl: string | undefined;
}

/** `/api/setup`, `/api/session` and `/api/staff`. The scope needs `installAuthentication` and zod's compilers before. */
export const staffRoutes =
  ({ staff, publicUrl }: StaffRoutesParts): FastifyPluginAsyncZod =>
  async (scope) => {
    const isSecure = publicUrl?.startsWith('https:') === true;
    await scope.register(setupRoutes(staff, isSecure));
    await scope.register(sessionRoutes(staff, isSecure));
    await scope.register(memberRoutes(staff));
  };

const setupRoutes =
  ({ setUp }: StaffService, isSecure: boolean): FastifyPluginAsyncZod =>
  async (scope) => {
    scope.get(
      '/api/setup',
      { config: { permission: 'public' }, schema: { response: { 200: setupStateSchema } } },
      async () => ({ needed: await setUp.isNeeded() }),
    );
    scope.post(
      '/api/setup',
      { config: { permission: 'public' }, schema: { body: setupSchema, response: { 200: setupDoneSchema } } },
      async (request, reply) => {
        const { begun, created } = await setUp.run(request.body, request.ip);
        setSessionCookie(reply, begun, isSecure);
        return { ...sessionJson(begun.session), created };
      },
    );
  };

const sessionRoutes =
  ({ signIn, sessions }: StaffService, isSecure: boolean): FastifyPluginAsyncZod =>
  async (scope) => {
    scope.get(
      '/api/session',
      { config: { permission: 'session' }, schema: { response: { 200: sessionSchema } } },
      async (request) => sessionJson(request.signedIn()),
    );
    scope.post(
      '/api/session',
      { config: { permission: 'public' }, schema: { body: signInSchema, response: { 200: sessionSchema } } },
      async (request, reply) => {
        const begun = await signIn.signIn(request.body, request.ip);
        setSessionCookie(reply, begun, isSecure);
        return sessionJson(begun.session);
      },
    );
    scope.delete('/api/session', { config: { permission: 'session' } }, async (request, reply) => {
      await sessions.end(request.signedIn());
      clearSessionCookie(reply, isSecure);
      return await reply.code(204).send();
    });
    scope.post(
      '/api/session/password',
      { config: { permission: 'session' }, schema: { body: passwordChangeSchema } },
      async (request, reply) => {
        await signIn.changePassword(request.signedIn(), request.body, request.ip);
        return await reply.code(204).send();
      },
    );
  };

const memberRoutes =
  ({ members }: StaffService): FastifyPluginAsyncZod =>
  async (scope) => {
    scope.get(
      '/api/staff',
      { config: { permission: 'staff.read' }, schema: { response: { 200: z.array(staffMemberSchema) } } },
      async () => (await members.list()).map(memberJson),
    );
    scope.post(
      '/api/staff',
      {
        config: { permission: 'staff.write' },
        schema: { body: staffCreateSchema, response: { 201: staffMemberSchema } },
      },
      async (request, reply) => {
        const member = await members.create(request.signedIn().actor, request.body);
        return await reply.code(201).send(memberJson(member));
      },
    );
    scope.patch(
      '/api/staff/:id',
      {
        config: { permission: 'staff.write' },
        schema: {
          params: z.object({ id: idSchema }),
          body: staffChangeSchema,
          response: { 200: staffMemberSchema },
        },
      },
      async (request) => {
        const { actor, hash } = request.signedIn();
        return memberJson(await members.change(actor, request.params.id, request.body, hash));
      },
    );
  };

const sessionJson = ({ staff, csrf, expiresAt }: StaffSession) => ({ staff, csrf, expiresAt: expiresAt.toISOString() });

const memberJson = ({ id, username, name, role, lockedUntil, createdAt, disabledAt }: StaffRecord) => ({
  id,
  username,
  name,
  role,
  lockedUntil: lockedUntil?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  disabledAt: disabledAt?.toISOString() ?? null,
});
