import type { ServerResponse } from 'node:http';
import { HeguiError } from '../../kernel/index.ts';
import type { GatewayParts } from '../call.ts';
import { sendPieces } from '../respond.ts';
import type { KeptFile } from './ports.ts';

/** Below this a file waits for a while at an address that nobody can guess. */
export const PRODUCED_PATH = '/v1/produced/';

/** 256 random bits, and an ending that only people and their programs read. */
const NAME = /^([A-Za-z0-9_-]{43})\.[a-z0-9]{1,8}$/;

/**
 * `GET /v1/produced/…`: a labelled file whose address was in an answer. The address is the key to it.
 *
 * @throws HeguiError E_NOT_FOUND once its time is over, E_CONTENT_ERASED when the person's content was erased.
 */
export async function serveFile(
  { media, limits }: Pick<GatewayParts, 'media' | 'limits'>,
  path: string,
  id: string,
  response: ServerResponse,
): Promise<void> {
  const token = NAME.exec(path.slice(PRODUCED_PATH.length))?.[1];
  const file = token === undefined ? null : await media.labels.openFile(token);
  if (file === null) throw new HeguiError('E_NOT_FOUND', 'there is no file here, or its time is over');
  await sendKept(response, file, id, limits.slowClientMs);
}

/** Answers with a kept file, piece by piece. */
export async function sendKept(
  response: ServerResponse,
  { size, mediaType, aigc, content }: KeptFile,
  id: string,
  slowClientMs: number,
): Promise<void> {
  const headers = {
    'content-type': mediaType,
    'content-length': size,
    'x-request-id': id,
    'x-hegui-aigc': aigc,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
  };
  await sendPieces(response, content, headers, slowClientMs);
}
