import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { scopeAnswerSchema, scopeQuerySchema, scopeRequestSchema } from '../../contract/index.ts';
import { type Clock, chinaDay, invalidField } from '../../kernel/index.ts';
import { decideScope, readFacts } from '../../scope/index.ts';

/** What follows from facts about a service. Nothing is kept: who asks keeps the answer. */
export const scopeRoutes =
  ({ clock }: { readonly clock: Clock }): FastifyPluginAsyncZod =>
  async (routes) => {
    routes.post(
      '/api/scope',
      {
        config: { permission: 'session', summary: 'Which obligations, routes and licences follow from facts.' },
        schema: { body: scopeRequestSchema, querystring: scopeQuerySchema, response: { 200: scopeAnswerSchema } },
      },
      async ({ body, query }) => {
        const date = query.date ?? chinaDay(clock.now());
        const { cases, ...facts } = body;
        if (cases === undefined) return decideScope(readFacts(facts), date);
        if (Object.keys(facts).length > 0) throw invalidField('cases', 'must stand alone; facts belong into each case');
        return { results: cases.map(({ id, facts }) => ({ id, findings: decideScope(readFacts(facts), date) })) };
      },
    );
  };
