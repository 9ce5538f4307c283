import type { Readable } from 'node:stream';
import type { Html } from './html.ts';
import type { PortalLanguage } from './languages.ts';
import type { UploadedFile } from './uploads.ts';

/** In whose name and colour pages are shown. */
export interface PortalBrand {
  /** Name of the provider; null before it is registered. */
  readonly provider: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  /** Changes whenever the style sheet does. */
  readonly styleVersion: string;
}

/** What a form brought. A field that was sent twice counts with its first value. */
export interface FormBody {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: readonly { readonly field: string; readonly name: string; readonly bytes: Uint8Array }[];
}

/** Somebody who looks at a page of the portal. */
export interface PortalVisit {
  readonly language: PortalLanguage;
  readonly query: ReadonlyMap<string, string>;
  /** Parts of the address that a page's path names, such as `id` for `/complaints/attachments/:id`. */
  readonly params: Readonly<Record<string, string>>;
  /** Number of the receipt that this browser opened a while ago with its secret; null when it opened none. */
  readonly receipt: string | null;
  /** Stands for this browser and leads back to nobody: what was begun in it can be told from what was begun elsewhere. */
  readonly visitor: string;
  /** Network address, for limits alone; it is stored nowhere. */
  readonly address: string;
  /** Address of another page in the visitor's language. */
  url(path: string): string;
  /** A form of this page as it stands before anybody typed. `name` tells forms apart. */
  blankForm(name: string): FormState;
}

/** The same with what was sent. */
export interface PortalSubmission extends PortalVisit {
  readonly body: FormBody;
  /** Checks token and challenge of the form; see `SubmittedForm`. */
  readForm(name: string, options: { readonly hasChallenge: boolean }): SubmittedForm;
}

/** What a form carries besides its fields. */
export interface FormState {
  /** Hidden fields with token and challenge. */
  readonly hidden: Html;
  /** The question for people whose browser cannot do the puzzle; null when nothing is asked. */
  readonly challenge: Html | null;
  readonly hasPuzzle: boolean;
}

export interface SubmittedForm {
  /**
   * Names this very form, wherever it was opened: 32 hex digits that nobody can guess. Sending it twice is sending it once,
   * which `Receipts` holds.
   */
  readonly key: string;
  /** Why it cannot be taken as it is; null when it can. */
  readonly fault: 'expired' | 'cookie' | 'challenge' | null;
  /** The form for showing it again: the same one when it may be sent again, a new one when its time was over. */
  readonly again: FormState;
}

export type PortalAnswer =
  | {
      readonly kind: 'page';
      readonly title: string;
      readonly main: Html;
      readonly status?: number;
      readonly hasFaults?: boolean;
      readonly hasPuzzle?: boolean;
    }
  | {
      readonly kind: 'redirect';
      /** Path after the language. */
      readonly path: string;
      /** Opens a receipt for this browser for a while, or closes it with null. */
      readonly receipt?: string | null;
    }
  | { readonly kind: 'file'; readonly file: UploadedFile }
  /** A file that is made while it goes out; a stream that fails ends the download, so that half of it does not look whole. */
  | {
      readonly kind: 'stream';
      readonly file: Pick<UploadedFile, 'name' | 'mediaType'>;
      readonly content: Readable;
    };

/** How often one network address may send something, within how long. */
export interface SendingLimit {
  readonly name: string;
  readonly count: number;
  readonly withinMs: number;
}

export type PortalPage =
  | {
      readonly method: 'GET';
      readonly path: string;
      /**
       * Do other sites lead back here? Browsers send them no cookie along, and none must take the place of the one that is there. Such a
       * page has no form and does not know its visitor; its links do.
       */
      readonly isReturn?: boolean;
      readonly answer: (visit: PortalVisit) => Promise<PortalAnswer>;
    }
  | {
      readonly method: 'POST';
      readonly path: string;
      readonly limit: SendingLimit;
      /** Does its form take files? */
      readonly takesFiles?: boolean;
      readonly answer: (submission: PortalSubmission) => Promise<PortalAnswer>;
    };

/** What one duty offers to the public. */
export interface PortalArea {
  readonly pages: readonly PortalPage[];
  /** What the first page leads to. */
  readonly entries: (language: PortalLanguage) => readonly {
    readonly title: string;
    readonly text: string;
    readonly path: string;
  }[];
}
