import type { IncomingMessage } from 'node:http';
import type { Audience, CompanionRole } from '../contract/index.ts';
import type { KeyEntry } from '../registry/index.ts';
import { isObject } from './chat/json-object.ts';
import { invalid } from './chat/request.ts';

const HEADER = 'x-hegui-audience';
const MEMBER = 'hegui.audience';
const AUDIENCES: readonly Audience[] = ['general', 'minors'];
const COMPANION_HEADER = 'x-hegui-companion';
const ROLES: readonly CompanionRole[] = ['kin', 'partner', 'other'];
const ALLOWED = AUDIENCES.map((name) => `"${name}"`).join(' or ');

export interface AskedFor {
  readonly audience: Audience;
  /** The key with its service as this audience is served. */
  readonly key: KeyEntry;
  /** Without `hegui`, which is for the gateway and not for a model. */
  readonly body: unknown;
}

/**
 * Whom a request is for: whom its key is bound to, else what its header `x-hegui-audience` or its member
 * `hegui.audience` says, else everybody.
 *
 * @throws HeguiError E_REQUEST_INVALID for another word, and where key, header and member contradict each other.
 */
export function readAudience(key: KeyEntry, request: IncomingMessage, body: unknown): AskedFor {
  const said = fromHeader(request.headers[HEADER]);
  const { audience: written, rest } = fromBody(body);
  if (said !== null && written !== null && said !== written) {
    throw invalid(HEADER, `says "${said}" and ${MEMBER} says "${written}"; send one of them`);
  }
  const asked = said ?? written;
  const bound = key.audience ?? null;
  if (bound !== null && asked !== null && asked !== bound) {
    throw invalid(said === null ? MEMBER : HEADER, `is "${asked}", but the key is bound to "${bound}"; leave it out`);
  }
  return { ...servedAs(key, bound ?? asked ?? 'general'), body: rest };
}

/** The key with its service as an audience is served. */
export function servedAs(key: KeyEntry, audience: Audience): Pick<AskedFor, 'audience' | 'key'> {
  const { minors } = key.service;
  return { audience, key: audience === 'minors' && minors !== undefined ? { ...key, service: minors } : key };
}

/**
 * Whom the model is to play for the end user.
 *
 * @throws HeguiError E_REQUEST_INVALID for a word that is none of the roles.
 */
export function readCompanion({ headers }: Pick<IncomingMessage, 'headers'>): CompanionRole | null {
  const header = headers[COMPANION_HEADER];
  if (header === undefined) return null;
  const found = ROLES.find((role) => role === header);
  if (found === undefined) throw invalid(COMPANION_HEADER, 'must be "kin", "partner" or "other", and sent once');
  return found;
}

function fromHeader(header: string | string[] | undefined): Audience | null {
  if (header === undefined) return null;
  if (Array.isArray(header)) throw invalid(HEADER, 'must be sent once');
  return named(HEADER, header.trim());
}

function fromBody(body: unknown): { audience: Audience | null; rest: unknown } {
  if (!isObject(body) || !Object.hasOwn(body, 'hegui')) return { audience: null, rest: body };
  const { hegui, ...rest } = body;
  if (!isObject(hegui)) throw invalid('hegui', `must be an object such as {"audience": "minors"}`);
  const unknown = Object.keys(hegui).find((name) => name !== 'audience');
  if (unknown !== undefined) throw invalid(`hegui.${unknown.slice(0, 40)}`, 'is not known; there is: audience');
  return { audience: hegui.audience === undefined ? null : named(MEMBER, hegui.audience), rest };
}

function named(path: string, value: unknown): Audience {
  const found = AUDIENCES.find((name) => name === value);
  if (found === undefined) throw invalid(path, `must be ${ALLOWED}`);
  return found;
}
