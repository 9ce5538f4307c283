import type { DocumentLanguage, ExchangeDetail, ExchangeRow, Policy, TextFormat } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import type { GrantedLift } from '../lifts/index.ts';
import type { LabelledFile } from '../model.ts';

/** Whose turn it was, and what was said. */
export interface Turn {
  readonly speaker: 'user' | 'assistant';
  readonly text: string;
}

/** A conversation, or an answer alone, as people may read it. */
export interface Conversation {
  /** null for words that no exchange gave. */
  readonly exchangeId: string | null;
  readonly serviceName: string;
  readonly model: string;
  readonly at: Date;
  readonly turns: readonly Turn[];
}

/** How a conversation is written. */
export interface TextOrder {
  readonly format: TextFormat;
  readonly language: DocumentLanguage;
  /** The explicit label and where it stands; null where it is lifted. */
  readonly mark: { readonly text: string; readonly where: 'start' | 'end' } | null;
  /**
   * Only for a text that has no place for its label: the number stands in the text as well, so that it is found again without its
   * sidecar, and the digest in the log is of something that nobody can guess.
   */
  readonly produceId?: string;
}

/** What an export needs to know of a service. */
export interface ExportedService {
  readonly id: string;
  readonly name: string;
  readonly providerCode: string;
  readonly policy: Policy;
}

/** A labelled and registered text. */
export interface ExportedFile {
  readonly file: LabelledFile;
  readonly hasMark: boolean;
  /** Without folders, such as `hegui-7Q2N4M8K.docx`. */
  readonly name: string;
  /** The label beside a text that has no place for it. */
  readonly sidecar: { readonly name: string; readonly text: string } | null;
  /** What is handed out over HTTP: the file, or an archive of the file and its sidecar. */
  readonly download: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };
}

/** Looks for an exchange without opening it. */
export type FindExchange = (id: string) => Promise<Pick<ExchangeRow, 'id' | 'serviceId' | 'endUser'> | undefined>;
/** Opens an exchange; leaves `content.viewed` with the purpose. */
export type OpenExchange = (id: string, by: Actor, purpose: string) => Promise<ExchangeDetail>;

/** What an app asks for on behalf of its end user. */
export interface UserExport {
  readonly serviceId: string;
  readonly endUser: string | null;
  readonly exchangeId: string;
  readonly format: TextFormat;
  readonly scope: 'conversation' | 'answer';
  readonly language: DocumentLanguage;
  readonly lift: GrantedLift | null;
}

/** The same for a conversation that the app sends itself, in the exchange that it was screened and recorded in. */
export interface SentExport extends Omit<UserExport, 'endUser' | 'scope'> {
  readonly model: string;
  readonly turns: readonly Turn[];
}
