import { CONFIDENCES } from './confidence.ts';
import {
  type Agency,
  type Article,
  type ArticlePart,
  BOUND,
  CHANGES,
  type Comparison,
  type Condition,
  type Deadline,
  ENDINGS,
  type Fine,
  type Instrument,
  type Licence,
  type Misreading,
  OBLIGATION_KINDS,
  type Obligation,
  PART_KINDS,
  type Penalty,
  type PenaltyTier,
  type ReportingChannel,
  type Sector,
  type SectorRule,
  type Task,
  type Threshold,
  TIME_UNITS,
  WEIGHTS,
} from './model.ts';
import type { RowReader } from './row-reader.ts';

/** Earlier than the oldest rule on computer networks that could be meant. */
const NETWORK_LAW_BEGINS = '1994-01-01';
/** The data tell what holds from this day on; a duty with a day of its own before it is a slip of the pen. */
export const DATA_BEGIN = '2023-01-01';

const INSTRUMENT_ID = /^[a-z][a-z0-9-]*$/;
const PLACE_ID = /^[a-z][a-z0-9-]*:[A-Za-z0-9][A-Za-z0-9.-]*$/;
const WORD_ID = /^[A-Za-z][A-Za-z0-9_-]*$/;

export function readInstrument(row: RowReader): Instrument {
  return {
    id: row.id(INSTRUMENT_ID, 'measures'),
    ...row.pair(),
    short: row.bilingual('short'),
    number: row.textOrNull('number'),
    issuers: row.texts('issuers'),
    weight: row.oneOf('weight', WEIGHTS),
    stage: row.oneOf('stage', ['final', 'draft']),
    adopted: row.dayOrNull('adopted', NETWORK_LAW_BEGINS),
    issued: row.dayOrNull('issued', NETWORK_LAW_BEGINS),
    inForce: row.dayOrNull('inForce', NETWORK_LAW_BEGINS),
    repealed: row.dayOrNull('repealed', DATA_BEGIN),
    ending: row.oneOfOrNull('ending', ENDINGS),
    replacedBy: row.textOrNull('replacedBy'),
    commentsUntil: row.dayOrNull('commentsUntil', DATA_BEGIN),
    confidence: row.oneOf('confidence', CONFIDENCES),
    source: row.bilingual('source'),
    note: row.bilingualOrNull('note'),
  };
}

export function readArticle(row: RowReader): Article {
  return {
    id: row.id(PLACE_ID, 'measures:14'),
    instrument: row.text('instrument'),
    number: row.text('number'),
    chapter: row.bilingualOrNull('chapter'),
    heading: row.bilingual('heading'),
    parts: row.rows('parts', readPart),
    confidence: row.oneOf('confidence', CONFIDENCES),
  };
}

const readPart = (row: RowReader): ArticlePart => ({
  id: row.id(PLACE_ID, 'measures:14.2'),
  kind: row.oneOf('kind', PART_KINDS),
  ...row.pair(),
});

export function readObligation(row: RowReader): Obligation {
  return {
    id: row.id(PLACE_ID, 'measures:14.2'),
    instrument: row.text('instrument'),
    article: row.text('article'),
    part: row.textOrNull('part'),
    kind: row.oneOf('kind', OBLIGATION_KINDS),
    bound: row.words('bound', BOUND),
    when: row.texts('when'),
    modal: row.oneOfOrNull('modal', ['应', '宜']),
    title: row.bilingual('title'),
    trigger: row.bilingual('trigger'),
    duty: row.bilingual('duty'),
    deadline: row.rowOrNull('deadline', readDeadline),
    evidence: row.bilinguals('evidence'),
    penalties: row.texts('penalties'),
    thresholds: row.texts('thresholds'),
    controls: row.texts('controls'),
    task: row.rowOrNull('task', readTask),
    confidence: row.oneOf('confidence', CONFIDENCES),
    note: row.bilingualOrNull('note'),
    from: row.dayOrNull('from', DATA_BEGIN),
    to: row.dayOrNull('to', DATA_BEGIN),
  };
}

const readDeadline = (row: RowReader): Deadline => ({
  unit: row.oneOfOrNull('unit', TIME_UNITS),
  amount: row.numberOrNull('amount'),
  from: row.bilingualOrNull('from'),
  ...row.pair(),
  confidence: row.oneOfOrNull('confidence', CONFIDENCES),
});

const readTask = (row: RowReader): Task => ({ who: row.bilingual('who'), what: row.bilingual('what') });

