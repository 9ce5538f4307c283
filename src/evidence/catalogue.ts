import { z } from 'zod';
import { agreementKinds } from './catalogue-agreements.ts';
import { complaintKinds } from './catalogue-complaints.ts';
import { enforcementKinds } from './catalogue-enforcement.ts';
import { identityKinds } from './catalogue-identity.ts';
import { labellingKinds } from './catalogue-labelling.ts';
import { minorKinds } from './catalogue-minors.ts';
import { portalKinds } from './catalogue-portal.ts';
import { privacyKinds } from './catalogue-privacy.ts';
import { registerKinds } from './catalogue-registers.ts';
import { caseKinds, type KindParts, reviewKinds } from './catalogue-review.ts';
import { scopingKinds } from './catalogue-scoping.ts';
import { statusKinds } from './catalogue-status.ts';

/**
 * Every kind of evidence, declared once. A kind is never renamed and never reused; a schema may only gain optional
 * members. `docs/evidence.md` is generated from here.
 *
 * `sensitivity`: `none` holds nothing about a person; `pseudonymous` holds keyed references to one. Content never enters
 * an entry: entries carry salted commitments to it.
 */
export interface KindRow<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly sensitivity: 'none' | 'pseudonymous';
  /** Least time the entry must be kept, in months; the log itself is kept whole. @law csl#23 (logs at least six months) */
  readonly retentionMonthsMin: number;
  readonly why: string;
}

const kind = <S extends z.ZodType>(schema: S, sensitivity: KindRow['sensitivity'], why: string): KindRow<S> => ({
  schema,
  sensitivity,
  retentionMonthsMin: 6,
  why,
});

const id = z.string();
const count = z.int().nonnegative();
const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
/** Who did it: `staff:stf_…`, `cli` (someone with the data folder), `setup` or `system`. */
export const actorSchema = z.string().regex(/^(staff:stf_[0-9A-Z]{26}|cli|setup|system)$/);
export type Actor = z.infer<typeof actorSchema>;
const by = actorSchema;
/** What the classifier said "may be" of, by which model, and what follows; absent when it did not read along. */
const classifier = z
  .strictObject({
    /** SHA-256 of the model's file. */
    model: hex32,
    onHit: z.enum(['flag', 'review', 'stricter', 'cut']),
    hits: count,
  })
  .optional();
/** Number of hits by risk code, and what the strictest of them led to. */
const found = { hits: count, risks: z.record(z.string(), count) };

// Built from the parts above, which must exist before.
const parts: KindParts = { kind, id, count, hex32, by };
const REVIEW_KINDS = reviewKinds(parts);
const CASE_KINDS = caseKinds(parts);
const LABELLING_KINDS = labellingKinds(parts);
const STATUS_KINDS = statusKinds(parts);
const PORTAL_KINDS = portalKinds(parts);
const COMPLAINT_KINDS = complaintKinds(parts);
const ENFORCEMENT_KINDS = enforcementKinds(parts);
const MINOR_KINDS = minorKinds(parts);
const AGREEMENT_KINDS = agreementKinds(parts);
const IDENTITY_KINDS = identityKinds(parts);
const PRIVACY_KINDS = privacyKinds(parts);
const SCOPING_KINDS = scopingKinds(parts);
const REGISTER_KINDS = registerKinds(parts);

