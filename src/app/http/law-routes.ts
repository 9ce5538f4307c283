import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { risksSchema } from '../../contract/index.ts';
import { RISK_SOURCE, RISKS } from '../../law/index.ts';

/** The risks that word lists and findings are sorted by. */
export const lawRoutes: FastifyPluginAsyncZod = async (scope) => {
  scope.get(
    '/api/risks',
    {
      config: { permission: 'session', summary: 'The content risks, their groups, and where they come from.' },
      schema: { response: { 200: risksSchema } },
    },
    async () => ({ source: RISK_SOURCE, risks: [...RISKS] }),
  );
};
