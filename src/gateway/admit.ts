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
  /** In which a refusal is worded. */
  readonly language: Language;
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
}

/** A duty's answer. `basis` goes into the record: what was checked, or that nothing is configured to be checked. */
export type AdmissionAnswer =
  | { readonly admit: true; readonly basis: string; readonly notice?: Omit<AdmissionNotice, 'door'> }
  | { readonly admit: false; readonly basis: string; readonly answer: string; readonly remedy?: Remedy };

/** One duty at the door: identity, agreements, minors, measures. They are asked in order; the first refusal decides. */
export interface AdmissionDoor {
  readonly name: string;
  ask(question: AdmissionQuestion): AdmissionAnswer | Promise<AdmissionAnswer>;
}

export interface Admission {
  readonly bases: Record<string, string>;
  readonly refusal: { readonly door: string; readonly answer: string; readonly remedy?: Remedy } | null;
  /** What the doors that admitted want to be told. */
  readonly notices: readonly AdmissionNotice[];
}

const NO_NOTICES: readonly AdmissionNotice[] = [];

/** Asks every door in turn. A door that throws refuses nothing and admits nothing: its error ends the request. */
export async function admit(doors: readonly AdmissionDoor[], question: AdmissionQuestion): Promise<Admission> {
  const bases: Record<string, string> = {};
  let notices = NO_NOTICES;
  for (const door of doors) {
    const asked = door.ask(question);
    const answer = asked instanceof Promise ? await asked : asked;
    bases[door.name] = answer.basis;
    if (answer.admit) {
      if (answer.notice !== undefined) notices = [...notices, { door: door.name, ...answer.notice }];
      continue;
    }
    const { basis: _basis, admit: _admit, ...refusal } = answer;
    return { bases, refusal: { door: door.name, ...refusal }, notices: NO_NOTICES };
  }
  return { bases, refusal: null, notices };
}

/** A door for a duty that has no rules yet: admits, and says so in every record. */
export const openDoor = (name: string): AdmissionDoor => ({
  name,
  ask: () => ({ admit: true, basis: 'not configured' }),
});
