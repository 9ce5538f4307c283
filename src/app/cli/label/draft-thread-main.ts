/** The thread that fills drafts; started by `DraftThread`. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { DraftOrder, DraftOutcome } from './draft-thread.ts';
import { readAt } from './file-source.ts';
import { fillDraft } from './fill-draft.ts';

async function answer({ number, draft, file, size, patch }: DraftOrder): Promise<DraftOutcome> {
  try {
    const source = {
      size,
      fill: (buffer: Uint8Array, offset: number, length: number) => readAt(file, buffer, offset, length),
    };
    await (await fillDraft(draft, source, patch)).onDisk;
    return { number, ok: true };
  } catch (error) {
    return { number, ok: false, error };
  }
}

function main(port: MessagePort): void {
  port.on('message', (order: DraftOrder) => void answer(order).then((outcome) => port.postMessage(outcome)));
}

if (parentPort !== null) main(parentPort);
