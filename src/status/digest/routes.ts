import { z } from 'zod';
import {
  digestPreviewQuerySchema,
  digestPreviewSchema,
  digestSettingsPutSchema,
  digestSettingsStateSchema,
  digestsSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { Digests } from './digests.ts';

/** `/api/status/digests`: who is told where the provider stands, what they would read, and what went out. */
export function registerDigestRoutes(app: AdminRoutes, digests: Digests): void {
  app.get(
    '/api/status/digests',
    {
      config: { permission: 'status.read', summary: 'What was told of the board, and how each notice fared.' },
      schema: { response: { 200: digestsSchema } },
    },
    async () => ({ items: await digests.list() }),
  );
  app.post(
    '/api/status/digests',
    {
      config: { permission: 'status.write', summary: 'Tells everybody on the list now; leaves evidence.' },
      schema: { response: { 204: z.null() } },
    },
    async (request, reply) => {
      await digests.sendNow(request.signedIn().actor);
      return await reply.code(204).send(null);
    },
  );
  app.get(
    '/api/status/digests/preview',
    {
      config: { permission: 'status.read', summary: 'What a digest would say now; sends nothing.' },
      schema: { querystring: digestPreviewQuerySchema, response: { 200: digestPreviewSchema } },
    },
    (request) => digests.preview(request.query.language),
  );
  app.get(
    '/api/status/digests/settings',
    {
      config: { permission: 'status.write', summary: 'When and to whom the board is told.' },
      schema: { response: { 200: digestSettingsStateSchema } },
    },
    () => digests.settings(),
  );
  app.put(
    '/api/status/digests/settings',
    {
      config: { permission: 'status.write', summary: 'Changes when and to whom the board is told.' },
      schema: { body: digestSettingsPutSchema, response: { 200: digestSettingsStateSchema } },
    },
    (request) => digests.changeSettings(request.body.settings, request.body.revision, request.signedIn().actor),
  );
}
