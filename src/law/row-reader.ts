import type { FaultList, Place } from './faults.ts';
import type { JsonTree } from './json-tree.ts';
import type { Bilingual } from './model.ts';

/**
 * Reads the members of one row and remembers what is wrong with each; a fallback stands in for a member at fault, which
 * nobody sees, because the law is refused as a whole then. A member that nobody asked for is a fault too.
 */
export class RowReader {
  readonly place: Place;
  private readonly members: ReadonlyMap<string, JsonTree>;
  private readonly faults: FaultList;
  private readonly asked = new Set<string>();
  private name: string;

  constructor(tree: JsonTree, file: string, name: string, faults: FaultList) {
    this.place = { file, line: tree.line };
    this.faults = faults;
    this.name = name;
    this.members = tree.kind === 'object' ? tree.members : new Map<string, JsonTree>();
    if (tree.kind !== 'object') this.fail(null, 'must be an object');
  }

  /** From here on faults are told by the row's own id. */
  id(pattern: RegExp, example: string): string {
    const id = this.text('id');
    if (!pattern.test(id)) this.fail('id', `must look like ${example}`);
    this.name = id === '' ? this.name : id;
    return id;
  }

  text(member: string): string {
    const value = this.scalar(member);
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.fail(member, 'must be a text that is not empty');
    return '';
  }

  textOrNull(member: string): string | null {
    return this.isAbsent(member) ? null : this.text(member);
  }

  number(member: string): number {
    const value = this.scalar(member);
    if (typeof value === 'number') return value;
    this.fail(member, 'must be a number');
    return 0;
  }

  numberOrNull(member: string): number | null {
    return this.isAbsent(member) ? null : this.number(member);
  }

  oneOf<const Word extends string>(member: string, words: readonly [Word, ...Word[]]): Word {
    const value = this.scalar(member);
    const known = words.find((word) => word === value);
    if (known !== undefined) return known;
    this.fail(member, `must be one of ${words.join(', ')}`);
    return words[0];
  }

  oneOfOrNull<const Word extends string>(member: string, words: readonly [Word, ...Word[]]): Word | null {
    return this.isAbsent(member) ? null : this.oneOf(member, words);
  }

  /** A day such as `2023-08-15` that the calendar has, not before `earliest`. */
  dayOrNull(member: string, earliest: string): string | null {
    if (this.isAbsent(member)) return null;
    const value = this.text(member);
    if (!isDay(value)) this.fail(member, 'must be a day such as 2023-08-15');
    else if (value < earliest) this.fail(member, `must not lie before ${earliest}`);
    return value;
  }

  /** Both languages, or a fault that names the one that is missing. */
  bilingual(member: string): Bilingual {
    const tree = this.ask(member);
    if (tree === undefined) {
      this.fail(member, 'is missing; give it in both languages, zh and en');
      return { zh: '', en: '' };
    }
    return this.inside(tree, member).both();
  }

  bilingualOrNull(member: string): Bilingual | null {
    return this.isAbsent(member) ? null : this.bilingual(member);
  }

  bilinguals(member: string): readonly Bilingual[] {
    return this.items(member).map((tree, index) => this.inside(tree, `${member}.${index}`).both());
  }

  /** `zh` and `en` of this very row. */
  pair(): Bilingual {
    return { zh: this.text('zh'), en: this.text('en') };
  }

  texts(member: string): readonly string[] {
    return this.items(member).flatMap((tree) => {
      if (tree.kind === 'scalar' && typeof tree.value === 'string' && tree.value !== '') return [tree.value];
      this.fail(member, 'must be a list of texts');
      return [];
    });
  }

  words<const Word extends string>(member: string, words: readonly [Word, ...Word[]]): readonly Word[] {
    return this.texts(member).flatMap((text) => {
      const known = words.find((word) => word === text);
      if (known === undefined) this.fail(member, `has ${text}, which is none of ${words.join(', ')}`);
      return known === undefined ? [] : [known];
    });
  }

  rowOrNull<Row>(member: string, read: (row: RowReader) => Row): Row | null {
    if (this.isAbsent(member)) return null;
    const tree = this.ask(member);
    return tree === undefined ? null : this.inside(tree, member).finish(read);
  }

  rows<Row>(member: string, read: (row: RowReader) => Row): readonly Row[] {
    return this.items(member).map((tree, index) => this.inside(tree, `${member}.${index}`).finish(read));
  }

  /** Reads the row and then names the members that nobody asked for. */
  finish<Row>(read: (row: RowReader) => Row): Row {
    const row = read(this);
    for (const [name, tree] of this.members)
      if (!this.asked.has(name))
        this.faults.add({ ...this.place, line: tree.line }, `${this.name}: ${name} is not known`);
    return row;
  }

  fail(member: string | null, message: string): void {
    const line = (member === null ? undefined : this.members.get(member)?.line) ?? this.place.line;
    this.faults.add({ ...this.place, line }, `${this.name}: ${member === null ? '' : `${member} `}${message}`);
  }

  private both(): Bilingual {
    return this.finish((row) => row.pair());
  }

  private inside(tree: JsonTree, member: string): RowReader {
    return new RowReader(tree, this.place.file, `${this.name}: ${member}`, this.faults);
  }

  private items(member: string): readonly JsonTree[] {
    const tree = this.ask(member);
    if (tree === undefined) return [];
    if (tree.kind === 'list') return tree.items;
    this.fail(member, 'must be a list');
    return [];
  }

  private isAbsent(member: string): boolean {
    const tree = this.ask(member);
    return tree === undefined || (tree.kind === 'scalar' && tree.value === null);
  }

  private scalar(member: string): string | number | boolean | null | undefined {
    const tree = this.ask(member);
    return tree?.kind === 'scalar' ? tree.value : undefined;
  }

  private ask(member: string): JsonTree | undefined {
    this.asked.add(member);
    return this.members.get(member);
  }
}

/** Is it a day that the calendar has, written like `2023-08-15`? */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}
