import { z } from 'zod';

const bilingual = z.object({ zh: z.string(), en: z.string() });
const confidence = z.enum(['official-text', 'second-hand', 'unverified']);
const modal = z.enum(['应', '宜']);
const day = z.string().nullable();
const texts = z.array(z.string()).readonly();

/** How surely a piece of law was seen. */
export const lawConfidenceSchema = confidence;

/** Where a time limit comes from, and how sure that is. */
export const limitBasisSchema = z.object({
  /** As `measures#15`. */
  articles: z.array(z.string()),
  confidence: z.enum(['own-default', ...lawConfidenceSchema.options]),
  note: bilingual.nullable(),
});
export type LimitBasis = z.infer<typeof limitBasisSchema>;

export const lawInstrumentSchema = z.object({
  id: z.string(),
  zh: z.string(),
  en: z.string(),
  short: bilingual,
  number: z.string().nullable(),
  issuers: texts,
  weight: z.string(),
  stage: z.enum(['final', 'draft']),
  adopted: day,
  issued: day,
  inForce: day,
  repealed: day,
  ending: z.enum(['repealed', 'amended', 'superseded', 'not-adopted']).nullable(),
  replacedBy: z.string().nullable(),
  commentsUntil: day,
  confidence,
  source: bilingual,
  note: bilingual.nullable(),
});
export type LawInstrument = z.infer<typeof lawInstrumentSchema>;

export const lawStatusSchema = z.enum(['unissued', 'draft', 'never', 'pending', 'in-force', 'ended', 'undated']);
export type LawStatus = z.infer<typeof lawStatusSchema>;

export const lawArticleSchema = z.object({
  id: z.string(),
  instrument: z.string(),
  number: z.string(),
  chapter: bilingual.nullable(),
  heading: bilingual,
  parts: z
    .array(
      z.object({
        id: z.string(),
        kind: z.enum(['whole', 'chapeau', 'paragraph', 'item', 'part']),
        zh: z.string(),
        en: z.string(),
      }),
    )
    .readonly(),
  confidence,
});
export type LawArticle = z.infer<typeof lawArticleSchema>;

export const lawDeadlineSchema = z.object({
  unit: z.enum(['minute', 'hour', 'day', 'working-day', 'week', 'month', 'year']).nullable(),
  amount: z.number().nullable(),
  from: bilingual.nullable(),
  zh: z.string(),
  en: z.string(),
  confidence: confidence.nullable(),
});

export const lawObligationSchema = z.object({
  id: z.string(),
  instrument: z.string(),
  article: z.string(),
  part: z.string().nullable(),
  kind: z.enum([
    'duty',
    'ban',
    'right',
    'power',
    'penalty',
    'scope',
    'definition',
    'purpose',
    'policy',
    'commencement',
  ]),
  bound: texts,
  when: texts,
  modal: modal.nullable(),
  title: bilingual,
  trigger: bilingual,
  duty: bilingual,
  deadline: lawDeadlineSchema.nullable(),
  evidence: z.array(bilingual).readonly(),
  penalties: texts,
  thresholds: texts,
  controls: texts,
  task: z.object({ who: bilingual, what: bilingual }).nullable(),
  confidence,
  note: bilingual.nullable(),
  from: day,
  to: day,
});
export type LawObligation = z.infer<typeof lawObligationSchema>;

export const lawThresholdSchema = z.object({
  id: z.string(),
  value: z.number(),
  unit: z.string(),
  instrument: z.string(),
  standard: z.string(),
  clause: z.string().nullable(),
  modal,
  confidence,
  zh: z.string(),
  en: z.string(),
  note: bilingual.nullable(),
});
export type LawThreshold = z.infer<typeof lawThresholdSchema>;

const fine = z.object({ min: z.number().nullable(), max: z.number(), turnover: z.number().nullable() });
export const lawPenaltySchema = z.object({
  id: z.string(),
  instrument: z.string(),
  article: z.string(),
  title: bilingual,
  tiers: z
    .array(
      z.object({
        when: bilingual,
        measure: bilingual,
        entity: fine.nullable(),
        persons: fine.nullable(),
        confidence,
        personsConfidence: confidence.nullable(),
      }),
    )
    .readonly(),
  confidence,
  note: bilingual.nullable(),
  /** The whole penalty in one line, fines and how surely each was seen included. */
  line: bilingual,
});
export type LawPenalty = z.infer<typeof lawPenaltySchema>;

export const lawMisreadingSchema = z.object({
  id: z.string(),
  articles: texts,
  claim: bilingual,
  fact: bilingual,
  confidence,
});
export const lawComparisonSchema = z.object({
  id: z.string(),
  topic: bilingual,
  draft: z.string(),
  final: z.string(),
  draftArticles: texts,
  finalArticles: texts,
  before: bilingual.nullable(),
  after: bilingual.nullable(),
  change: z.enum(['new', 'dropped', 'softened', 'sharpened', 'reworded', 'same']),
  confidence,
});
export type LawComparison = z.infer<typeof lawComparisonSchema>;

