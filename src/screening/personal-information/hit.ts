import type { ScreenHit } from '../lane.ts';
import {
  PERSONAL_INFORMATION_ACTIONS,
  PERSONAL_INFORMATION_KINDS,
  type PersonalInformationAction,
  type PersonalInformationKind,
} from './kinds.ts';

/** A value found, at UTF-16 offsets of the text as it was written; `end` is exclusive. */
export interface PersonalInformationHit extends ScreenHit {
  readonly kind: PersonalInformationKind;
  readonly action: Exclude<PersonalInformationAction, 'off'>;
  /** 0 to 1: how sure the recogniser is. */
  readonly score: number;
  /** Did a check digit of the number's own standard agree? */
  readonly isConfirmed: boolean;
}

const ACTIONS = PERSONAL_INFORMATION_ACTIONS.length;

/** Tags of hits are negative, so that they never meet a term's. */
export const personalInformationTag = (kind: PersonalInformationKind, action: PersonalInformationAction): number =>
  -1 - (PERSONAL_INFORMATION_KINDS.indexOf(kind) * ACTIONS + PERSONAL_INFORMATION_ACTIONS.indexOf(action));

/** Kind and action behind a hit's tag; null for the tag of a term. */
export function readPersonalInformationTag(
  tag: number,
): { readonly kind: PersonalInformationKind; readonly action: PersonalInformationAction } | null {
  const kind = PERSONAL_INFORMATION_KINDS[Math.floor((-1 - tag) / ACTIONS)];
  const action = PERSONAL_INFORMATION_ACTIONS[(-1 - tag) % ACTIONS];
  return tag >= 0 || kind === undefined || action === undefined ? null : { kind, action };
}

export function makeHit(
  kind: PersonalInformationKind,
  start: number,
  end: number,
  action: PersonalInformationHit['action'],
  score: number,
  isConfirmed: boolean,
): PersonalInformationHit {
  const tag = personalInformationTag(kind, action);
  return { start, end, tag, term: tag, kind, action, score, isConfirmed };
}
