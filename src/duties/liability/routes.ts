import type { FastifyRequest } from 'fastify';
import {
  orderDeedSchema,
  orderDetailSchema,
  orderFactsSchema,
  orderLetterSchema,
  orderParamsSchema,
  ordersSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { Doer } from './model.ts';
import type { OrdersService } from './service.ts';

const doerOf = (request: FastifyRequest): Doer => {
  const { actor, staff } = request.signedIn();
  return { actor, name: staff.name };
};

/** Orders of authorities, their tasks, and drafts of replies. */
export function registerOrderRoutes(app: AdminRoutes, orders: OrdersService): void {
  const params = orderParamsSchema;
  app.get(
    '/api/orders',
    {
      config: {
        permission: 'registers.read',
        summary: 'Orders of authorities by their last day; then fulfilled ones.',
      },
      schema: { response: { 200: ordersSchema } },
    },
    async () => ({ items: await orders.list() }),
  );
  app.post(
    '/api/orders',
    {
      config: { permission: 'registers.write', summary: 'Writes down an order that was served.' },
      schema: { body: orderFactsSchema, response: { 201: orderDetailSchema } },
    },
    async (request, reply) => await reply.code(201).send(await orders.receive(request.body, doerOf(request))),
  );
  app.get(
    '/api/orders/:id',
    {
      config: { permission: 'registers.read', summary: 'An order with all that was said and done, and its letters.' },
      schema: { params, response: { 200: orderDetailSchema } },
    },
    (request) => orders.read(request.params.id),
  );
  app.post(
    '/api/orders/:id/entries',
    {
      config: { permission: 'registers.write', summary: 'Adds what was done, or corrects an earlier word.' },
      schema: { params, body: orderDeedSchema, response: { 200: orderDetailSchema } },
    },
    (request) => orders.add(request.params.id, request.body, doerOf(request)),
  );
  app.post(
    '/api/orders/:id/letters',
    {
      config: { permission: 'registers.write', summary: 'Drafts a reply; it leaves only after somebody signed it.' },
      schema: { params, body: orderLetterSchema, response: { 201: orderDetailSchema } },
    },
    async (request, reply) =>
      await reply.code(201).send(await orders.draft(request.params.id, request.body, doerOf(request))),
  );
}
