import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  idSchema,
  reversalCreateSchema,
  reversalMadeSchema,
  reversalSettleSchema,
  reviewDecideSchema,
  reviewDecisionsPageSchema,
  reviewDecisionsQuerySchema,
  reviewExportQuerySchema,
  reviewItemSchema,
  reviewItemsPageSchema,
  reviewItemsQuerySchema,
  reviewLookedSchema,
  reviewLookSchema,
  reviewNextSchema,
  reviewRequestSchema,
  reviewStatisticsQuerySchema,
  reviewStatisticsSchema,
  reviewTakenSchema,
  suggestionCreateSchema,
  suggestionSchema,
  suggestionSettleSchema,
  suggestionsQuerySchema,
} from '../../../contract/index.ts';
import type { AdminRoutes } from '../../../staff/index.ts';
import type { Reviewer } from './model.ts';
import { csvLine } from './rules.ts';
import type { ReviewService } from './service.ts';

const params = z.object({ id: idSchema });
const WRITE = 'review.write';
const READ = 'review.read';
/** Who decides what others were not sure about; the permission `review.escalated` lists the same roles. */
const DECIDES_ESCALATED = new Set(['compliance-officer', 'administrator']);

const reviewerOf = (request: FastifyRequest): Reviewer => {
  const { staff, actor } = request.signedIn();
  return { id: staff.id, actor, mayDecideEscalated: DECIDES_ESCALATED.has(staff.role) };
};

/** The queue, the decisions and what follows from them. */
export function registerReviewRoutes(app: AdminRoutes, review: ReviewService): void {
  registerQueueRoutes(app, review);
  registerItemRoutes(app, review);
  registerDecisionRoutes(app, review);
  registerSuggestionRoutes(app, review);
}

function registerQueueRoutes(app: AdminRoutes, review: ReviewService): void {
  app.get(
    '/api/review/items',
    {
      config: { permission: READ, summary: 'Exchanges that wait for a person, most pressing first, without content.' },
      schema: { querystring: reviewItemsQuerySchema, response: { 200: reviewItemsPageSchema } },
    },
    (request) => review.list(request.query),
  );
  app.post(
    '/api/review/items',
    {
      config: { permission: WRITE, summary: 'Puts an exchange on the review queue.' },
      schema: { body: reviewRequestSchema, response: { 201: reviewItemSchema } },
    },
    async (request, reply) => {
      const item = await review.request(request.body, request.signedIn().actor);
      return await reply.code(201).send(item);
    },
  );
  app.post(
    '/api/review/next',
    {
      config: { permission: WRITE, summary: 'Takes the most pressing item that nobody has in hand.' },
      schema: { body: reviewNextSchema, response: { 200: reviewTakenSchema } },
    },
    async (request) => ({ item: await review.takeNext(request.body, reviewerOf(request)) }),
  );
  app.get(
    '/api/review/statistics',
    {
      config: { permission: READ, summary: 'How the desk does, and how often each source was right.' },
      schema: { querystring: reviewStatisticsQuerySchema, response: { 200: reviewStatisticsSchema } },
    },
    (request) => review.statistics(request.query.days, request.signedIn().actor),
  );
}

function registerItemRoutes(app: AdminRoutes, review: ReviewService): void {
  app.get(
    '/api/review/items/:id',
    {
      config: { permission: READ, summary: 'One item, without content.' },
      schema: { params, response: { 200: reviewItemSchema } },
    },
    (request) => review.read(request.params.id),
  );
  app.post(
    '/api/review/items/:id/lock',
    {
      config: { permission: WRITE, summary: 'Takes an item in hand for a quarter of an hour.' },
      schema: { params, response: { 200: reviewItemSchema } },
    },
    (request) => review.take(request.params.id, reviewerOf(request)),
  );
  app.delete(
    '/api/review/items/:id/lock',
    { config: { permission: WRITE, summary: 'Puts an item back.' }, schema: { params } },
    async (request, reply) => {
      await review.release(request.params.id, reviewerOf(request));
      return await reply.code(204).send();
    },
  );
  app.post(
    '/api/review/items/:id/look',
    {
      config: { permission: WRITE, summary: 'The content of an item; leaves evidence with the purpose.' },
      schema: { params, body: reviewLookSchema, response: { 200: reviewLookedSchema } },
    },
    (request) => review.look(request.params.id, request.body.purpose, request.signedIn().actor),
  );
  app.post(
    '/api/review/items/:id/decision',
    {
      config: { permission: WRITE, summary: 'Decides an item, or hands it on to a compliance officer.' },
      schema: {
        params,
        body: reviewDecideSchema,
        response: { 200: z.object({ decisionId: idSchema.nullable() }) },
      },
    },
    async (request) => ({ decisionId: await review.decide(request.params.id, request.body, reviewerOf(request)) }),
  );
}

