import type { Patch } from '../../file/patch.ts';
import { type ByteSource, readInto } from '../../file/source.ts';
import { byteOrderMarkLength } from '../../file/text.ts';
import { JsonScanner } from './json-scanner.ts';
import type { JsonShape } from './json-state.ts';
import { followTrail, MarkKeeper, type Trail } from './json-trail.ts';
import { CHUNK_BYTES, giveBackEngine, type JsonEngine, takeEngine } from './kernel/engine.ts';

/** Smaller files are through before an engine would be at hand. */
const ENGINE_FROM_BYTES = 32 * 1024;
const BEGINNING_BYTES = 4 * 1024;

/**
 * Goes through a JSON text of any length in constant memory, and tells its shape, and where it stood on its way.
 *
 * @throws HeguiError E_FILE_UNREADABLE when it is not one whole value of JSON in UTF-8.
 */
export async function readTrail(source: ByteSource): Promise<Trail> {
  return await withScanner(source, async (scanner, bytes) => {
    const keeper = new MarkKeeper();
    let at = await startOf(source);
    while (at < source.size) {
      const piece = await fillPiece(source, bytes, at, source.size);
      if (piece.length === 0) break;
      scanner.scan(piece, at);
      at += piece.length;
      keeper.offer(scanner.state, at);
    }
    return { size: source.size, shape: scanner.finish(source.size), marks: keeper.marks };
  });
}

/** The shape of what a patch makes of a file whose trail is known; goes through little but what the patch changes. */
export async function readShapeOfPatched(made: ByteSource, patch: Patch, trail: Trail): Promise<JsonShape> {
  return await withScanner(made, async (scanner, bytes) => {
    const scan = async (from: number, to: number): Promise<void> => {
      for (let at = from; at < to; ) {
        const piece = await fillPiece(made, bytes, at, to);
        if (piece.length === 0) break;
        scanner.scan(piece, at);
        at += piece.length;
      }
    };
    return await followTrail(scanner, await startOf(made), patch, trail, scan);
  });
}

/**
 * What the text seems to be by its first stretch: its shape, as if no label came later. Null where that is not enough to tell.
 *
 * @throws HeguiError E_FILE_UNREADABLE when it is no JSON from there on
 */
export async function readBeginning(source: ByteSource): Promise<JsonShape | null> {
  const start = await startOf(source);
  const scanner = new JsonScanner();
  scanner.scan(await source.read(start, BEGINNING_BYTES), start);
  const { kind, contentFrom, isEmpty, member, members } = scanner.state;
  return kind === null || isEmpty || member !== null ? null : { kind, contentFrom, isEmpty, members };
}

const startOf = async (source: ByteSource): Promise<number> => byteOrderMarkLength(await source.read(0, 3));

async function withScanner<T>(
  { size }: ByteSource,
  work: (scanner: JsonScanner, bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  const engine: JsonEngine | null = size < ENGINE_FROM_BYTES ? null : takeEngine();
  try {
    return await work(new JsonScanner(engine), engine?.bytes ?? new Uint8Array(Math.min(CHUNK_BYTES, size)));
  } finally {
    giveBackEngine(engine);
  }
}

/** The bytes of the file from `at` on, before `to` and as many as fit, at the front of `bytes`. */
async function fillPiece(source: ByteSource, bytes: Uint8Array, at: number, to: number): Promise<Uint8Array> {
  const room = bytes.subarray(0, Math.min(bytes.length, to - at));
  const piece = await readInto(source, room, at);
  if (piece.buffer !== bytes.buffer) room.set(piece);
  return bytes.subarray(0, piece.length);
}
