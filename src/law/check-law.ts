import type { FaultList } from './faults.ts';
import type { Article, Instrument, Obligation } from './model.ts';
import type { Placed, SectionName, Sections } from './sections.ts';

const CONTROL_ID = /^[a-z][a-z-]*\.[a-z][a-z-]*$/;

/** Everything that can only be seen with the whole law at hand: ids that stand twice, that name nothing, days that clash. */
export function checkLaw(sections: Sections, faults: FaultList): void {
  for (const name of UNIQUE) checkUnique(sections[name], name, faults);
  checkVersions(sections.obligations, faults);
  const known = knownIds(sections);
  const refer = referenceChecker(known, faults);
  for (const placed of sections.instruments) checkInstrument(placed, sections, refer, faults);
  for (const placed of sections.articles) checkArticle(placed, refer, faults);
  for (const placed of sections.obligations) checkObligation(placed, known, refer, faults);
  for (const placed of sections.thresholds) refer(placed, 'instrument', [placed.row.instrument], 'instruments');
  for (const placed of sections.penalties) refer(placed, 'instrument', [placed.row.instrument], 'instruments');
  for (const placed of sections.licences) refer(placed, 'agency', [placed.row.agency], 'agencies');
  for (const placed of sections.misreadings) refer(placed, 'articles', placed.row.articles, 'articles');
  for (const placed of sections.sectors) {
    refer(placed, 'licences', placed.row.licences, 'licences');
    const sources = placed.row.rules.flatMap(({ source }) => (source === null ? [] : [source]));
    refer(placed, 'source', sources, 'instruments', 'articles', 'obligations');
  }
  for (const placed of sections.comparisons) {
    const { draft, final, finalArticles, draftArticles } = placed.row;
    refer(placed, 'draft or final', [draft, final], 'instruments');
    refer(
      placed,
      'finalArticles',
      finalArticles.map((number) => `${final}:${number}`),
      'articles',
    );
    refer(
      placed,
      'draftArticles',
      draftArticles.map((number) => `${draft}:${number}`),
      'articles',
    );
  }
}

const UNIQUE = [
  'instruments',
  'articles',
  'thresholds',
  'penalties',
  'agencies',
  'licences',
  'sectors',
  'misreadings',
  'comparisons',
  'conditions',
] as const;

type Identified = { readonly id: string };
type Known = { readonly [Name in Exclude<SectionName, 'endings'> | 'parts']: ReadonlySet<string> } & {
  readonly byInstrument: ReadonlyMap<string, Instrument>;
};
type Refer = (
  placed: Placed<Identified>,
  member: string,
  ids: readonly string[],
  ...where: readonly (Exclude<SectionName, 'endings'> | 'parts')[]
) => void;

function checkUnique(rows: readonly Placed<Identified>[], section: string, faults: FaultList): void {
  const seen = new Map<string, Placed<Identified>>();
  for (const placed of rows) {
    const first = seen.get(placed.row.id);
    if (first === undefined) seen.set(placed.row.id, placed);
    else faults.add(placed.place, `${placed.row.id} stands twice in ${section}; first in ${first.place.file}`);
  }
}

/** The same id again is a later version, and must not hold on a day on which another holds. */
function checkVersions(rows: readonly Placed<Obligation>[], faults: FaultList): void {
  const byId = Map.groupBy(rows, ({ row }) => row.id);
  for (const [id, versions] of byId) {
    const sorted = versions.toSorted((a, b) => (a.row.from ?? '').localeCompare(b.row.from ?? ''));
    for (const [index, later] of sorted.entries()) {
      const earlier = sorted[index - 1];
      if (earlier === undefined) continue;
      if (earlier.row.to === null || later.row.from === null || earlier.row.to > later.row.from)
        faults.add(
          later.place,
          `${id} holds twice at the same time (overlapping validity); end the version in ${earlier.place.file} with an entry in endings`,
        );
    }
  }
}

function knownIds(sections: Sections): Known {
  const idsOf = (rows: readonly Placed<Identified>[]) => new Set(rows.map(({ row }) => row.id));
  return {
    instruments: idsOf(sections.instruments),
    articles: idsOf(sections.articles),
    parts: new Set(sections.articles.flatMap(({ row }) => row.parts.map(({ id }) => id))),
    obligations: idsOf(sections.obligations),
    thresholds: idsOf(sections.thresholds),
    penalties: idsOf(sections.penalties),
    agencies: idsOf(sections.agencies),
    licences: idsOf(sections.licences),
    sectors: idsOf(sections.sectors),
    misreadings: idsOf(sections.misreadings),
    comparisons: idsOf(sections.comparisons),
    conditions: idsOf(sections.conditions),
    byInstrument: new Map(sections.instruments.map(({ row }) => [row.id, row])),
  };
}

