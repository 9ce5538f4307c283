import { HeguiError } from '../../kernel/errors.ts';
import type { ScreenStream, Step } from '../stream.ts';
import { CONTEXT_UNITS } from './context.ts';
import type { Detector } from './detector.ts';
import { makeHit, type PersonalInformationHit } from './hit.ts';
import type { PersonalInformationKind } from './kinds.ts';
import { maskValue } from './mask.ts';
import { Runs } from './run.ts';

export interface MatchStreamParts {
  readonly detector: Detector;
  readonly judge: (kind: PersonalInformationKind, value: string) => PersonalInformationHit['action'];
  readonly replace: ((kind: PersonalInformationKind, value: string) => string) | undefined;
  /** When nothing that is found changes the text, nothing of it has to wait. */
  readonly isActing: boolean;
}

export const openMatchStream = (parts: MatchStreamParts): ScreenStream => new MatchStream(parts);

/**
 * Holds back from the first place on that could still become a value; everything before is certain and flows. What is
 * certain depends on the text alone, so it does not matter how the text is cut.
 */
class MatchStream implements ScreenStream {
  readonly #parts: MatchStreamParts;
  readonly #runs = new Runs();
  /** What is held, with the text before it as far back as context reaches. */
  #kept = '';
  /** How much of that was released. */
  #before = 0;
  /** Offset of the first unit that is held. */
  #origin = 0;
  #isCut = false;
  #isEnded = false;

  constructor(parts: MatchStreamParts) {
    this.#parts = parts;
  }

  get heldChars(): number {
    return this.#parts.isActing ? this.#kept.length - this.#before : 0;
  }

  push(text: string): Step {
    if (this.#isEnded) throw new HeguiError('E_INTERNAL', 'push: the stream has ended; open another one');
    if (this.#isCut || text === '') return { released: '', hits: [], cut: this.#isCut };
    return this.#read(text, false);
  }

  end(): Step {
    if (this.#isCut || this.#isEnded) return { released: '', hits: [], cut: this.#isCut };
    this.#isEnded = true;
    return this.#read('', true);
  }

  #read(chunk: string, isEnd: boolean): Step {
    const { detector, judge, isActing } = this.#parts;
    const before = this.#before;
    const text = this.#kept + chunk;
    const shift = this.#origin - before;
    const hits: PersonalInformationHit[] = [];
    let released = '';
    let at = before;
    const stop = detector.read({ text, isEnd }, before, this.#runs, (match) => {
      const { kind, start, end } = match;
      const value = text.slice(start, end);
      const action = judge(kind, value);
      hits.push(makeHit(kind, start + shift, end + shift, action, match.score, match.isConfirmed));
      released += text.slice(at, start);
      at = end;
      if (action === 'block') this.#isCut = true;
      else released += this.#shown(kind, value, action);
      return action !== 'block';
    });
    if (this.#isCut) {
      this.#kept = '';
      this.#before = 0;
      return { released, hits, cut: true };
    }
    // Half a pair waits for its other half.
    const until = !isEnd && stop === text.length && endsInHighSurrogate(text) ? stop - 1 : stop;
    released += text.slice(at, until);
    this.#origin += until - before;
    this.#before = Math.min(until, CONTEXT_UNITS);
    this.#kept = text.slice(until - this.#before);
    return { released: isActing ? released : chunk, hits, cut: false };
  }

  #shown(kind: PersonalInformationKind, value: string, action: PersonalInformationHit['action']): string {
    if (action === 'flag') return value;
    const { replace } = this.#parts;
    return action === 'reversible' && replace !== undefined ? replace(kind, value) : maskValue(kind, value);
  }
}

function endsInHighSurrogate(text: string): boolean {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xd800 && unit < 0xdc00;
}
