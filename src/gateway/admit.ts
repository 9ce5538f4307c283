import type { Audience, CompanionRole } from '../contract/index.ts';
import type { Language } from '../kernel/index.ts';
import type { KeyEntry } from '../registry/index.ts';

/** What a duty is asked before a request of an end user is let in. */
export interface AdmissionQuestion {
  readonly key: KeyEntry;
  /** Pseudonym of the end user; null when the caller named none. */
  readonly endUser: string | null;
  /** What is asked for, as records name it, such as `chat.completions`. */
  readonly endpoint: string;
  /** What the caller says that it is for besides (`x-hegui-function`); null when it says nothing. */
  readonly declared: string | null;
  /** Whom the request or its key is for. */
  readonly audience: Audience;
  /** Whom the model is to play for the end user, as the request says; null = nobody. */
  readonly companion: CompanionRole | null;
  /** In which a refusal is worded. */
  readonly language: Language;
  /** What the end user wrote last; worked out only when it is read. */
  readonly lastText: string;
}

/** Where an end user who was not let in can do something about it. */
export interface Remedy {
  readonly url: string;
}

/** What the end user is to be told besides the answer: words, and where there is more about it. */
export interface AdmissionNotice {
  readonly door: string;
  readonly text: string;
  readonly url: string;
  /** Is it put behind the text of an answer besides? */
  readonly isInText?: boolean;
}

/**
 * A duty's answer. `basis` goes into the record: what was checked, or that nothing is configured to be checked. `minorMode` is kept
 * with the exchange: how minor mode counts it.
 */
export type AdmissionAnswer =
  | {
      readonly admit: true;
      readonly basis: string;
      readonly notice?: Omit<AdmissionNotice, 'door'>;
      readonly minorMode?: string;
    }
  | {
      readonly admit: false;
      readonly basis: string;
      readonly answer: string;
      /** Why, in one word that an app can tell apart. */
      readonly code?: string;
      readonly remedy?: Remedy;
      readonly minorMode?: string;
    };

/** One duty at the door: identity, agreements, minors, measures. They are asked in order; the first refusal decides. */
export interface AdmissionDoor {
  readonly name: string;
  ask(question: AdmissionQuestion): AdmissionAnswer | Promise<AdmissionAnswer>;
}

export interface Admission {
  readonly bases: Record<string, string>;
  readonly refusal: {
    readonly door: string;
    readonly answer: string;
    readonly code?: string;
    readonly remedy?: Remedy;
  } | null;
  /** How minor mode counts it; absent = it has nothing to do with it. */
  readonly minorMode?: string;
  /** What the doors that admitted want to be told. */
  readonly notices: readonly AdmissionNotice[];
}

const NO_NOTICES: readonly AdmissionNotice[] = [];

/** Asks every door in turn. A door that throws refuses nothing and admits nothing: its error ends the request. */
export async function admit(doors: readonly AdmissionDoor[], question: AdmissionQuestion): Promise<Admission> {
  const bases: Record<string, string> = {};
  let notices = NO_NOTICES;
  let counted: Pick<Admission, 'minorMode'> = {};
  for (const door of doors) {
    const asked = door.ask(question);
    const answer = asked instanceof Promise ? await asked : asked;
    bases[door.name] = answer.basis;
    const { minorMode } = answer;
    if (answer.admit) {
      if (minorMode !== undefined) counted = { minorMode };
      if (answer.notice !== undefined) notices = [...notices, { door: door.name, ...answer.notice }];
      continue;
    }
    const { basis: _basis, admit: _admit, minorMode: _minorMode, ...refusal } = answer;
    // What a door before counted as served was not served after all.
    const stopped = minorMode === undefined ? {} : { minorMode };
    return { bases, refusal: { door: door.name, ...refusal }, notices: NO_NOTICES, ...stopped };
  }
  return { bases, refusal: null, notices, ...counted };
}

/** A door for a duty that has no rules yet: admits, and says so in every record. */
export const openDoor = (name: string): AdmissionDoor => ({
  name,
  ask: () => ({ admit: true, basis: 'not configured' }),
});
