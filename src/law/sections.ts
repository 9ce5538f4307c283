import { FaultList, type Place } from './faults.ts';
import { JsonFault, type JsonTree, readJsonTree, treeOf } from './json-tree.ts';
import type {
  Agency,
  Article,
  Comparison,
  Condition,
  Instrument,
  Licence,
  Misreading,
  Obligation,
  Penalty,
  Sector,
  Threshold,
} from './model.ts';
import {
  type LawEnding,
  readAgency,
  readArticle,
  readComparison,
  readCondition,
  readEnding,
  readInstrument,
  readLicence,
  readMisreading,
  readObligation,
  readPenalty,
  readSector,
  readThreshold,
} from './read-rows.ts';
import { RowReader } from './row-reader.ts';

/** A file of the law: its text, or its value where a program imported it. */
export type LawFile = { readonly name: string } & ({ readonly text: string } | { readonly value: unknown });

/** A row, and where it stands. */
export interface Placed<Row> {
  readonly row: Row;
  readonly place: Place;
}

/** The sections a file may have, and what a row of each is. */
interface Rows {
  readonly instruments: Instrument;
  readonly articles: Article;
  readonly obligations: Obligation;
  readonly thresholds: Threshold;
  readonly penalties: Penalty;
  readonly agencies: Agency;
  readonly licences: Licence;
  readonly sectors: Sector;
  readonly misreadings: Misreading;
  readonly comparisons: Comparison;
  readonly conditions: Condition;
  readonly endings: LawEnding;
}

const READERS: { readonly [Name in keyof Rows]: (row: RowReader) => Rows[Name] } = {
  instruments: readInstrument,
  articles: readArticle,
  obligations: readObligation,
  thresholds: readThreshold,
  penalties: readPenalty,
  agencies: readAgency,
  licences: readLicence,
  sectors: readSector,
  misreadings: readMisreading,
  comparisons: readComparison,
  conditions: readCondition,
  endings: readEnding,
};

export type SectionName = keyof Rows;
export type Sections = { readonly [Name in SectionName]: readonly Placed<Rows[Name]>[] };
type Growing = { readonly [Name in SectionName]: Placed<Rows[Name]>[] };

/** Reads every section of every file. A file may hold any of them; what it holds besides is a fault. */
export function readSections(files: readonly LawFile[], faults: FaultList): Sections {
  const sections: Growing = {
    instruments: [],
    articles: [],
    obligations: [],
    thresholds: [],
    penalties: [],
    agencies: [],
    licences: [],
    sectors: [],
    misreadings: [],
    comparisons: [],
    conditions: [],
    endings: [],
  };
  for (const file of files) readFile(file, sections, faults);
  return sections;
}

function readFile(file: LawFile, sections: Growing, faults: FaultList): void {
  const tree = treeOfFile(file, faults);
  if (tree === null) return;
  if (tree.kind !== 'object') {
    faults.add({ file: file.name, line: tree.line }, 'must hold one object with sections such as obligations');
    return;
  }
  for (const [name, section] of tree.members) {
    if (name === 'note') continue;
    if (section.kind !== 'list' || !isSection(name)) {
      faults.add(
        { file: file.name, line: section.line },
        `${name} is no section; known are ${Object.keys(READERS).join(', ')}, each a list`,
      );
      continue;
    }
    readSection(name, section.items, file.name, sections, faults);
  }
}

function readSection<Name extends SectionName>(
  name: Name,
  items: readonly JsonTree[],
  file: string,
  sections: Growing,
  faults: FaultList,
): void {
  const read: (row: RowReader) => Rows[Name] = READERS[name];
  const rows: Placed<Rows[Name]>[] = sections[name];
  for (const [index, tree] of items.entries()) {
    const reader = new RowReader(tree, file, `${name}.${index}`, faults);
    rows.push({ row: reader.finish(read), place: reader.place });
  }
}

const isSection = (name: string): name is SectionName => Object.hasOwn(READERS, name);

function treeOfFile(file: LawFile, faults: FaultList): JsonTree | null {
  if ('value' in file) return treeOf(file.value);
  try {
    return readJsonTree(file.text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    faults.add({ file: file.name, line: error.line }, `is not valid JSON: ${error.message}`);
    return null;
  }
}

/** Rows of one section of one file that a program imported. @throws HeguiError E_LAW_INVALID */
export function rowsOf<Name extends SectionName>(name: Name, file: LawFile): readonly Rows[Name][] {
  const faults = new FaultList();
  const rows: readonly Placed<Rows[Name]>[] = readSections([file], faults)[name];
  faults.throwIfAny();
  return rows.map(({ row }) => row);
}
