import { randomFillSync } from 'node:crypto';

/** What an id names; the prefix stays readable in logs, URLs and evidence. */
export type IdPrefix =
  | 'exc' // an exchange: one request and its answer
  | 'evt' // an evidence entry
  | 'svc' // a registered service
  | 'key' // an API key
  | 'ups' // an upstream
  | 'jdg' // a judge that gives second opinions
  | 'gap' // a text that no judge could tell about
  | 'lst' // a word list
  | 'trm' // a term of a word list
  | 'drf' // a draft of a word list
  | 'tri' // a trial of a draft: a shadow run or a back-test
  | 'imp' // an import into a word list
  | 'clm' // a model of the classifier
  | 'stf' // a member of staff
  | 'ses' // a staff session
  | 'dek' // a data encryption key
  | 'rev' // an item of the review queue
  | 'dec' // a reviewer's decision
  | 'rvl' // a reversal of a decision
  | 'sug' // a suggestion for a word list
  | 'cas' // a case of illegal content
  | 'rcl' // a recall of shown content
  | 'rts' // a prompt asked again for a case
  | 'cex' // an export of a case
  | 'prd' // a produced content: the ProduceID of a picture, sound, film or document
  | 'fil' // a stored file, by its name in the file store
  | 'vid' // a video job
  | 'chg' // a change of a control's status
  | 'ovr' // an override of a control's status
  | 'lrq' // a request for content without explicit label
  | 'lft' // one content that left without explicit label
  | 'mat' // a pack of labelling materials
  | 'chg' // a change of a control's status
  | 'ovr' // an override of a control's status
  | 'dig' // a digest of the board
  | 'ntc' // a notice to somebody outside
  | 'whk' // an address at which the app of a service is told
  | 'cmp' // a complaint or report
  | 'msg' // a message of a complaint
  | 'att' // an attachment of a complaint
  | 'msr' // a measure against an end user
  | 'apl' // an appeal against a measure
  | 'agr' // a version of a service agreement
  | 'acc' // an end user's acceptance of one
  | 'gln' // a link between a child and a guardian
  | 'aap' // an appeal about a misjudged age
  | 'dsc' // a version of what a service discloses
  | 'idp' // a provider that confirms identities
  | 'ida' // an assertion of an end user's identity
  | 'idt' // an attempt to confirm one
  | 'scm' // a scope memo of a service
  | 'scc' // findings of a scope memo that no longer hold
  | 'prq' // a request about personal information
  | 'era' // an order to erase a person
  | 'inc' // an incident
  | 'ine' // an entry of an incident
  | 'ord' // an order of an authority
  | 'ore' // an entry of an order
  | 'ltr' // a letter to an authority or to people outside
  | 'lic' // a licence
  | 'lcv' // a version of a licence
  | 'apt' // an appointment
  | 'trn' // a training
  | 'sub'; // a data subject (pseudonym)

export type Id<P extends IdPrefix> = `${P}_${string}`;

/** Fills the buffer with random bytes. Injected in tests that need repeatable ids. */
export type FillRandom = (buffer: Uint8Array) => void;

// Crockford's alphabet: capitals and digits, so an id is also a valid GB 45438 value (Annex E j).
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARS = 10;
const RANDOM_BYTES = 10;
const POOL_BYTES = RANDOM_BYTES * 256;

/**
 * Makes ids of the form `exc_` + 26 characters (48 bits of time, 80 bits of randomness), ascending by time to the
 * millisecond so that they sit together in an index.
 */
export class IdFactory {
  readonly #nowMs: () => number;
  readonly #fillRandom: FillRandom;
  readonly #pool = new Uint8Array(POOL_BYTES);
  #used = POOL_BYTES;
  #timeMs = -1;
  #timePart = '';

  constructor(nowMs: () => number = Date.now, fillRandom: FillRandom = (buffer) => void randomFillSync(buffer)) {
    this.#nowMs = nowMs;
    this.#fillRandom = fillRandom;
  }

  next<P extends IdPrefix>(prefix: P): Id<P> {
    const nowMs = this.#nowMs();
    if (nowMs !== this.#timeMs) {
      this.#timeMs = nowMs;
      this.#timePart = encodeTime(nowMs);
    }
    // One system call for 256 ids: the gateway makes three per exchange.
    if (this.#used === POOL_BYTES) {
      this.#fillRandom(this.#pool);
      this.#used = 0;
    }
    const id: Id<P> = `${prefix}_${this.#timePart}${encodeRandom(this.#pool, this.#used)}`;
    this.#used += RANDOM_BYTES;
    return id;
  }
}

function encodeTime(ms: number): string {
  let rest = ms;
  let text = '';
  for (let i = 0; i < TIME_CHARS; i++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** Ten bytes as sixteen characters of five bits each. */
function encodeRandom(bytes: Uint8Array, from: number): string {
  let text = '';
  for (let group = from; group < from + RANDOM_BYTES; group += 5) {
    const high = ((bytes[group] ?? 0) << 12) | ((bytes[group + 1] ?? 0) << 4) | ((bytes[group + 2] ?? 0) >> 4);
    const low = (((bytes[group + 2] ?? 0) & 15) << 16) | ((bytes[group + 3] ?? 0) << 8) | (bytes[group + 4] ?? 0);
    for (const twenty of [high, low]) {
      for (let shift = 15; shift >= 0; shift -= 5) text += ALPHABET.charAt((twenty >> shift) & 31);
    }
  }
  return text;
}
