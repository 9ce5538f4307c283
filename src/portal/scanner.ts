import { connect, type Socket } from 'node:net';
import { HeguiError, MIB, SECOND_MS } from '../kernel/index.ts';

/** Looks a file over before it is kept. */
export interface Scanner {
  /** `not-scanned` only where no scanner is set up. @throws HeguiError E_SCAN_UNAVAILABLE when the scanner cannot tell. */
  scan(bytes: Uint8Array): Promise<'clean' | 'infected' | 'not-scanned'>;
  /** False where nothing is scanned, which is said to whoever chooses a file. */
  readonly isOn: boolean;
}

export const noScanner: Scanner = { isOn: false, scan: async () => 'not-scanned' };

const CHUNK_BYTES = MIB / 4;
const TIMEOUT_MS = 30 * SECOND_MS;
const ANSWER_CHARS_MAX = 4_096;

/**
 * ClamAV's daemon over its own protocol (`INSTREAM`, null-terminated form): the file goes in chunks behind their length in four
 * bytes, an empty chunk ends it, and the answer is `stream: OK` or `stream: NAME FOUND`. Everything else is no answer.
 *
 * @param place `host:port`, or the absolute path of a socket.
 */
export const clamdScanner = (place: string): Scanner => ({
  isOn: true,
  scan: async (bytes) => {
    const answer = await ask(place, bytes);
    if (/^stream: OK$/.test(answer)) return 'clean';
    if (/^stream: .+ FOUND$/.test(answer)) return 'infected';
    throw unavailable(`the scanner answered ${JSON.stringify(answer.slice(0, 80))}`);
  },
});

function ask(place: string, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTo(place);
    let answer = '';
    const fail = (cause: Error): void => {
      socket.destroy();
      reject(unavailable('the scanner cannot be reached', cause));
    };
    socket.setTimeout(TIMEOUT_MS, () => fail(new Error('no answer in time')));
    socket.once('error', fail);
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('utf8');
      if (answer.length > ANSWER_CHARS_MAX) fail(new Error('the answer is too long'));
      else if (answer.includes('\0')) socket.end();
    });
    socket.once('close', () => resolve(answer.split('\0', 1)[0]?.trim() ?? ''));
    socket.once('connect', () => send(socket, bytes));
  });
}

function connectTo(place: string): Socket {
  if (place.startsWith('/')) return connect(place);
  const at = place.lastIndexOf(':');
  return connect(Number(place.slice(at + 1)), place.slice(0, at).replace(/^\[|\]$/g, ''));
}

function send(socket: Socket, bytes: Uint8Array): void {
  socket.write('zINSTREAM\0');
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    const chunk = bytes.subarray(from, from + CHUNK_BYTES);
    socket.write(lengthOf(chunk.length));
    socket.write(chunk);
  }
  socket.write(lengthOf(0));
}

function lengthOf(bytes: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes);
  return head;
}

const unavailable = (why: string, cause?: Error): HeguiError =>
  new HeguiError('E_SCAN_UNAVAILABLE', why, cause === undefined ? {} : { cause });
