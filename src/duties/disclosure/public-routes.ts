import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  idSchema,
  portalLinksCreateSchema,
  portalLinksSchema,
  publicDisclosureSchema,
  trainingChoiceChangeSchema,
  trainingChoiceQuerySchema,
  trainingChoiceSchema,
} from '../../contract/index.ts';
import { unknownId } from '../../kernel/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import { documentOf } from './document.ts';
import type { ChoosingUser } from './model.ts';
import type { DisclosureService } from './service.ts';

export interface PublicDisclosureRoutesParts {
  readonly disclosure: DisclosureService;
  /** The gateway's way from an end user's name to the pseudonym that is stored. */
  readonly pseudonym: (serviceId: string, user: string) => string;
  /** Pages of the portal that know this user for a while. */
  readonly linksFor: (user: ChoosingUser) => z.infer<typeof portalLinksSchema>;
}

const params = z.object({ id: idSchema });
const LANGUAGES = z.object({ lang: z.enum(['zh', 'en']).default('zh') });

/** What is published, for everybody; and what the server of the provider's own app does for its users, by the key of its service. */
export function registerPublicDisclosureRoutes(app: AdminRoutes, parts: PublicDisclosureRoutesParts): void {
  const { disclosure, pseudonym, linksFor } = parts;
  const who = (request: FastifyRequest, user: string): ChoosingUser => {
    const { id: serviceId } = request.calledBy();
    return { serviceId, endUser: pseudonym(serviceId, user) };
  };
  app.get(
    '/api/public/disclosures/:id',
    {
      config: { permission: 'public', summary: 'What a service discloses, as it is published; for everybody.' },
      schema: { params, response: { 200: publicDisclosureSchema } },
    },
    (request) => disclosure.published(request.params.id),
  );
  app.get(
    '/api/public/disclosures/:id/text',
    {
      config: {
        permission: 'public',
        summary: 'The same as Markdown, for the documentation of an API.',
        produces: 'text/markdown',
      },
      schema: { params, querystring: LANGUAGES },
    },
    async (request, reply) => {
      const shown = await disclosure.shown(request.params.id, null);
      if (shown === null) throw unknownId('service that published anything');
      return await reply.type('text/markdown; charset=utf-8').send(documentOf(shown, request.query.lang));
    },
  );
  app.get(
    '/api/public/training-choice',
    {
      config: {
        permission: 'service',
        summary: 'Whether an end user’s input may be used for training; by the service’s key.',
      },
      schema: { querystring: trainingChoiceQuerySchema, response: { 200: trainingChoiceSchema } },
    },
    async (request) => await disclosure.choices.read(who(request, request.query.user)),
  );
  app.put(
    '/api/public/training-choice',
    {
      config: { permission: 'service', summary: 'An end user allows or refuses it; counts from the next request on.' },
      schema: { body: trainingChoiceChangeSchema, response: { 200: trainingChoiceSchema } },
    },
    async (request) => {
      const user = who(request, request.body.user);
      await disclosure.choices.choose(user, request.body.choice, 'app');
      return await disclosure.choices.read(user);
    },
  );
  app.post(
    '/api/public/portal-links',
    {
      config: { permission: 'service', summary: 'Pages that know an end user for an hour; by the key of the service.' },
      schema: { body: portalLinksCreateSchema, response: { 200: portalLinksSchema } },
    },
    async (request) => linksFor(who(request, request.body.user)),
  );
}