export const readThreshold = (row: RowReader): Threshold => ({
  id: row.id(WORD_ID, 'K1'),
  value: row.number('value'),
  unit: row.text('unit'),
  instrument: row.text('instrument'),
  standard: row.text('standard'),
  clause: row.textOrNull('clause'),
  modal: row.oneOf('modal', ['应', '宜']),
  confidence: row.oneOf('confidence', CONFIDENCES),
  ...row.pair(),
  note: row.bilingualOrNull('note'),
});

export const readPenalty = (row: RowReader): Penalty => ({
  id: row.id(/^[a-z][a-z0-9-]*(:[A-Za-z0-9.-]+)?$/, 'csl:61'),
  instrument: row.text('instrument'),
  article: row.text('article'),
  title: row.bilingual('title'),
  tiers: row.rows('tiers', readTier),
  confidence: row.oneOf('confidence', CONFIDENCES),
  note: row.bilingualOrNull('note'),
});

const readTier = (row: RowReader): PenaltyTier => ({
  when: row.bilingual('when'),
  measure: row.bilingual('measure'),
  entity: row.rowOrNull('entity', readFine),
  persons: row.rowOrNull('persons', readFine),
  confidence: row.oneOf('confidence', CONFIDENCES),
  personsConfidence: row.oneOfOrNull('personsConfidence', CONFIDENCES),
});

function readFine(row: RowReader): Fine {
  const fine = { min: row.numberOrNull('min'), max: row.number('max'), turnover: row.numberOrNull('turnover') };
  if (fine.min !== null && fine.min > fine.max) row.fail('min', 'must not lie above max');
  return fine;
}

export const readAgency = (row: RowReader): Agency => ({
  id: row.id(INSTRUMENT_ID, 'cac'),
  ...row.pair(),
  short: row.bilingual('short'),
  role: row.bilingual('role'),
  isIssuer: row.oneOf('issuer', ['yes', 'no']) === 'yes',
  channels: row.rows('channels', readChannel),
  confidence: row.oneOf('confidence', CONFIDENCES),
});

const readChannel = (row: RowReader): ReportingChannel => ({
  ...row.pair(),
  purpose: row.bilingual('purpose'),
  address: row.textOrNull('address'),
  confidence: row.oneOf('confidence', CONFIDENCES),
});

export const readLicence = (row: RowReader): Licence => ({
  id: row.id(INSTRUMENT_ID, 'icp-record'),
  ...row.pair(),
  trigger: row.bilingual('trigger'),
  agency: row.text('agency'),
  foreign: row.bilingualOrNull('foreign'),
  finding: row.textOrNull('finding'),
  confidence: row.oneOf('confidence', CONFIDENCES),
});

export const readSector = (row: RowReader): Sector => ({
  id: row.id(INSTRUMENT_ID, 'news'),
  ...row.pair(),
  licences: row.texts('licences'),
  rules: row.rows('rules', readSectorRule),
});

const readSectorRule = (row: RowReader): SectorRule => ({
  ...row.pair(),
  confidence: row.oneOf('confidence', CONFIDENCES),
  source: row.textOrNull('source'),
  task: row.rowOrNull('task', readTask),
});

export const readMisreading = (row: RowReader): Misreading => ({
  id: row.id(INSTRUMENT_ID, 'real-name'),
  articles: row.texts('articles'),
  claim: row.bilingual('claim'),
  fact: row.bilingual('fact'),
  confidence: row.oneOf('confidence', CONFIDENCES),
});

export const readComparison = (row: RowReader): Comparison => ({
  id: row.id(INSTRUMENT_ID, 'real-name'),
  topic: row.bilingual('topic'),
  draft: row.text('draft'),
  final: row.text('final'),
  draftArticles: row.texts('draftArticles'),
  finalArticles: row.texts('finalArticles'),
  before: row.bilingualOrNull('before'),
  after: row.bilingualOrNull('after'),
  change: row.oneOf('change', CHANGES),
  confidence: row.oneOf('confidence', CONFIDENCES),
});

export const readCondition = (row: RowReader): Condition => ({ id: row.id(INSTRUMENT_ID, 'minors'), ...row.pair() });

/** The last day but one of something that another file ends. */
export interface LawEnding {
  /** Id of an instrument or of an obligation. */
  readonly id: string;
  /** First day on which it no longer holds. */
  readonly on: string;
}

export const readEnding = (row: RowReader): LawEnding => ({
  id: row.id(/^[a-z][A-Za-z0-9:.-]*$/, 'measures:14.2'),
  on: row.dayOrNull('on', DATA_BEGIN) ?? '',
});
