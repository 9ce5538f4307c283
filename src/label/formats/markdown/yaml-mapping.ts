import { type JsonText, plainScalar, quotedScalar } from './yaml-scalar.ts';

// A label is flat; security data inside one is a few levels deep.
const DEPTH_MAX = 16;
const KEY =
  /^[ \t]*(?:(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')[ \t]*|([^\s"'#&*!|>%@`[\]{},:-](?:[^#:]|:(?=\S))*)):(?=[ \t]|$)/;

/**
 * The value of a key of YAML as JSON text: a mapping in lines or in braces, a quoted or plain scalar, or a block scalar.
 * Null for what is none of them: this reads labels and whatever is near to one, not all of YAML.
 *
 * @param text what stands behind the colon of the key, to the end of its last line; `depth` of the mappings around it.
 */
export function readYamlValue(text: string, depth = 0): JsonText {
  if (depth > DEPTH_MAX) return null;
  const trimmed = text.trimStart();
  if (/^[{["']/.test(trimmed)) return readInline(trimmed);
  const lines = text.split(/\r\n|\n|\r/);
  const first = stripComment(lines[0] ?? '').trim();
  if (/^[|>]/.test(first)) return readBlockScalar(first, lines.slice(1));
  const rest = lines.slice(1).filter((line) => !/^[ \t]*(?:#|$)/.test(line));
  if (first === '') return rest.length === 0 ? 'null' : readMapping(rest, depth + 1);
  return plainScalar([first, ...rest.map((line) => stripComment(line).trim())].join(' '));
}

const stripComment = (line: string): string => line.replace(/(?:^|[ \t])#.*$/, '');

/** Lines of one indentation, each with a key, and deeper ones that belong to it. */
function readMapping(lines: readonly string[], depth: number): JsonText {
  const indent = indentOf(lines[0] ?? '');
  const members = new Map<string, string>();
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const key = KEY.exec(line);
    if (key === null || indentOf(line) !== indent) return null;
    let to = at + 1;
    while (to < lines.length && indentOf(lines[to] ?? '') > indent) to += 1;
    const value = readYamlValue([line.slice(key[0].length), ...lines.slice(at + 1, to)].join('\n'), depth);
    const name = keyName(key);
    if (value === null || name === null || members.has(name)) return null;
    members.set(name, value);
    at = to;
  }
  return toObject(members);
}

const indentOf = (line: string): number => /^[ \t]*/.exec(line)?.[0].length ?? 0;

function keyName(key: RegExpExecArray): string | null {
  if (key[3] !== undefined) return key[3].trimEnd();
  return quotedScalar(key[0].trim(), 0)?.value ?? null;
}

const toObject = (members: ReadonlyMap<string, string>): string =>
  `{${Array.from(members, ([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;

function readBlockScalar(head: string, lines: readonly string[]): JsonText {
  if (!/^[|>][-+\d]{0,2}$/.test(head)) return null;
  const filled = lines.filter((line) => line.trim() !== '');
  const indent = Math.min(...filled.map(indentOf));
  const text = lines.map((line) => line.slice(Math.min(indent, line.length))).join(head.startsWith('|') ? '\n' : ' ');
  return JSON.stringify(text.trim());
}

/** A mapping in braces, a sequence in brackets or a quoted scalar, with nothing but a comment behind it. */
function readInline(text: string): JsonText {
  const found = readFlow(text, 0, 0);
  if (found === null) return null;
  return /^\s*(?:\s#[^\r\n]*\s*)?$/.test(text.slice(found.to)) ? found.json : null;
}

interface Flow {
  readonly json: string;
  readonly to: number;
}

function readFlow(text: string, at: number, depth: number): Flow | null {
  const first = text[at];
  if (first === '{' || first === '[') return depth < DEPTH_MAX ? readCollection(text, at, depth) : null;
  if (first === '"' || first === "'") {
    const quoted = quotedScalar(text, at);
    return quoted === null ? null : { json: JSON.stringify(quoted.value), to: quoted.to };
  }
  const plain = /(?:[^,[\]{}:#\r\n]|:(?![\s,[\]{}]|$)|(?<!\s)#)*/y;
  plain.lastIndex = at;
  const json = plainScalar((plain.exec(text)?.[0] ?? '').trim());
  return json === null ? null : { json, to: plain.lastIndex };
}

function readCollection(text: string, at: number, depth: number): Flow | null {
  const isMapping = text[at] === '{';
  const close = isMapping ? '}' : ']';
  const members = new Map<string, string>();
  for (let place = skipSpace(text, at + 1); ; ) {
    if (text[place] === close) return { json: collectionText(members, isMapping), to: place + 1 };
    const member = isMapping ? readMember(text, place, depth) : readFlow(text, place, depth + 1);
    if (member === null) return null;
    const name = 'name' in member ? String(member.name) : String(members.size);
    if (members.has(name)) return null;
    members.set(name, member.json);
    place = skipSpace(text, member.to);
    if (text[place] === ',') place = skipSpace(text, place + 1);
    else if (text[place] !== close) return null;
  }
}

const collectionText = (members: ReadonlyMap<string, string>, isMapping: boolean): string =>
  isMapping ? toObject(members) : `[${[...members.values()].join(',')}]`;

function readMember(text: string, at: number, depth: number): (Flow & { readonly name: string }) | null {
  const quoted = text[at] === '"' || text[at] === "'" ? quotedScalar(text, at) : null;
  const plain = /[^\s"',[\]{}:#&*!|>%@`][^,[\]{}:\r\n]*/y;
  plain.lastIndex = at;
  const name = quoted?.value ?? plain.exec(text)?.[0].trim();
  if (name === undefined) return null;
  const colon = skipSpace(text, quoted?.to ?? plain.lastIndex);
  if (text[colon] !== ':') return null;
  const value = readFlow(text, skipSpace(text, colon + 1), depth + 1);
  return value === null ? null : { ...value, name };
}

function skipSpace(text: string, at: number): number {
  const space = /\s*/y;
  space.lastIndex = at;
  space.exec(text);
  return space.lastIndex;
}
