import type { DocumentFile } from '../document.ts';

export interface ToThread {
  readonly number: number;
  readonly kind: 'docx' | 'pdf';
  readonly document: DocumentFile;
}

export type FromThread =
  | { readonly number: number; readonly ok: true; readonly bytes: Uint8Array }
  | { readonly number: number; readonly ok: false; readonly error: unknown };
