/** A value of a JSON text, with the line it begins on, so that a fault can be named by its line. */
export type JsonTree = {
  /** Counted from 1; null where the value did not come from a text. */
  readonly line: number | null;
} & (
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonTree> }
  | { readonly kind: 'list'; readonly items: readonly JsonTree[] }
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
);

/** What is wrong with a JSON text, and on which line. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Deeper nesting is taken for a mistake; the law needs seven. */
const DEPTH_MAX = 32;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

/**
 * Reads RFC 8259. Stricter than `JSON.parse` in one thing: a name that stands twice in an object is refused, since the
 * first of the two would be lost without a word.
 *
 * @throws JsonFault naming the line.
 */
export function readJsonTree(text: string): JsonTree {
  const reader = new TreeReader(text.startsWith('\uFEFF') ? text.slice(1) : text);
  const tree = reader.readValue(0);
  reader.expectEnd();
  return tree;
}

/** The same tree, without lines, of a value that was parsed already. */
export function treeOf(value: unknown): JsonTree {
  if (Array.isArray(value)) return { kind: 'list', line: null, items: value.map(treeOf) };
  if (typeof value === 'object' && value !== null) {
    const members = new Map(Object.entries(value).map(([name, one]): [string, JsonTree] => [name, treeOf(one)]));
    return { kind: 'object', line: null, members };
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { kind: 'scalar', line: null, value };
  throw new TypeError('no value of JSON');
}

class TreeReader {
  private at = 0;
  private line = 1;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  readValue(depth: number): JsonTree {
    if (depth > DEPTH_MAX) throw this.fault('nested too deeply');
    this.skipSpace();
    const { line } = this;
    const first = this.text[this.at];
    if (first === '{') return { kind: 'object', line, members: this.readMembers(depth) };
    if (first === '[') return { kind: 'list', line, items: this.readItems(depth) };
    if (first === '"') return { kind: 'scalar', line, value: this.readString() };
    const found = this.take(NUMBER) ?? this.take(WORD);
    if (found === null) throw this.fault('a value is missing or malformed');
    const value: string | number | boolean | null = JSON.parse(found);
    return { kind: 'scalar', line, value };
  }

  expectEnd(): void {
    this.skipSpace();
    if (this.at < this.text.length) throw this.fault('something stands after the end');
  }

  private readMembers(depth: number): Map<string, JsonTree> {
    const members = new Map<string, JsonTree>();
    this.at += 1;
    if (this.skipTo('}')) return members;
    do {
      this.skipSpace();
      const name = this.readString();
      if (members.has(name)) throw this.fault(`the name ${name} stands twice`);
      if (!this.skipTo(':')) throw this.fault(`a colon is missing after ${name}`);
      members.set(name, this.readValue(depth + 1));
    } while (this.skipTo(','));
    if (!this.skipTo('}')) throw this.fault('a comma or } is missing');
    return members;
  }

  private readItems(depth: number): JsonTree[] {
    const items: JsonTree[] = [];
    this.at += 1;
    if (this.skipTo(']')) return items;
    do items.push(this.readValue(depth + 1));
    while (this.skipTo(','));
    if (!this.skipTo(']')) throw this.fault('a comma or ] is missing');
    return items;
  }

  private readString(): string {
    const found = this.take(STRING);
    if (found === null) throw this.fault('a text in quotes is missing or malformed');
    try {
      // Knows escapes, and refuses control characters such as a line that breaks inside a text.
      const value: string = JSON.parse(found);
      return value;
    } catch {
      throw this.fault('a text in quotes is malformed');
    }
  }

  private skipTo(mark: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== mark) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    const space = this.take(SPACE) ?? '';
    for (const character of space) if (character === '\n') this.line += 1;
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  private fault(message: string): JsonFault {
    return new JsonFault(this.line, message);
  }
}