export const KINDS = {
  'request.opened': kind(
    z.strictObject({
      exchange: id,
      service: id,
      key: id,
      /** Keyed hash of the end user's name within the service; absent when none was sent. */
      endUser: z.string().optional(),
      endpoint: z.string(),
      model: z.string(),
      stream: z.boolean(),
      synthetic: z.boolean(),
      /** Whom the request was for; absent = everybody. */
      audience: z.enum(['minors']).optional(),
      /** May what was entered be used for training? Absent in entries from before there was a choice. */
      trainingUse: z.enum(['allowed', 'refused']).optional(),
      policyVersion: count,
      listVersions: z.record(z.string(), count),
      admission: z.record(z.string(), z.string()),
      promptChars: count,
      /** Risks for which the word lists refused what the end user wrote last; absent when they did not. */
      strikeRisks: z.array(z.string()).optional(),
      /** `used`: served in minor mode, and counted as time. Else why minor mode refused it; absent = nothing to do with it. */
      minorMode: z.string().optional(),
      ...found,
      /** What screening of the input decided; `screened` = the verdict itself was asked for and nothing forwarded. */
      decision: z.enum(['forwarded', 'refused', 'replaced', 'screened']),
      classifier,
      commitment: hex32,
    }),
    'pseudonymous',
    'An exchange began; durable before anything of its answer is shown.',
  ),
  'response.closed': kind(
    z.strictObject({
      exchange: id,
      outcome: z.enum(['completed', 'refused', 'cut', 'aborted', 'timed-out', 'failed']),
      reason: z.string().optional(),
      upstream: id.optional(),
      choices: z.array(z.strictObject({ index: count, finish: z.string().nullable(), cut: z.boolean() })),
      ...found,
      classifier,
      replaced: count,
      outputChars: count,
      heldCharsMax: count,
      /** Numbers are milliseconds, rounded. */
      firstTokenMs: z.number().optional(),
      totalMs: z.number(),
      label: z
        .strictObject({
          /** `none`: lifted for a user who agreed to label it. */
          explicit: z.enum(['append', 'prepend', 'interface', 'none']),
          explicitReason: z.string().optional(),
          produceId: id,
        })
        .optional(),
      /** Files that were made and labelled, each under its number; absent where the answer was text. */
      produced: z
        .array(
          z.strictObject({
            produceId: id,
            contentKind: z.string(),
            explicit: z.boolean(),
            explicitReason: z.string().optional(),
          }),
        )
        .optional(),
      /** What each judge said of each direction, all windows together; absent when none was asked. */
      opinions: z
        .array(
          z.strictObject({
            judge: id,
            direction: z.enum(['input', 'output']),
            decision: z.enum(['safe', 'unsure', 'unsafe', 'failed']),
            calls: count,
            failures: count,
            msMax: z.number(),
          }),
        )
        .optional(),
      /** How far the client ran ahead of the judges, and how far the policy lets it. */
      secondOpinion: z
        .strictObject({ gaps: count, unjudgedCharsMax: count, leakedChars: count, leakBoundChars: count })
        .optional(),
      commitment: hex32,
    }),
    'none',
    'An exchange ended; durable before its end is shown.',
  ),
  'log.opened': kind(
    z.strictObject({ origin: z.string(), verifierKey: z.string() }),
    'none',
    'The log and its key began.',
  ),
  'system.started': kind(
    z.strictObject({ version: z.string(), runtime: z.string(), database: z.string() }),
    'none',
    'A process that serves the public came up.',
  ),
  'provider.registered': kind(
    z.strictObject({ name: z.string(), creditCode: z.string(), by }),
    'none',
    'Who answers for the services.',
  ),
  'provider.changed': kind(
    z.strictObject({ name: z.string(), creditCode: z.string(), by }),
    'none',
    'Who answers for the services changed.',
  ),
  'service.created': kind(serviceData(), 'none', 'A service began to be served.'),
  'service.changed': kind(serviceData(), 'none', 'How a service is screened, labelled or routed changed.'),
  'service.retired': kind(z.strictObject({ service: id, by }), 'none', 'A service stopped being served.'),
  'api-key.created': kind(
    z.strictObject({
      key: id,
      service: id,
      name: z.string(),
      hint: z.string(),
      synthetic: z.boolean(),
      audience: z.string().optional(),
      by,
    }),
    'none',
    'Someone was given access to a service.',
  ),
  'api-key.revoked': kind(z.strictObject({ key: id, service: id, by }), 'none', 'Access to a service ended.'),
  'upstream.created': kind(upstreamData(), 'none', 'A model endpoint was connected.'),
  'upstream.changed': kind(upstreamData(), 'none', 'A model endpoint changed.'),
  'upstream.retired': kind(z.strictObject({ upstream: id, by }), 'none', 'A model endpoint was disconnected.'),
  'judge.created': kind(judgeData(), 'none', 'Someone outside the lists was asked for second opinions.'),
  'judge.changed': kind(judgeData(), 'none', 'How a judge is reached or what it costs changed.'),
  'judge.retired': kind(z.strictObject({ judge: id, by }), 'none', 'A judge is asked no more.'),
  'screening.gap': kind(
    z.strictObject({
      gap: id,
      exchange: id,
      service: id,
      direction: z.enum(['input', 'output']),
      path: z.string(),
      judge: id,
      reason: z.string(),
      /** Characters that passed unjudged. */
      chars: count,
    }),
    'none',
    'A text passed although no judge could tell about it; durable before it passed.',
  ),
  'screening.gap-judged': kind(
    z.strictObject({
      gap: id,
      exchange: id,
      /** `gone`: the content was erased, or its record never came. */
      result: z.enum(['safe', 'unsure', 'unsafe', 'gone']),
      judges: z.array(id),
    }),
    'none',
    'A text that had passed unjudged was judged after all.',
  ),
  'word-list.created': kind(wordListData(), 'none', 'A word list began.'),
  'word-list.changed': kind(wordListData(), 'none', 'What screening looks for changed.'),
  'word-list.retired': kind(z.strictObject({ list: id, by }), 'none', 'A word list stopped being used.'),
  'word-list.published': kind(
    z.strictObject({
      list: id,
      version: count,
      draft: id,
      revision: count,
      cause: z.enum(['publish', 'emergency']),
      approvedBy: by.optional(),
      /** SHA-256 of the stated reason, which is kept beside the version; an emergency always has one. */
      reasonDigest: hex32.optional(),
      added: count,
      removed: count,
      changed: count,
      by,
    }),
    'pseudonymous',
    'A draft became what screening looks for; says who approved it, or that one person acted alone.',
  ),
  'word-list.rolled-back': kind(
    z.strictObject({ list: id, version: count, from: count, to: count, reasonDigest: hex32.optional(), by }),
    'pseudonymous',
    'An earlier version of a word list was brought back.',
  ),
  'list-draft.created': kind(draftData(), 'pseudonymous', 'A change of a word list began to be prepared.'),
  'list-draft.changed': kind(
    z.strictObject({ ...draftMembers(), added: count, removed: count, changed: count }),
    'pseudonymous',
    'A draft changed; whoever changed it may not approve it.',
  ),
  'list-draft.discarded': kind(draftData(), 'pseudonymous', 'A draft was given up.'),
  'list-draft.approved': kind(
    z.strictObject({ ...draftMembers(), digest: hex32 }),
    'pseudonymous',
    'A second person approved a draft with exactly these terms.',
  ),
  'list-shadow.started': kind(
    z.strictObject({ ...draftMembers(), trial: id, rate: z.number() }),
    'pseudonymous',
    'A draft began to be tried beside the live list, without effect.',
  ),
  'list-shadow.ended': kind(
    z.strictObject({ ...draftMembers(), trial: id, ...trialCounts(), skipped: count }),
    'pseudonymous',
    'What a draft would have found in live traffic.',
  ),
  'list-backtest.done': kind(
    z.strictObject({
      list: id,
      trial: id,
      draft: id.optional(),
      revision: count.optional(),
      /** The earlier version that was tried instead of a draft. */
      version: count.optional(),
      baseVersion: count,
      state: z.enum(['done', 'cancelled', 'failed']),
      ...trialCounts(),
      erased: count,
      by,
    }),
    'pseudonymous',
    'Stored exchanges were read by a program to try a word list; nobody was shown them.',
  ),
  'classifier.model-added': kind(
    z.strictObject({
      ...modelData(),
      name: z.string(),
      bytes: count,
      risks: z.array(z.string()),
      dataDigest: z.string(),
    }),
    'none',
    'A model of the classifier was uploaded.',
  ),
  'classifier.model-activated': kind(
    z.strictObject(modelData()),
    'none',
    'From then on this model reads along where a policy wants it.',
  ),
  'classifier.model-retired': kind(z.strictObject(modelData()), 'none', 'A model of the classifier was removed.'),
  'staff.created': kind(
    z.strictObject({ staff: id, role: z.string(), by }),
    'pseudonymous',
    'Someone was given a role.',
  ),
  'staff.changed': kind(
    z.strictObject({ staff: id, role: z.string(), changed: z.array(z.string()), by }),
    'pseudonymous',
    'A role, a password or the state of an account changed.',
  ),
  'staff.signed-in': kind(z.strictObject({ staff: id }), 'pseudonymous', 'A member of staff came in.'),
  'staff.signed-out': kind(z.strictObject({ staff: id }), 'pseudonymous', 'A member of staff left.'),
  'staff.sign-in-refused': kind(
    z.strictObject({ staff: id, failures: count, lockedUntil: z.string().optional() }),
    'pseudonymous',
    'A wrong password was tried on an account.',
  ),
  'content.viewed': kind(
    z.strictObject({ exchange: id, purpose: z.string().optional(), by }),
    'pseudonymous',
    'A member of staff looked at what an end user wrote and read. @law pipl#51',
  ),
  'content-key.created': kind(z.strictObject({ contentKey: id }), 'none', 'A data key began to protect content.'),
  'content-key.destroyed': kind(
    z.strictObject({ contentKey: id, reason: z.string(), by }),
    'none',
    'A data key was destroyed; the content under it cannot be read again. @law pipl#47',
  ),
  'evidence.exported': kind(z.strictObject({ size: count, by }), 'none', 'The log left the house.'),
  ...REVIEW_KINDS,
  ...CASE_KINDS,
  ...LABELLING_KINDS,
  ...STATUS_KINDS,
  ...PORTAL_KINDS,
  ...COMPLAINT_KINDS,
  ...ENFORCEMENT_KINDS,
  ...PRIVACY_KINDS,
  ...SCOPING_KINDS,
  ...AGREEMENT_KINDS,
  ...IDENTITY_KINDS,
  ...MINOR_KINDS,
  ...REGISTER_KINDS,
} as const satisfies Record<string, KindRow>;

