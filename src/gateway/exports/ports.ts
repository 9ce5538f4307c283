import type { Aigc, DocumentLanguage, ExportScope, ProducedKind, TextFormat } from '../../contract/index.ts';
import type { GrantedLift } from '../lift/ports.ts';

export interface SaidTurn {
  readonly speaker: 'user' | 'assistant';
  readonly text: string;
}

interface Ordered {
  readonly serviceId: string;
  readonly exchangeId: string;
  readonly format: TextFormat;
  readonly language: DocumentLanguage;
  readonly lift: GrantedLift | null;
}

/** A file with both labels, which is in the register. */
export interface ExportedText {
  readonly file: { readonly produceId: string; readonly kind: ProducedKind; readonly label: Aigc };
  readonly hasMark: boolean;
  readonly download: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };
}

/** What the gateway asks of the labelling duty about texts that leave as files. @law labelling-measures#4 */
export interface TextExports {
  /** A conversation that was recorded. @throws HeguiError E_NOT_FOUND where it is not this end user's. */
  forUser(order: Ordered & { readonly endUser: string | null; readonly scope: ExportScope }): Promise<ExportedText>;
  /** A conversation that was sent, in the exchange that screened it. */
  ofSent(order: Ordered & { readonly model: string; readonly turns: readonly SaidTurn[] }): Promise<ExportedText>;
}
