import { AskedThread } from '../../kernel/index.ts';
import type { DocumentFile } from '../document.ts';

/** What the thread is asked to write. */
export interface DocumentOrder {
  readonly kind: 'docx' | 'pdf';
  readonly document: DocumentFile;
}

/** One thread for all: a document takes most of a processor, and more of them at once would be no sooner. */
const thread = new AskedThread<DocumentOrder, Uint8Array>({
  file: new URL('./thread-main.ts', import.meta.url),
  name: 'hegui-documents',
  // Its font and packages are some hundred MiB.
  idleMs: 60_000,
});

/**
 * The same as `writeDocx` and `writePdf`, in a thread of its own: laying out a page takes long, and nothing else would be answered
 * meanwhile. For whatever serves requests; errors are those of the writer.
 */
export const writeApart = (kind: DocumentOrder['kind'], document: DocumentFile): Promise<Uint8Array> =>
  thread.ask({ kind, document });