export type Kind = keyof typeof KINDS;
export type KindData<K extends Kind> = z.input<(typeof KINDS)[K]['schema']>;

function serviceData() {
  return z.strictObject({
    service: id,
    name: z.string(),
    modelCode: z.string(),
    policyVersion: count,
    /** SHA-256 of the canonical JSON of the policy. */
    policyDigest: hex32,
    upstreams: z.array(id),
    wordLists: z.array(id),
    by,
  });
}

function upstreamData() {
  return z.strictObject({
    upstream: id,
    name: z.string(),
    baseUrl: z.string(),
    models: z.record(z.string(), z.string()),
    by,
  });
}

function draftMembers() {
  return { list: id, draft: id, revision: count, baseVersion: count, by };
}

function draftData() {
  return z.strictObject(draftMembers());
}

function trialCounts() {
  return { exchanges: count, newHits: count, lostHits: count, exchangesWithNew: count, exchangesWithLost: count };
}

/** `shipped`, or the id of an uploaded model, with the SHA-256 of its file. */
function modelData() {
  return { model: id, digest: hex32, by };
}

function judgeData() {
  return z.strictObject({
    judge: id,
    name: z.string(),
    kind: z.string(),
    baseUrl: z.string(),
    /** SHA-256 of the canonical JSON of all settings but the secret. */
    settingsDigest: hex32,
    hasSecret: z.boolean(),
    yuanPerCall: z.number(),
    by,
  });
}

function wordListData() {
  return z.strictObject({
    list: id,
    name: z.string(),
    version: count,
    risk: z.string(),
    action: z.string(),
    enabled: z.boolean(),
    terms: count,
    /**
     * SHA-256 over the sorted terms, one JSON array a line: text, risk, action, and a fourth member for a term with rules or
     * validity. Allow phrases of the list are a last line, a JSON object with the member `allow`.
     */
    digest: hex32,
    /** Does a change of it need a second person? Absent in entries from before there was a choice. */
    approvalRequired: z.boolean().optional(),
    by,
  });
}