const referenceChecker =
  (known: Known, faults: FaultList): Refer =>
  (placed, member, ids, ...where) => {
    for (const id of ids)
      if (!where.some((section) => known[section].has(id)))
        faults.add(placed.place, `${placed.row.id}: ${member} names ${id}, which is none of the ${where.join(' or ')}`);
  };

function checkInstrument(placed: Placed<Instrument>, sections: Sections, refer: Refer, faults: FaultList): void {
  const { row, place } = placed;
  refer(placed, 'issuers', row.issuers, 'agencies');
  refer(placed, 'replacedBy', row.replacedBy === null ? [] : [row.replacedBy], 'instruments');
  const days = [row.adopted, row.issued, row.inForce, row.repealed].filter((day) => day !== null);
  if (days.some((day, index) => day < (days[index - 1] ?? '')))
    faults.add(place, `${row.id}: adopted, issued, inForce and repealed must follow each other in time`);
  if ((row.repealed === null) !== (row.ending === null))
    faults.add(place, `${row.id}: repealed and ending belong together; give both or neither`);
  if (row.stage === 'draft' && row.inForce !== null)
    faults.add(place, `${row.id}: a draft has no day on which it binds; leave inForce out`);
  const successor = sections.instruments.find((one) => one.row.id === row.replacedBy)?.row;
  if (successor?.inForce == null || row.inForce === null) return;
  if (row.repealed === null || row.repealed > successor.inForce)
    faults.add(place, `${row.id}: still holds when ${successor.id} begins (overlapping validity); give repealed`);
}

function checkArticle(placed: Placed<Article>, refer: Refer, faults: FaultList): void {
  const { row, place } = placed;
  refer(placed, 'instrument', [row.instrument], 'instruments');
  if (!row.id.startsWith(`${row.instrument}:`)) faults.add(place, `${row.id}: must begin with ${row.instrument}:`);
  if (row.parts.length === 0) faults.add(place, `${row.id}: parts must hold at least one`);
  for (const { id } of row.parts)
    if (id !== row.id && !id.startsWith(`${row.id}.`))
      faults.add(place, `${row.id}: part ${id} must begin with ${row.id}.`);
}

function checkObligation(placed: Placed<Obligation>, known: Known, refer: Refer, faults: FaultList): void {
  const { row, place } = placed;
  const say = (message: string): void => faults.add(place, `${row.id}: ${message}`);
  refer(placed, 'instrument', [row.instrument], 'instruments');
  refer(placed, 'article', [row.article], 'articles');
  refer(placed, 'part', row.part === null ? [] : [row.part], 'parts');
  refer(placed, 'when', row.when, 'conditions');
  refer(placed, 'penalties', row.penalties, 'penalties');
  refer(placed, 'thresholds', row.thresholds, 'thresholds');
  if (row.id !== row.article && !row.id.startsWith(`${row.article}.`))
    say(`must begin with its article ${row.article}`);
  if (row.bound.length === 0) say('bound must name somebody');
  const isAsked = row.kind === 'duty' || row.kind === 'ban';
  if (isAsked !== (row.modal !== null)) say('modal belongs to duties and bans, and to nothing else');
  if (isAsked && row.deadline === null) say('deadline is missing; say so where the text gives no number');
  if (isAsked && row.evidence.length === 0) say('evidence must name what would prove it');
  if (row.deadline !== null && (row.deadline.unit === null) !== (row.deadline.amount === null))
    say('deadline: unit and amount belong together');
  for (const control of row.controls)
    if (!CONTROL_ID.test(control)) say(`controls has ${control}, which must look like complaints.in-time`);
  if (row.controls.length === 0 && row.task === null)
    say('has neither a control nor a task; say honestly who does what where software cannot');
  if (row.from !== null && row.to !== null && row.from >= row.to) say('from must lie before to');
  const { inForce } = known.byInstrument.get(row.instrument) ?? { inForce: null };
  if (row.from !== null && inForce !== null && row.from < inForce)
    say(`from must not lie before ${row.instrument} binds (${inForce})`);
}
