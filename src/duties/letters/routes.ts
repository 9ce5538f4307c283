import {
  letterDeliverSchema,
  letterFileSchema,
  letterParamsSchema,
  letterSchema,
  letterSignSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import { LETTER_TYPES } from './letter-file.ts';
import type { LettersService } from './service.ts';

/** Letters about incidents and orders, from their signature on; their subjects draft them. */
export function registerLetterRoutes(app: AdminRoutes, letters: LettersService): void {
  const params = letterParamsSchema;
  app.post(
    '/api/letters/:id/signature',
    {
      config: { permission: 'letters.sign', summary: 'Puts the name of whoever is signed in under a letter.' },
      schema: { params, body: letterSignSchema, response: { 200: letterSchema } },
    },
    (request) => letters.sign(request.params.id, request.body, request.signedIn().actor),
  );
  app.post(
    '/api/letters/:id/file',
    {
      config: { permission: 'letters.sign', summary: 'A signed letter as DOCX or PDF; leaves evidence.' },
      schema: { params, body: letterFileSchema },
    },
    async (request, reply) => {
      const { format } = request.body;
      const { name, bytes } = await letters.takeOut(request.params.id, format, request.signedIn().actor);
      return await reply
        .type(LETTER_TYPES[format])
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    },
  );
  app.post(
    '/api/letters/:id/delivery',
    {
      config: { permission: 'letters.sign', summary: 'Says when and how a letter reached its recipient.' },
      schema: { params, body: letterDeliverSchema, response: { 200: letterSchema } },
    },
    (request) => letters.deliver(request.params.id, request.body, request.signedIn().actor),
  );
}
