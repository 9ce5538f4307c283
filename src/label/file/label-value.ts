import { errorFinding, type LabelFinding, warningFinding } from '../finding.ts';
import { checkMembers, LABEL_MEMBERS, type LabelMember } from '../implicit-label.ts';

/** What the text at one place says, with everything that departs from Annex E. */
export interface LabelValue {
  /** The members that are there as strings (a misspelt one under its right name). */
  readonly members: Readonly<Partial<Record<LabelMember, string>>>;
  readonly form: 'bare' | 'wrapped';
  readonly findings: readonly LabelFinding[];
}

// Seen in files of real providers.
const MISSPELT: Readonly<Record<string, LabelMember>> = {
  ReserveCode1: 'ReservedCode1',
  ReserveCode2: 'ReservedCode2',
  ReservedCode: 'ReservedCode1',
  Propagator: 'ContentPropagator',
  ContentPropagate: 'ContentPropagator',
  PropatorID: 'PropagateID',
  PropagatorID: 'PropagateID',
  ProducerID: 'ProduceID',
  Producer: 'ContentProducer',
};
const BY_LOWER_CASE = new Map(LABEL_MEMBERS.map((member) => [member.toLowerCase(), member]));
const TEXT_MAX = 1 << 20;
// JSON allows tab, line feed and carriage return between its parts.
const CONTROLS = /(?![\t\n\r])\p{Cc}/gu;

/**
 * Reads what stands at a place the way a lenient reader would, and tells all that a strict one would refuse. Null when the
 * text is no label at all: not JSON, or JSON without a single member of a label.
 */
export function readLabelValue(text: string): LabelValue | null {
  if (text.length > TEXT_MAX) return null;
  const findings: LabelFinding[] = [];
  const value = parseLeniently(text, findings);
  if (!isObject(value)) return null;
  const wrapped = unwrap(value, findings);
  const members = wrapped ?? value;
  const names = Object.keys(members);
  const meant = new Map(names.map((name) => [name, meantBy(name)]));
  if (![...meant.values()].some((member) => member !== null)) return null;
  const renamed: Record<string, unknown> = {};
  for (const [name, member] of meant) {
    if (member === null || member === name) {
      renamed[name] = members[name];
      continue;
    }
    findings.push(errorFinding('misspelt', `${JSON.stringify(name.slice(0, 40))} is written for ${member}`));
    if (!Object.hasOwn(members, member)) renamed[member] = members[name];
  }
  findings.push(...checkMembers(renamed));
  return { members: pickStrings(renamed), form: wrapped === null ? 'bare' : 'wrapped', findings };
}

function parseLeniently(text: string, findings: LabelFinding[]): unknown {
  const trimmed = text
    .replace(/^\ufeff/, '')
    .replace(/\0+$/, '')
    .trim();
  const plain = tryParse(trimmed);
  if (plain !== undefined) return unescapeString(plain, findings);
  const unescaped = trimmed.includes('&quot;') ? unescapeEntities(trimmed) : trimmed;
  if (unescaped !== trimmed)
    findings.push(errorFinding('entities', 'the quotes are written as XML entities twice over'));
  const clean = unescaped.replace(CONTROLS, '');
  if (clean !== unescaped)
    findings.push(errorFinding('controls', 'has control characters, which neither JSON nor Annex E j) allows'));
  const value = tryParse(clean);
  return value === undefined ? undefined : unescapeString(value, findings);
}

// One level of JSON inside a JSON string, and not more: nobody writes two.
function unescapeString(value: unknown, findings: LabelFinding[]): unknown {
  if (typeof value !== 'string') return value;
  const inner = tryParse(value);
  if (isObject(inner)) findings.push(errorFinding('escaped', 'the JSON is written as a string inside JSON'));
  return inner;
}

const unescapeEntities = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

function unwrap(
  value: Readonly<Record<string, unknown>>,
  findings: LabelFinding[],
): Readonly<Record<string, unknown>> | null {
  const name = Object.keys(value).find((key) => key.toUpperCase() === 'AIGC');
  if (name === undefined) return null;
  if (name !== 'AIGC')
    findings.push(errorFinding('wrapper', `the wrapper is written ${name}; it is AIGC, in capitals`));
  const inner = value[name];
  const members = typeof inner === 'string' ? unescapeString(inner, findings) : inner;
  if (!isObject(members)) return null;
  if (Object.keys(value).length > 1)
    findings.push(warningFinding('wrapper', `has ${Object.keys(value).length - 1} members beside AIGC`));
  return members;
}

function meantBy(name: string): LabelMember | null {
  return BY_LOWER_CASE.get(name.toLowerCase()) ?? (Object.hasOwn(MISSPELT, name) ? (MISSPELT[name] ?? null) : null);
}

function pickStrings(members: Readonly<Record<string, unknown>>): Partial<Record<LabelMember, string>> {
  const picked: Partial<Record<LabelMember, string>> = {};
  for (const member of LABEL_MEMBERS) {
    const value = Object.hasOwn(members, member) ? members[member] : undefined;
    if (typeof value === 'string') picked[member] = value;
  }
  return picked;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
