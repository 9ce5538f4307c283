import { type FastifyInstance, fastify } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { asHeguiError, HeguiError } from '../../kernel/index.ts';
import { type AuthenticationParts, installAuthentication } from '../authentication.ts';

/** A fastify with the compilers, the guard and the error answers that the admin API's routes count on; it knows no service. */
export async function openApiApp(parts: Omit<AuthenticationParts, 'services'>): Promise<FastifyInstance> {
  const app = fastify().withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((thrown, _request, reply) => {
    const error = hasZodFastifySchemaValidationErrors(thrown)
      ? new HeguiError('E_REQUEST_INVALID', thrown.message)
      : asHeguiError(thrown);
    if (error.retryAfterS !== undefined) reply.header('retry-after', error.retryAfterS);
    return reply.code(error.row.status).send({ code: error.code, detail: error.message, fields: error.fields });
  });
  await installAuthentication(app, { ...parts, services: { find: async () => null } });
  return app;
}
