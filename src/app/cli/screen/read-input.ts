import { constants } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { HeguiError } from '../../../kernel/index.ts';

/** @throws HeguiError E_INPUT_UNREADABLE naming the file. */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new HeguiError('E_INPUT_UNREADABLE', `${file} cannot be read`, { cause: error });
  }
}

/** The text of a file, or of standard input for `-`. @throws HeguiError E_INPUT_UNREADABLE */
export async function readText(file: string, input: Readable): Promise<string> {
  const bytes = file === '-' ? await buffer(input) : readBytes(file);
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    throw new HeguiError('E_INPUT_UNREADABLE', `the text has ${bytes.length} bytes; send it in pieces with --stream`);
  }
  try {
    // Offsets count everything that stands in the file, a byte order mark too.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new HeguiError('E_INPUT_UNREADABLE', 'the text is not valid UTF-8', { cause: error });
  }
}

/** The texts of JSON lines `{"text"}`, as they come. @throws HeguiError E_INPUT_UNREADABLE naming the line. */
export async function* readPieces(input: Readable): AsyncIterable<string> {
  let line = 0;
  for await (const content of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (content.trim() !== '') yield parsePiece(content, line);
  }
}

function parsePiece(content: string, line: number): string {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new HeguiError('E_INPUT_UNREADABLE', `line ${line} is not JSON`, { cause: error });
  }
  const text = typeof value === 'object' && value !== null ? Reflect.get(value, 'text') : undefined;
  if (typeof text === 'string') return text;
  throw new HeguiError('E_INPUT_UNREADABLE', `line ${line} is no object with a text: {"text":"…"}`);
}
