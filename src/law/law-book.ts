import { HeguiError } from '../kernel/errors.ts';
import { checkLaw } from './check-law.ts';
import { FaultList } from './faults.ts';
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
import type { LawEnding } from './read-rows.ts';
import { type LawFile, type Placed, readSections, type Sections } from './sections.ts';

/** The whole law, checked: every id it names it has. Rows stand in the order of the files. */
export interface LawBook {
  readonly instruments: readonly Instrument[];
  readonly articles: readonly Article[];
  readonly obligations: readonly Obligation[];
  readonly thresholds: readonly Threshold[];
  readonly penalties: readonly Penalty[];
  readonly agencies: readonly Agency[];
  readonly licences: readonly Licence[];
  readonly sectors: readonly Sector[];
  readonly misreadings: readonly Misreading[];
  readonly comparisons: readonly Comparison[];
  readonly conditions: readonly Condition[];
}

/**
 * Reads the files and checks them together, so that a file may add to what another has.
 *
 * @throws HeguiError E_LAW_INVALID naming file and line of every fault.
 */
export function readLaw(files: readonly LawFile[]): LawBook {
  const faults = new FaultList();
  const sections = withDays(applyEndings(readSections(files, faults), faults));
  // Rows at fault would only make more faults of the same.
  if (faults.found.length === 0) checkLaw(sections, faults);
  faults.throwIfAny();
  return {
    instruments: rows(sections.instruments),
    articles: rows(sections.articles),
    obligations: rows(sections.obligations),
    thresholds: rows(sections.thresholds),
    penalties: rows(sections.penalties),
    agencies: rows(sections.agencies),
    licences: rows(sections.licences),
    sectors: rows(sections.sectors),
    misreadings: rows(sections.misreadings),
    comparisons: rows(sections.comparisons),
    conditions: rows(sections.conditions),
  };
}

const rows = <Row>(placed: readonly Placed<Row>[]): readonly Row[] => placed.map(({ row }) => row);

/** A later file ends what an earlier one began, without changing it. */
function applyEndings(sections: Sections, faults: FaultList): Sections {
  if (sections.endings.length === 0) return sections;
  const ids = new Set([...sections.instruments, ...sections.obligations].map(({ row }) => row.id));
  for (const { row, place } of sections.endings)
    if (!ids.has(row.id)) faults.add(place, `endings names ${row.id}, which is no instrument and no obligation`);
  return {
    ...sections,
    instruments: sections.instruments.map((placed) => endInstrument(placed, sections.endings)),
    obligations: sections.obligations.map((placed) => endObligation(placed, sections.endings)),
  };
}

function endInstrument(placed: Placed<Instrument>, endings: readonly Placed<LawEnding>[]): Placed<Instrument> {
  const { row } = placed;
  const on = endings.find((ending) => ending.row.id === row.id)?.row.on;
  if (on === undefined || row.repealed !== null) return placed;
  return { ...placed, row: { ...row, repealed: on, ending: row.ending ?? 'repealed' } };
}

/** Of several versions the one that began before the day. */
function endObligation(placed: Placed<Obligation>, endings: readonly Placed<LawEnding>[]): Placed<Obligation> {
  const { row } = placed;
  if (row.to !== null) return placed;
  const on = endings.find((ending) => ending.row.id === row.id && ending.row.on > (row.from ?? ''))?.row.on;
  return on === undefined ? placed : { ...placed, row: { ...row, to: on } };
}

/** An obligation without days of its own holds as long as its instrument. */
function withDays(sections: Sections): Sections {
  const instruments = new Map(sections.instruments.map(({ row }) => [row.id, row]));
  const obligations = sections.obligations.map(({ row, place }) => {
    const instrument = instruments.get(row.instrument);
    return {
      place,
      row: { ...row, from: row.from ?? instrument?.inForce ?? null, to: row.to ?? instrument?.repealed ?? null },
    };
  });
  return { ...sections, obligations };
}

/** What the book has under an id; a member of it tells where to look. @throws HeguiError E_NOT_FOUND */
export function find<Row extends { readonly id: string }>(rows: readonly Row[], what: string, id: string): Row {
  const found = rows.findLast((row) => row.id === id);
  if (found === undefined) throw new HeguiError('E_NOT_FOUND', `the law has no ${what} ${id}`);
  return found;
}

/** An article by its own id or by that of a part or obligation in it. @throws HeguiError E_NOT_FOUND */
export function findArticle(book: LawBook, id: string): Article {
  const found =
    book.articles.find((article) => article.id === id) ??
    book.articles.find((article) => article.parts.some((part) => part.id === id)) ??
    book.articles.find((article) => article.id === book.obligations.find((one) => one.id === id)?.article);
  if (found === undefined) throw new HeguiError('E_NOT_FOUND', `the law has no article ${id}`);
  return found;
}
