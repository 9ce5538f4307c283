/** The thread that lays out documents; started by `writeApart`. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { writeDocx, writePdf } from '../index.ts';
import type { FromThread, ToThread } from './messages.ts';

async function answer({ number, kind, document }: ToThread): Promise<FromThread> {
  try {
    return { number, ok: true, bytes: kind === 'pdf' ? await writePdf(document) : await writeDocx(document) };
  } catch (error) {
    return { number, ok: false, error };
  }
}

function main(port: MessagePort): void {
  port.on('message', (asked: ToThread) => void answer(asked).then((told) => port.postMessage(told)));
}

if (parentPort !== null) main(parentPort);
