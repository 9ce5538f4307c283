import { type ErrorField, HeguiError } from '../kernel/errors.ts';

/** Something in a file of the law that is not as required. */
export interface LawFault {
  /** Such as `law/obligations/measures.json`. */
  readonly file: string;
  /** Counted from 1; null where the file was read without its lines. */
  readonly line: number | null;
  /** Names the row and the member, and what to do. */
  readonly message: string;
}

/** Where something stands. */
export interface Place {
  readonly file: string;
  readonly line: number | null;
}

/** Gathers all faults, so that a reader mends a file in one go. */
export class FaultList {
  readonly found: LawFault[] = [];

  add({ file, line }: Place, message: string): void {
    this.found.push({ file, line, message });
  }

  /** @throws HeguiError E_LAW_INVALID naming each file and line, when anything was found. */
  throwIfAny(): void {
    const [first] = this.found;
    if (first === undefined) return;
    const more = this.found.length === 1 ? '' : ` (and ${this.found.length - 1} more)`;
    throw new HeguiError('E_LAW_INVALID', `${placeText(first)}: ${first.message}${more}`, {
      fields: this.found.map((fault): ErrorField => ({ path: placeText(fault), message: fault.message })),
    });
  }
}

/** `law/x.json:12`; without the line where it is not known. */
export const placeText = ({ file, line }: Place): string => (line === null ? file : `${file}:${line}`);
