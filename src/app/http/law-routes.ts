import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  lawArticleAnswerSchema,
  lawArticlesSchema,
  lawAtSchema,
  lawDateQuerySchema,
  lawDiffQuerySchema,
  lawDiffSchema,
  lawDueQuerySchema,
  lawDueSchema,
  lawInstrumentsSchema,
  lawObligationSchema,
  lawObligationsQuerySchema,
  lawObligationsSchema,
  lawReferenceSchema,
  lawSearchQuerySchema,
  lawSearchSchema,
  risksSchema,
} from '../../contract/index.ts';
import { type Clock, chinaDay, countWorkingDays, invalidField } from '../../kernel/index.ts';
import {
  applicableIn,
  changesBetween,
  dueDay,
  find,
  findArticle,
  holdsOn,
  type LawBook,
  numberText,
  penaltyText,
  RISK_SOURCE,
  RISKS,
  requireDay,
  searchLaw,
  statusOn,
  WORDS,
} from '../../law/index.ts';

export interface LawRoutesParts {
  readonly law: LawBook;
  readonly clock: Clock;
}

const config = (summary: string) => ({ permission: 'session', summary }) as const;
const idSchema = z.object({ id: z.string().min(1) });
const instrumentQuerySchema = z.object({ instrument: z.string().min(1).optional() });

/** The law as data: for everyone who is signed in, since nothing in it is a secret. */
export const lawRoutes =
  ({ law, clock }: LawRoutesParts): FastifyPluginAsyncZod =>
  async (scope) => {
    const dayOf = (date: string | undefined): string => {
      if (date !== undefined) requireDay(date, 'date');
      return date ?? chinaDay(clock.now());
    };
    scope.get(
      '/api/risks',
      {
        config: config('The content risks, their groups, and where they come from.'),
        schema: { response: { 200: risksSchema } },
      },
      async () => ({ source: RISK_SOURCE, risks: [...RISKS] }),
    );
    scope.get(
      '/api/law/instruments',
      {
        config: config('Every instrument with its status on a day.'),
        schema: { querystring: lawDateQuerySchema, response: { 200: lawInstrumentsSchema } },
      },
      async ({ query }) => {
        const date = dayOf(query.date);
        const instruments = law.instruments.map((one) => ({
          ...one,
          status: statusOn(one, date),
          numberText: one.number === null ? null : numberText(one.number),
        }));
        return { date, instruments };
      },
    );
    scope.get(
      '/api/law/articles',
      {
        config: config('Articles with their paragraphs and items.'),
        schema: { querystring: instrumentQuerySchema, response: { 200: lawArticlesSchema } },
      },
      async ({ query: { instrument } }) => ({
        articles: law.articles.filter((one) => instrument === undefined || one.instrument === instrument),
      }),
    );
    scope.get(
      '/api/law/articles/:id',
      {
        config: config('One article, by its own id or that of a part, with what it asks.'),
        schema: { params: idSchema, response: { 200: lawArticleAnswerSchema } },
      },
      async ({ params: { id } }) => {
        const article = findArticle(law, id);
        return {
          article,
          obligations: law.obligations.filter((one) => one.article === article.id),
          misreadings: law.misreadings.filter((one) => one.articles.includes(article.id)),
        };
      },
    );
    scope.get(
      '/api/law/obligations',
      {
        config: config('Obligations, of one instrument, watched by one control, or holding on a day.'),
        schema: { querystring: lawObligationsQuerySchema, response: { 200: lawObligationsSchema } },
      },
      async ({ query: { instrument, control, date } }) => {
        const day = date === undefined ? null : dayOf(date);
        const obligations = law.obligations.filter(
          (one) =>
            (instrument === undefined || one.instrument === instrument) &&
            (control === undefined || one.controls.includes(control)) &&
            (day === null || holdsOn(one, day)),
        );
        return { obligations };
      },
    );
    scope.get(
      '/api/law/obligations/:id',
      {
        config: config('One obligation; of several versions the latest.'),
        schema: { params: idSchema, response: { 200: lawObligationSchema } },
      },
      async ({ params: { id } }) => find(law.obligations, 'obligation', id),
    );
    scope.get(
      '/api/law/reference',
      {
        config: config('Numbers, penalties, conditions, misreadings, agencies, licences, sectors, words.'),
        schema: { response: { 200: lawReferenceSchema } },
      },
      async () => ({
        thresholds: [...law.thresholds],
        penalties: law.penalties.map((one) => ({ ...one, line: penaltyText(law, one) })),
        conditions: [...law.conditions],
        misreadings: [...law.misreadings],
        agencies: [...law.agencies],
        licences: [...law.licences],
        sectors: [...law.sectors],
        words: WORDS,
      }),
    );
    scope.get(
      '/api/law/at',
      {
        config: config('What holds on a day, what is issued and pending, and which drafts are open.'),
        schema: { querystring: lawDateQuerySchema, response: { 200: lawAtSchema } },
      },
      async ({ query }) => applicableIn(law, dayOf(query.date)),
    );
    scope.get(
      '/api/law/diff',
      {
        config: config('What changes between two days; without days the draft of 2023 beside the final text.'),
        schema: { querystring: lawDiffQuerySchema, response: { 200: lawDiffSchema } },
      },
      async ({ query: { from, to } }) => {
        if (from === undefined && to === undefined) return { changes: [], comparisons: [...law.comparisons] };
        if (from === undefined) throw invalidField('from', 'must be given beside to');
        return { changes: [...changesBetween(law, from, to ?? LAST_DAY)], comparisons: [] };
      },
    );
    scope.get(
      '/api/law/search',
      {
        config: config('Whatever holds all words, in either language; a hundred at most.'),
        schema: { querystring: lawSearchQuerySchema, response: { 200: lawSearchSchema } },
      },
      async ({ query: { q } }) => ({ hits: [...searchLaw(law, q)] }),
    );
    scope.get(
      '/api/law/due',
      {
        config: config('The last day on which a duty is done in time, by the calendar of the State.'),
        schema: { querystring: lawDueQuerySchema, response: { 200: lawDueSchema } },
      },
      async ({ query: { obligation, from } }) => {
        requireDay(from, 'from');
        const { deadline } = find(law.obligations, 'obligation', obligation);
        const due = deadline === null ? null : dueDay(deadline, from, countWorkingDays);
        return { obligation, from, deadline, due };
      },
    );
  };

/** Later than any day that a text could name. */
const LAST_DAY = '9999-12-31';
