import { z } from 'zod';
import {
  apiKeyCreatedSchema,
  apiKeyCreateSchema,
  apiKeySchema,
  idSchema,
  playgroundKeySchema,
  providerChangeSchema,
  providerSchema,
  serviceChangeSchema,
  serviceCreateSchema,
  serviceSchema,
  upstreamChangeSchema,
  upstreamCreateSchema,
  upstreamSchema,
  upstreamTestSchema,
} from '../contract/index.ts';
import type { AdminRoutes, Permission, StaffSession } from '../staff/index.ts';
import type { Registry } from './create-registry.ts';
import { isPolicyChangeOnly } from './services/rules.ts';

const paramsSchema = z.object({ id: idSchema });
// The demonstration upstream has an id of its own kind.
const upstreamParamsSchema = z.object({ id: z.string().min(1).max(100) });

export interface RegistryRoutesOptions {
  /** @throws HeguiError E_ROLE_FORBIDDEN */
  readonly requirePermission: (role: StaffSession['staff']['role'], permission: Permission) => void;
}

/** Provider, services, API keys and upstreams. */
export function registerRegistryRoutes(app: AdminRoutes, registry: Registry, options: RegistryRoutesOptions): void {
  registerProviderRoutes(app, registry);
  registerServiceRoutes(app, registry, options);
  registerKeyRoutes(app, registry);
  registerUpstreamRoutes(app, registry);
}

function registerProviderRoutes(app: AdminRoutes, { provider }: Registry): void {
  app.get(
    '/api/provider',
    {
      config: { permission: 'services.read', summary: 'Who answers for the services.' },
      schema: { response: { 200: providerSchema } },
    },
    () => provider.read(),
  );
  app.put(
    '/api/provider',
    {
      config: { permission: 'provider.write', summary: 'Registers the provider, or changes it.' },
      schema: { body: providerChangeSchema, response: { 200: providerSchema } },
    },
    (request) => provider.put(request.body, request.signedIn().actor),
  );
}

function registerServiceRoutes(
  app: AdminRoutes,
  { services }: Registry,
  { requirePermission }: RegistryRoutesOptions,
): void {
  app.get(
    '/api/services',
    {
      config: { permission: 'services.read', summary: 'Every service in use, oldest first.' },
      schema: { response: { 200: z.array(serviceSchema) } },
    },
    () => services.list(),
  );
  app.get(
    '/api/services/:id',
    {
      config: { permission: 'services.read', summary: 'One service.' },
      schema: { params: paramsSchema, response: { 200: serviceSchema } },
    },
    (request) => services.read(request.params.id),
  );
  app.post(
    '/api/services',
    {
      config: { permission: 'services.write', summary: 'Makes a service.' },
      schema: { body: serviceCreateSchema, response: { 201: serviceSchema } },
    },
    async (request, reply) => {
      const service = await services.create(request.body, request.signedIn().actor);
      return await reply.code(201).send(service);
    },
  );
  app.patch(
    '/api/services/:id',
    {
      config: {
        permission: 'services.policy',
        summary: 'Changes a service; names, codes and upstreams need more rights.',
      },
      schema: { params: paramsSchema, body: serviceChangeSchema, response: { 200: serviceSchema } },
    },
    (request) => {
      const { actor, staff } = request.signedIn();
      if (!isPolicyChangeOnly(request.body)) requirePermission(staff.role, 'services.write');
      return services.change(request.params.id, request.body, actor);
    },
  );
  app.delete(
    '/api/services/:id',
    { config: { permission: 'services.write', summary: 'Retires a service.' }, schema: { params: paramsSchema } },
    async (request, reply) => {
      await services.retire(request.params.id, request.signedIn().actor);
      await reply.code(204).send();
    },
  );
}

function registerKeyRoutes(app: AdminRoutes, { keys }: Registry): void {
  app.get(
    '/api/services/:id/keys',
    {
      config: { permission: 'services.read', summary: 'The keys of a service, revoked ones too, newest first.' },
      schema: { params: paramsSchema, response: { 200: z.array(apiKeySchema) } },
    },
    (request) => keys.list(request.params.id),
  );
  app.post(
    '/api/services/:id/keys',
    {
      config: { permission: 'keys.write', summary: 'Makes an API key; the key is shown this once.' },
      schema: { params: paramsSchema, body: apiKeyCreateSchema, response: { 201: apiKeyCreatedSchema } },
    },
    async (request, reply) => {
      const made = await keys.create(request.params.id, request.body, request.signedIn().actor);
      return await reply.code(201).send(made);
    },
  );
  app.post(
    '/api/services/:id/playground-key',
    {
      config: { permission: 'playground.use', summary: 'A key for an hour whose exchanges are marked synthetic.' },
      schema: { params: paramsSchema, response: { 201: playgroundKeySchema } },
    },
    async (request, reply) => {
      const made = await keys.createForPlayground(request.params.id, request.signedIn().actor);
      return await reply.code(201).send(made);
    },
  );
  app.delete(
    '/api/keys/:id',
    { config: { permission: 'keys.write', summary: 'Revokes an API key.' }, schema: { params: paramsSchema } },
    async (request, reply) => {
      await keys.revoke(request.params.id, request.signedIn().actor);
      await reply.code(204).send();
    },
  );
}

function registerUpstreamRoutes(app: AdminRoutes, { upstreams }: Registry): void {
  app.get(
    '/api/upstreams',
    {
      config: {
        permission: 'services.read',
        summary: 'Every upstream with its health; the demonstration while there is none.',
      },
      schema: { response: { 200: z.array(upstreamSchema) } },
    },
    () => upstreams.list(),
  );
  app.post(
    '/api/upstreams',
    {
      config: { permission: 'upstreams.write', summary: 'Connects an upstream.' },
      schema: { body: upstreamCreateSchema, response: { 201: upstreamSchema } },
    },
    async (request, reply) => {
      const upstream = await upstreams.create(request.body, request.signedIn().actor);
      return await reply.code(201).send(upstream);
    },
  );
  app.patch(
    '/api/upstreams/:id',
    {
      config: { permission: 'upstreams.write', summary: 'Changes an upstream.' },
      schema: { params: upstreamParamsSchema, body: upstreamChangeSchema, response: { 200: upstreamSchema } },
    },
    (request) => upstreams.change(request.params.id, request.body, request.signedIn().actor),
  );
  app.delete(
    '/api/upstreams/:id',
    {
      config: { permission: 'upstreams.write', summary: 'Disconnects an upstream.' },
      schema: { params: upstreamParamsSchema },
    },
    async (request, reply) => {
      await upstreams.retire(request.params.id, request.signedIn().actor);
      await reply.code(204).send();
    },
  );
  app.post(
    '/api/upstreams/:id/test',
    {
      config: { permission: 'upstreams.write', summary: 'Asks an upstream for its models.' },
      schema: { params: upstreamParamsSchema, response: { 200: upstreamTestSchema } },
    },
    (request) => upstreams.test(request.params.id),
  );
}