/** GET /api/law/instruments?date */
export const lawInstrumentsSchema = z.object({
  date: z.string(),
  instruments: z.array(
    lawInstrumentSchema.extend({
      status: lawStatusSchema,
      /** The number as people cite it in each language. */
      numberText: bilingual.nullable(),
    }),
  ),
});
export type LawInstruments = z.infer<typeof lawInstrumentsSchema>;
/** GET /api/law/articles?instrument */
export const lawArticlesSchema = z.object({ articles: z.array(lawArticleSchema) });
/** GET /api/law/articles/:id: the article with what it asks and what is often said wrongly of it. */
export const lawArticleAnswerSchema = z.object({
  article: lawArticleSchema,
  obligations: z.array(lawObligationSchema),
  misreadings: z.array(lawMisreadingSchema),
});
/** GET /api/law/obligations?instrument&control&date */
export const lawObligationsSchema = z.object({ obligations: z.array(lawObligationSchema) });
export const lawObligationsQuerySchema = z.object({
  instrument: z.string().min(1).optional(),
  control: z.string().min(1).optional(),
  date: z.string().optional(),
});
/** GET /api/law/reference: everything that obligations point to, and the words of the data in both languages. */
export const lawReferenceSchema = z.object({
  thresholds: z.array(lawThresholdSchema),
  penalties: z.array(lawPenaltySchema),
  conditions: z.array(z.object({ id: z.string(), zh: z.string(), en: z.string() })),
  misreadings: z.array(lawMisreadingSchema),
  agencies: z.array(
    z.object({
      id: z.string(),
      zh: z.string(),
      en: z.string(),
      short: bilingual,
      role: bilingual,
      isIssuer: z.boolean(),
      channels: z
        .array(
          z.object({
            zh: z.string(),
            en: z.string(),
            purpose: bilingual,
            address: z.string().nullable(),
            confidence,
          }),
        )
        .readonly(),
      confidence,
    }),
  ),
  licences: z.array(
    z.object({
      id: z.string(),
      zh: z.string(),
      en: z.string(),
      trigger: bilingual,
      agency: z.string(),
      foreign: bilingual.nullable(),
      finding: z.string().nullable(),
      confidence,
    }),
  ),
  sectors: z.array(
    z.object({
      id: z.string(),
      zh: z.string(),
      en: z.string(),
      licences: texts,
      rules: z
        .array(
          z.object({
            zh: z.string(),
            en: z.string(),
            confidence,
            source: z.string().nullable(),
            task: z.object({ who: bilingual, what: bilingual }).nullable(),
          }),
        )
        .readonly(),
    }),
  ),
  words: z.record(z.string(), z.record(z.string(), bilingual)),
});
export type LawReference = z.infer<typeof lawReferenceSchema>;

/** GET /api/law/at?date */
export const lawAtSchema = z.object({
  date: z.string(),
  instruments: z.array(z.object({ instrument: lawInstrumentSchema, status: lawStatusSchema })).readonly(),
  obligations: z.array(lawObligationSchema).readonly(),
  undated: z.array(lawObligationSchema).readonly(),
  pending: z.array(lawInstrumentSchema).readonly(),
  drafts: z.array(lawInstrumentSchema).readonly(),
});
export const lawDateQuerySchema = z.object({ date: z.string().optional() });

/** GET /api/law/diff?from&to: what changes after `from` up to `to`; without days the draft of 2023 beside the final text. */
export const lawDiffQuerySchema = z.object({ from: z.string().optional(), to: z.string().optional() });
export const lawDiffSchema = z.object({
  changes: z.array(
    z.object({
      date: z.string(),
      begin: z.array(lawInstrumentSchema).readonly(),
      end: z.array(lawInstrumentSchema).readonly(),
      obligationsBegin: z.array(lawObligationSchema).readonly(),
      obligationsEnd: z.array(lawObligationSchema).readonly(),
    }),
  ),
  comparisons: z.array(lawComparisonSchema),
});

/** GET /api/law/search?q */
export const lawSearchQuerySchema = z.object({ q: z.string().min(1).max(200) });
export const lawSearchSchema = z.object({
  hits: z.array(
    z.object({
      kind: z.enum(['instrument', 'article', 'obligation', 'threshold', 'misreading']),
      id: z.string(),
      title: bilingual,
      text: bilingual,
    }),
  ),
});

/** GET /api/law/due?obligation&from: the last day in time; null where the text gives no day. */
export const lawDueQuerySchema = z.object({ obligation: z.string().min(1), from: z.string() });
export const lawDueSchema = z.object({
  obligation: z.string(),
  from: z.string(),
  deadline: lawDeadlineSchema.nullable(),
  due: z.object({ day: z.string(), isCertain: z.boolean() }).nullable(),
});
