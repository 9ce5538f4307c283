import type { ClassifierPolicy, Hit } from '../contract/index.ts';
import type { KindData } from '../evidence/index.ts';
import { HeguiError } from '../kernel/index.ts';
import type { ActiveClassifier, ServiceEntry } from '../registry/index.ts';
import {
  type ClassifierStream,
  findPassages,
  joinPassages,
  openClassifierStream,
  type Passage,
} from '../screening/index.ts';
import { type InputPiece, type InputVerdict, stricter } from './screen-input.ts';

/** What an entry says about the classifier. */
export type ClassifierEvidence = NonNullable<KindData<'request.opened'>['classifier']>;

// What the provider wrote itself, and what was judged when it was answered, is not judged again.
const ROLES = new Set(['user', 'tool', 'function', 'input', 'prompt']);

/** The classifier as one service uses it. It reads along: nothing waits for it. */
export class Classifying {
  readonly policy: ClassifierPolicy;
  readonly #active: ActiveClassifier;
  readonly #thresholdMin: number;

  constructor(policy: ClassifierPolicy, active: ActiveClassifier) {
    this.policy = policy;
    this.#active = active;
    this.#thresholdMin = Math.min(policy.threshold, ...Object.values(policy.thresholds));
  }

  /** The verdict with what the classifier finds in what users and tools say; the very same when it is not asked. */
  readInput(verdict: InputVerdict): InputVerdict {
    if (this.policy.directions === 'output') return verdict;
    let action = verdict.action;
    const pieces = verdict.pieces.map((piece) => {
      const hits = this.#hitsIn(piece);
      for (const hit of hits) action = stricter(action, hit.action);
      return hits.length === 0 ? piece : { ...piece, hits: [...piece.hits, ...hits] };
    });
    return { ...verdict, pieces, action };
  }

  /** Reads along one channel of an answer; null when answers are not judged. */
  openChannel(): ChannelClassifier | null {
    if (this.policy.directions === 'input') return null;
    return new ChannelClassifier(this, openClassifierStream(this.#active.model, this.#thresholdMin));
  }

  /** What the entry says; undefined when this direction is not judged. */
  evidenceOf(direction: 'input' | 'output', hits: readonly Hit[]): ClassifierEvidence | undefined {
    const { directions, onHit } = this.policy;
    if (directions !== 'both' && directions !== direction) return undefined;
    return { model: this.#active.digest, onHit, hits: hits.filter(isOfClassifier).length };
  }

  isOver({ risk, probability }: Passage): boolean {
    return probability >= (this.policy.thresholds[risk] ?? this.policy.threshold);
  }

  toHits(passages: readonly Passage[]): Hit[] {
    return joinPassages(passages).map(({ start, end, risk, probability }) => ({
      start,
      end,
      term: sayProbability(probability),
      listId: this.#active.id,
      listName: this.#active.name,
      risk,
      action: this.policy.onHit === 'cut' ? 'block' : 'flag',
      source: 'classifier',
      probability,
    }));
  }

  #hitsIn({ path, role, text }: InputPiece): Hit[] {
    if (!ROLES.has(role) || path.includes('#')) return [];
    const passages = findPassages(this.#active.model, text, this.#thresholdMin);
    return this.toHits(passages.filter((passage) => this.isOver(passage)));
  }
}

/** Reads along one channel. */
export class ChannelClassifier {
  readonly #classifying: Classifying;
  readonly #stream: ClassifierStream;
  readonly #passages: Passage[] = [];

  constructor(classifying: Classifying, stream: ClassifierStream) {
    this.#classifying = classifying;
    this.#stream = stream;
  }

  /** May the policy end the answer on its word? */
  get mayCut(): boolean {
    return this.#classifying.policy.onHit === 'cut';
  }

  /** Takes the next piece as it came in; returns whether the policy ends the answer here. */
  push(text: string): boolean {
    return this.#note(this.#stream.push(text));
  }

  /** Takes it that nothing more comes. */
  end(): boolean {
    return this.#note(this.#stream.end());
  }

  get hits(): Hit[] {
    return this.#classifying.toHits(this.#passages);
  }

  #note(passages: readonly Passage[]): boolean {
    const over = passages.filter((passage) => this.#classifying.isOver(passage));
    for (const passage of over) this.#passages.push(passage);
    return over.length > 0 && this.mayCut;
  }
}

/**
 * The classifier for a service, or null where its policy wants none.
 *
 * @throws HeguiError E_INTERNAL when the policy wants one and there is none: screening is never left out in silence.
 */
export function classifyingFor({
  policy,
  classifier,
}: Pick<ServiceEntry, 'policy' | 'classifier'>): Classifying | null {
  if (!policy.classifier.enabled) return null;
  if (classifier !== undefined) return new Classifying(policy.classifier, classifier);
  throw new HeguiError('E_INTERNAL', 'the policy wants the classifier, and none is loaded');
}

// An estimate is never certain, and must not look so for being rounded.
const SAID_MAX = 0.99;

/** A probability as records say it. */
export const sayProbability = (probability: number): string => `p=${Math.min(probability, SAID_MAX).toFixed(2)}`;

/** The first part of a reason for refusing or cutting: an estimate is told apart from a listed term. */
export const foundBy = (hit: Pick<Hit, 'source'> | undefined): 'classifier' | 'screening' =>
  hit !== undefined && isOfClassifier(hit) ? 'classifier' : 'screening';

export const isOfClassifier = ({ source }: Pick<Hit, 'source'>): boolean => source === 'classifier';
