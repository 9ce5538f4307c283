import type { BilingualText, Letter, LetterContent } from '../../contract/index.ts';
import type { Actor, Evidence } from '../../evidence/index.ts';
import type { Sql } from '../../store/index.ts';

export type LetterFormat = 'docx' | 'pdf';

/** What a letter is about. */
export type LetterSubject = Letter['subject'];

export interface NewLetter {
  readonly subject: LetterSubject;
  readonly matter: string;
  readonly recipient: BilingualText;
  readonly language: Letter['language'];
  readonly content: LetterContent;
}

/** A letter as it is stored. */
export interface StoredLetter extends NewLetter {
  readonly id: string;
  readonly number: number;
  readonly digest: Buffer;
  readonly draftedAt: Date;
  readonly draftedBy: string;
  readonly signedAt: Date | null;
  readonly signedBy: string | null;
  readonly signedName: string | null;
  readonly signedReason: string | null;
  readonly exportedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly deliveredBy: string | null;
  readonly delivery: { readonly channel: string; readonly receipt: string } | null;
}

/** One that a person put their name under. */
export type SignedLetter = Letter & { readonly signature: NonNullable<Letter['signature']> };

/** What incidents and orders need of letters; handed over by the app. */
export interface Letters {
  /** Keeps a draft in the unit of work of whoever asks. */
  draft(tx: Sql, evidence: Evidence, letter: NewLetter, by: Actor): Promise<Letter>;
  /** Every letter about these subjects, oldest first. */
  listOf(subjectIds: readonly string[]): Promise<readonly Letter[]>;
}