function registerDecisionRoutes(app: AdminRoutes, review: ReviewService): void {
  app.get(
    '/api/review/decisions',
    {
      config: { permission: READ, summary: 'Decisions, newest first.' },
      schema: { querystring: reviewDecisionsQuerySchema, response: { 200: reviewDecisionsPageSchema } },
    },
    (request) => review.decisions(request.query, request.signedIn().actor),
  );
  app.get(
    '/api/review/decisions/export',
    {
      config: {
        permission: 'evidence.export',
        summary: 'Decisions as CSV or JSON, without content; leaves evidence.',
        produces: 'text/csv',
      },
      schema: { querystring: reviewExportQuerySchema },
    },
    async (request, reply) => {
      const decisions = await review.export(request.signedIn().actor);
      const { format } = request.query;
      reply.header('content-disposition', `attachment; filename="hegui-review-decisions.${format}"`);
      if (format === 'json') return await reply.type('application/json').send(JSON.stringify({ decisions }));
      return await reply.type('text/csv; charset=utf-8').send(`\u{feff}${decisionsCsv(decisions)}`);
    },
  );
  app.post(
    '/api/review/decisions/:id/reversals',
    {
      config: { permission: WRITE, summary: 'Reverses a decision, or proposes it to a second person.' },
      schema: { params, body: reversalCreateSchema, response: { 201: reversalMadeSchema } },
    },
    async (request, reply) => {
      const made = await review.reverse(request.params.id, request.body, reviewerOf(request));
      return await reply.code(201).send(made);
    },
  );
  app.post(
    '/api/review/reversals/:id',
    {
      config: { permission: WRITE, summary: 'A second person agrees to a reversal, or does not.' },
      schema: { params, body: reversalSettleSchema },
    },
    async (request, reply) => {
      await review.settle(request.params.id, request.body.approve, reviewerOf(request));
      return await reply.code(204).send();
    },
  );
}

function registerSuggestionRoutes(app: AdminRoutes, review: ReviewService): void {
  app.get(
    '/api/review/suggestions',
    {
      config: { permission: READ, summary: 'Phrases suggested to word lists after false alarms.' },
      schema: { querystring: suggestionsQuerySchema, response: { 200: z.array(suggestionSchema) } },
    },
    (request) => review.suggestions(request.query),
  );
  app.post(
    '/api/review/decisions/:id/suggestions',
    {
      config: { permission: WRITE, summary: 'Suggests a phrase in which a term should not count.' },
      schema: { params, body: suggestionCreateSchema, response: { 201: z.object({ id: idSchema }) } },
    },
    async (request, reply) => {
      const id = await review.suggest(request.params.id, request.body, reviewerOf(request));
      return await reply.code(201).send({ id });
    },
  );
  app.post(
    '/api/review/suggestions/:id',
    {
      config: { permission: 'lists.write', summary: 'Takes a suggestion into the draft of its list, or dismisses it.' },
      schema: { params, body: suggestionSettleSchema, response: { 200: suggestionSchema } },
    },
    (request) => review.endSuggestion(request.params.id, request.body, reviewerOf(request)),
  );
}

/** Decisions as a spreadsheet reads them. */
export function decisionsCsv(decisions: Awaited<ReturnType<ReviewService['export']>>): string {
  const head = [
    'decision',
    'exchange',
    'service',
    'verdict',
    'risk',
    'reason',
    'looked at for',
    'by',
    'at',
    'reverses',
    'superseded',
  ];
  return [
    csvLine(head),
    ...decisions.map((row) =>
      csvLine([
        row.id,
        row.exchangeId,
        row.serviceName,
        row.verdict,
        row.risk,
        row.reason,
        row.reasons.join(' '),
        row.decidedBy.name,
        row.decidedAt,
        row.reverses,
        row.supersededAt,
      ]),
    ),
  ].join('');
}
