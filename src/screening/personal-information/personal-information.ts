import type { ScreenStream } from '../stream.ts';
import { Detector } from './detector.ts';
import { makeHit, type PersonalInformationHit } from './hit.ts';
import {
  PERSONAL_INFORMATION_KINDS,
  type PersonalInformationAction,
  type PersonalInformationKind,
  SCORE_MIN,
} from './kinds.ts';
import { NO_TEXT, Runs } from './run.ts';
import { openMatchStream } from './stream.ts';

/** What is looked for, and what happens to it. */
export interface PersonalInformationPolicy {
  /** A kind that is not named is off. */
  readonly actions: Partial<Readonly<Record<PersonalInformationKind, PersonalInformationAction>>>;
  /** Values below this are not reported; 0.5 by default. */
  readonly scoreMin?: number;
  /** What stands in for a value whose action is `reversible`; without it such a value is masked. */
  readonly replace?: (kind: PersonalInformationKind, value: string) => string;
  /** Values that pass whatever their kind's action is: those that the reader wrote himself. They are reported as `flag`. */
  readonly isOwn?: (value: string) => boolean;
}

/** Looks for personal information under one policy. It never changes and may serve any number of texts and streams. */
export interface PersonalInformationScreen {
  /** Is there a kind that is looked for? */
  readonly isOn: boolean;
  /** Is there an action that changes what is shown? */
  readonly isActing: boolean;
  /** All values in a text, in order and without overlap: of two readings of one place the longer. */
  scan(text: string): PersonalInformationHit[];
  open(): ScreenStream;
}

/** @throws RangeError for a `scoreMin` that is not between 0 and 1. */
export function compilePersonalInformation(policy: PersonalInformationPolicy): PersonalInformationScreen {
  const { actions, scoreMin = SCORE_MIN } = policy;
  if (!(scoreMin >= 0 && scoreMin <= 1)) throw new RangeError('scoreMin: must lie between 0 and 1');
  const kinds = PERSONAL_INFORMATION_KINDS.filter((kind) => (actions[kind] ?? 'off') !== 'off');
  const detector = detectorFor(kinds, scoreMin);
  let spare: Runs | null = null;
  const judge = (kind: PersonalInformationKind, value: string): PersonalInformationHit['action'] => {
    const action = actions[kind] ?? 'off';
    return action === 'off' || (action !== 'flag' && policy.isOwn?.(value) === true) ? 'flag' : action;
  };
  return {
    isOn: kinds.length > 0,
    isActing: kinds.some((kind) => actions[kind] !== 'flag'),
    scan: (text) => {
      const hits: PersonalInformationHit[] = [];
      // What `judge` calls may scan as well, and then takes runs of its own.
      const runs = spare ?? new Runs();
      spare = null;
      detector.read({ text, isEnd: true }, 0, runs, ({ kind, start, end, score, isConfirmed }) => {
        hits.push(makeHit(kind, start, end, judge(kind, text.slice(start, end)), score, isConfirmed));
        return true;
      });
      runs.open(NO_TEXT);
      spare = runs;
      return hits;
    },
    open: () =>
      openMatchStream({
        detector,
        judge,
        replace: policy.replace,
        isActing: kinds.some((kind) => actions[kind] !== 'flag'),
      }),
  };
}

/** One channel that is looked through while it arrives; the same steps as a stream of terms. */
export const openPersonalInformationStream = (policy: PersonalInformationPolicy): ScreenStream =>
  compilePersonalInformation(policy).open();

/** All values of the kinds given, or of all kinds, in a text. */
export function scanPersonalInformation(
  text: string,
  options: { readonly kinds?: readonly PersonalInformationKind[]; readonly scoreMin?: number } = {},
): PersonalInformationHit[] {
  const kinds = options.kinds ?? PERSONAL_INFORMATION_KINDS;
  const actions = Object.fromEntries(kinds.map((kind) => [kind, 'flag' as const]));
  return compilePersonalInformation({
    actions,
    ...(options.scoreMin === undefined ? {} : { scoreMin: options.scoreMin }),
  }).scan(text);
}

// Services come and go, but the sets of kinds in use are few.
const detectors = new Map<string, Detector>();
const DETECTORS_MAX = 64;

function detectorFor(kinds: readonly PersonalInformationKind[], scoreMin: number): Detector {
  const key = `${scoreMin} ${kinds.join(' ')}`;
  let detector = detectors.get(key);
  if (detector === undefined) {
    detector = new Detector(new Set(kinds), scoreMin);
    if (detectors.size < DETECTORS_MAX) detectors.set(key, detector);
  }
  return detector;
}
