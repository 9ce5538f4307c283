import assert from 'node:assert/strict';
import { JsonScanner } from '../formats/json/json-scanner.ts';
import type { JsonShape } from '../formats/json/json-state.ts';
import type { MarkKeeper } from '../formats/json/json-trail.ts';
import type { JsonEngine } from '../formats/json/kernel/engine.ts';

/** A way through bytes: the lengths of the pieces in which they come, over and over. */
export type Pieces = readonly number[];

/** Takes bytes through a scanner in pieces, each at the front of `room`. */
export function scanPieces(
  scanner: JsonScanner,
  bytes: Uint8Array,
  room: Uint8Array,
  pieces: Pieces,
  keep?: MarkKeeper,
): void {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const piece = bytes.subarray(at, at + (pieces[turn % pieces.length] ?? room.length));
    room.set(piece);
    scanner.scan(room.subarray(0, piece.length), at);
    at += piece.length;
    keep?.offer(scanner.state, at);
  }
}

/** What becomes of the bytes: their shape, or what is said to be wrong with them. */
export function outcomeOf(bytes: Uint8Array, engine: JsonEngine | null, pieces: Pieces): JsonShape | string {
  const scanner = new JsonScanner(engine);
  try {
    scanPieces(scanner, bytes, engine?.bytes ?? new Uint8Array(bytes.length), pieces);
    return scanner.finish(bytes.length);
  } catch (error) {
    assert.match(String(error), /the JSON is (broken at byte|no UTF-8 at byte|cut off|more than)/);
    return String(error);
  }
}

/** Whether the language itself and its decoder take the bytes for JSON. */
export function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
