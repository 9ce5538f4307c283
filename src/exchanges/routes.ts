import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  exchangeDetailSchema,
  exchangeProofSchema,
  exchangesPageSchema,
  exchangesQuerySchema,
  idSchema,
  overviewQuerySchema,
  overviewSchema,
} from '../contract/index.ts';
import type { ExchangesService } from './service.ts';

const params = z.object({ id: idSchema });

/** `/api/exchanges` and `/api/overview`, for a scope that staff's guard and zod's compilers are installed in. */
export const exchangesRoutes =
  ({ exchanges }: { readonly exchanges: ExchangesService }): FastifyPluginAsyncZod =>
  async (scope) => {
    scope.get(
      '/api/exchanges',
      {
        config: { permission: 'exchanges.read', summary: 'Exchanges, newest first, without their content.' },
        schema: { querystring: exchangesQuerySchema, response: { 200: exchangesPageSchema } },
      },
      (request) => exchanges.list(request.query),
    );
    scope.get(
      '/api/exchanges/:id',
      {
        config: { permission: 'exchanges.read-content', summary: 'One exchange with its content; leaves evidence.' },
        schema: { params, response: { 200: exchangeDetailSchema } },
      },
      (request) => exchanges.read(request.params.id, request.signedIn().actor),
    );
    scope.get(
      '/api/exchanges/:id/proof',
      {
        config: { permission: 'exchanges.read', summary: 'What it takes to check the evidence of one exchange.' },
        schema: { params, response: { 200: exchangeProofSchema } },
      },
      (request) => exchanges.prove(request.params.id),
    );
    scope.get(
      '/api/overview',
      {
        config: { permission: 'overview.read', summary: 'What happened in the last minutes, and how things stand.' },
        schema: { querystring: overviewQuerySchema, response: { 200: overviewSchema } },
      },
      (request) => exchanges.overview(request.query.minutes),
    );
  };
