import { fastify, type InjectOptions } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Role } from '../../contract/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import { type AdminRoutes, requirePermission, type StaffSession } from '../../staff/index.ts';

const STAFF_ID = 'stf_0123456789ABCDEFGHJKMNPQRS';

/** Routes alone, called by someone of the given role who is let in by permission only: no cookie, no token. */
export async function openRouteApp(register: (app: AdminRoutes) => void) {
  let role: Role = 'administrator';
  const session = (): StaffSession => ({
    hash: Buffer.alloc(32),
    csrf: '',
    createdAt: new Date(0),
    seenAt: new Date(0),
    expiresAt: new Date(0),
    staff: { id: STAFF_ID, username: 'anyone', name: 'anyone', role },
    actor: `staff:${STAFF_ID}`,
  });
  const app = fastify().withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('signedIn', session);
  app.addHook('onRequest', async ({ routeOptions: { config } }) => {
    const { permission } = config;
    if (permission === undefined || permission === 'public') throw new Error('a route is open to all');
    if (permission === 'service') throw new Error('a route is for apps, not for staff');
    if (permission !== 'session') requirePermission(role, permission);
  });
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof HeguiError) return reply.code(error.row.status).send(error.code);
    const status = error instanceof Error ? Reflect.get(error, 'statusCode') : 500;
    return reply.code(typeof status === 'number' ? status : 500).send(String(error));
  });
  register(app);
  await app.ready();
  /** Status and parsed body; a body that is no JSON stays text. */
  const call = async (as: Role, method: InjectOptions['method'], url: string, payload?: object) => {
    role = as;
    const response = await app.inject({ method: method ?? 'GET', url, ...(payload === undefined ? {} : { payload }) });
    const isJson = response.headers['content-type']?.toString().startsWith('application/json') === true;
    return { status: response.statusCode, body: isJson ? response.json() : response.body };
  };
  return {
    call,
    close: async (): Promise<void> => {
      await app.close();
    },
  };
}
