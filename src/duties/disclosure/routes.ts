import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  disclosureDraftChangeSchema,
  disclosureOverviewSchema,
  disclosurePublishSchema,
  disclosureStateSchema,
  idSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { DisclosureService } from './service.ts';

const READ = 'disclosure.read';
const WRITE = 'disclosure.write';
const params = z.object({ id: idSchema });
const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** `/api/disclosures`: what services say about themselves. */
export function registerDisclosureRoutes(app: AdminRoutes, disclosure: DisclosureService): void {
  app.get(
    '/api/disclosures',
    {
      config: {
        permission: READ,
        summary: 'What each service published about itself, and what of it is no longer so.',
      },
      schema: { response: { 200: disclosureOverviewSchema } },
    },
    () => disclosure.overview(),
  );
  app.get(
    '/api/services/:id/disclosure',
    {
      config: { permission: READ, summary: 'Versions, draft and checklist of what a service discloses.' },
      schema: { params, response: { 200: disclosureStateSchema } },
    },
    (request) => disclosure.state(request.params.id),
  );
  app.put(
    '/api/services/:id/disclosure/draft',
    {
      config: { permission: WRITE, summary: 'Keeps what is being written of the next version.' },
      schema: { params, body: disclosureDraftChangeSchema, response: { 200: disclosureStateSchema } },
    },
    (request) => disclosure.saveDraft(request.params.id, request.body, actorOf(request)),
  );
  app.delete(
    '/api/services/:id/disclosure/draft',
    { config: { permission: WRITE, summary: 'Gives a draft up.' }, schema: { params } },
    async (request, reply) => {
      await disclosure.discardDraft(request.params.id, actorOf(request));
      return await reply.code(204).send();
    },
  );
  app.post(
    '/api/services/:id/disclosure/draft/publication',
    {
      config: { permission: WRITE, summary: 'Publishes the draft as the next version, under a person’s name.' },
      schema: { params, body: disclosurePublishSchema, response: { 200: disclosureStateSchema } },
    },
    (request) => disclosure.publish(request.params.id, request.body, actorOf(request)),
  );
}
