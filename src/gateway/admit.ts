import type { KeyEntry } from '../registry/index.ts';

/** What a duty is asked before a request of an end user is let in. */
export interface AdmissionQuestion {
  readonly key: KeyEntry;
  /** Pseudonym of the end user; null when the caller named none. */
  readonly endUser: string | null;
  /** What is asked for, as records name it, such as `chat.completions`. */
  readonly endpoint: string;
  /** In which language the end user is to be told. */
  readonly language: EndUserLanguage;
}

export type EndUserLanguage = 'zh-CN' | 'en';

/** What the end user is to be told besides the answer: words, and where there is more about it. */
export interface AdmissionNotice {
  readonly door: string;
  readonly text: string;
  readonly url: string;
}

/** A duty's answer. `basis` goes into the record: what was checked, or that nothing is configured to be checked. */
export type AdmissionAnswer =
  | { readonly admit: true; readonly basis: string; readonly notice?: Omit<AdmissionNotice, 'door'> }
  | {
      readonly admit: false;
      readonly basis: string;
      readonly answer: string;
      /** Where the end user can do something about it. */
      readonly remedy?: { readonly url: string };
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
    readonly remedy?: { readonly url: string };
  } | null;
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
    if (!answer.admit) {
      const { answer: words, remedy } = answer;
      return {
        bases,
        refusal: { door: door.name, answer: words, ...(remedy === undefined ? {} : { remedy }) },
        notices: NO_NOTICES,
      };
    }
    if (answer.notice !== undefined) notices = [...notices, { door: door.name, ...answer.notice }];
  }
  return { bases, refusal: null, notices };
}

/** A door for a duty that has no rules yet: admits, and says so in every record. */
export const openDoor = (name: string): AdmissionDoor => ({
  name,
  ask: () => ({ admit: true, basis: 'not configured' }),
});
