import data from '../../law/roles.json' with { type: 'json' };
import { type Confidence, readConfidence } from './confidence.ts';
import type { Bilingual } from './model.ts';

/** A role or a duty for which somebody answers. */
export interface AnsweredSubject extends Bilingual {
  /** `role:…` or `duty:…`. */
  readonly id: string;
  readonly kind: 'role' | 'duty';
  /** Obligations behind it, such as `pipl:52`. */
  readonly sources: readonly string[];
  /** Does a text ask for a named person? Where not, it is Hegui's advice. */
  readonly isNamed: boolean;
  /** Articles of the Measures of which one must bind a service; empty: always. */
  readonly articles: readonly string[];
  /** What the scope engine finds where a number of persons decides; null elsewhere. */
  readonly otherDuty: string | null;
  /** How sure the source is; of a duty `official-text`, since the article itself was seen. */
  readonly confidence: Confidence;
}

const roles = data.roles.map(
  ({ id, zh, en, sources, named, articles, otherDuty, confidence }): AnsweredSubject => ({
    id: `role:${id}`,
    kind: 'role',
    zh,
    en,
    sources,
    isNamed: named,
    articles,
    otherDuty,
    confidence: readConfidence(confidence, `law/roles.json ${id}`),
  }),
);

const duties = data.duties.map(
  ({ id, zh, en, sources, articles }): AnsweredSubject => ({
    id: `duty:${id}`,
    kind: 'duty',
    zh,
    en,
    sources,
    isNamed: false,
    articles,
    otherDuty: null,
    confidence: 'official-text',
  }),
);

/** Every statutory or advised role, then every duty. */
export const ANSWERED_SUBJECTS: readonly AnsweredSubject[] = [...roles, ...duties];
