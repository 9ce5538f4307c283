import { HeguiError } from '../kernel/errors.ts';
import { errorFinding, hasErrors, type LabelFinding, warningFinding } from './finding.ts';

/** The seven members of Annex E in its order; all are strings. */
export const LABEL_MEMBERS = [
  'Label',
  'ContentProducer',
  'ProduceID',
  'ReservedCode1',
  'ContentPropagator',
  'PropagateID',
  'ReservedCode2',
] as const;
export type LabelMember = (typeof LABEL_MEMBERS)[number];

/** An implicit label as Annex E of GB 45438-2025 writes it. */
export interface ImplicitLabel {
  readonly AIGC: Readonly<Record<LabelMember, string>>;
}

// Annex E j): 0x21, 0x23 to 0x5B, 0x5D to 0x7E, and the quote, which JSON writes as \".
const LAWFUL = /^[\x21-\x5B\x5D-\x7E]*$/;
const UNLAWFUL = /[^\x21-\x24\x26-\x5B\x5D-\x7E]/gu;

/** What a label says besides who made the content. */
export interface LabelOptions {
  /** The 27-character code, or the provider's name. */
  readonly providerCode: string;
  /** Unique per content for this producer. */
  readonly produceId: string;
  /** `1` generated, `2` possibly, `3` suspected. @law labelling-measures#6 */
  readonly label?: '1' | '2' | '3';
  /** Who passes it on, with their own number; the producer, unless said otherwise. */
  readonly propagator?: { readonly code: string; readonly propagateId: string };
}

/**
 * The label of a content at its first writing: generated unless said otherwise, propagated by its producer, nothing reserved.
 * @law gb-45438-2025#E
 *
 * @throws HeguiError E_REQUEST_INVALID when a code or number is empty or has a character that Annex E j) leaves out.
 */
export function buildImplicitLabel({ providerCode, produceId, label = '1', propagator }: LabelOptions): ImplicitLabel {
  requireLawful('providerCode', providerCode);
  requireLawful('produceId', produceId);
  if (propagator !== undefined) {
    requireLawful('propagator.code', propagator.code);
    requireLawful('propagator.propagateId', propagator.propagateId);
  }
  return {
    AIGC: {
      Label: label,
      ContentProducer: providerCode,
      ProduceID: produceId,
      ReservedCode1: '',
      ContentPropagator: propagator?.code ?? providerCode,
      PropagateID: propagator?.propagateId ?? produceId,
      ReservedCode2: '',
    },
  };
}

/** The label as the one JSON line that goes into a file or a header. */
export const labelText = (label: ImplicitLabel): string => JSON.stringify({ AIGC: inOrder(label) });

/** The seven members alone, for a place that is named AIGC already. */
export const bareLabelText = (label: ImplicitLabel): string => JSON.stringify(inOrder(label));

const inOrder = (label: ImplicitLabel): Record<string, string> =>
  Object.fromEntries(LABEL_MEMBERS.map((member) => [member, label.AIGC[member]]));

/** A name as Annex E j) can hold it: other characters are percent-encoded as UTF-8. A lawful name stays as it is. */
export const toLabelName = (name: string): string =>
  LAWFUL.test(name) ? name : name.toWellFormed().replace(UNLAWFUL, percentEncode);

function percentEncode(characters: string): string {
  const bytes = new TextEncoder().encode(characters);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/**
 * Reads a label and tells everything in it that departs from Annex E. `label` is null when a member is missing or no
 * string, since nothing could be relied on then.
 */
export function readImplicitLabel(json: string): {
  readonly label: ImplicitLabel | null;
  readonly findings: readonly LabelFinding[];
} {
  const wrapper = parseObject(json);
  if (wrapper === null) return { label: null, findings: [errorFinding('json', 'is not one JSON object')] };
  const members = wrapper.AIGC;
  if (!isObject(members)) {
    const message = 'AIGC' in wrapper ? 'the member AIGC is not an object' : 'has no member AIGC (capitals)';
    return { label: null, findings: [errorFinding('wrapper', message)] };
  }
  const findings = [...checkWrapper(wrapper), ...checkMembers(members)];
  const isComplete = LABEL_MEMBERS.every((member) => typeof members[member] === 'string');
  return { label: isComplete ? pickLabel(members) : null, findings };
}

/** Is this text a label in which nothing breaks a rule of Annex E? */
export function isLawfulLabel(json: string): boolean {
  const { label, findings } = readImplicitLabel(json);
  return label !== null && !hasErrors(findings);
}

function* checkWrapper(wrapper: Readonly<Record<string, unknown>>): Iterable<LabelFinding> {
  const others = Object.keys(wrapper).filter((name) => name !== 'AIGC');
  if (others.length > 0) yield errorFinding('wrapper', `has ${others.length} members beside AIGC; it must stand alone`);
}

/** Everything in the members of a label that departs from Annex E. */
export function* checkMembers(members: Readonly<Record<string, unknown>>): Iterable<LabelFinding> {
  for (const member of LABEL_MEMBERS) {
    const value = members[member];
    if (!Object.hasOwn(members, member)) yield errorFinding('missing', `${member} is missing; spelling and case count`);
    else if (typeof value !== 'string') yield errorFinding('type', `${member} is not a string`);
    else if (!LAWFUL.test(value)) {
      yield errorFinding('characters', `${member} has a space, a backslash or a character outside printable ASCII`);
    }
  }
  const known: readonly string[] = LABEL_MEMBERS;
  const names = Object.keys(members);
  for (const name of names) {
    if (!known.includes(name))
      yield errorFinding('unknown', `${JSON.stringify(name.slice(0, 40))} is not one of the seven members`);
  }
  if (typeof members.Label === 'string' && !['1', '2', '3'].includes(members.Label)) {
    yield errorFinding('label', 'Label is not 1 (generated), 2 (possibly) or 3 (suspected)');
  }
  for (const member of ['ContentProducer', 'ProduceID'] as const) {
    if (members[member] === '') yield errorFinding('empty', `${member} is empty`);
  }
  if (names.filter((name) => known.includes(name)).join() !== known.filter((name) => names.includes(name)).join()) {
    yield warningFinding('order', 'the members stand in another order than in Annex E');
  }
}

function pickLabel(members: Readonly<Record<string, unknown>>): ImplicitLabel {
  const read = (member: LabelMember): string => {
    const value = members[member];
    return typeof value === 'string' ? value : '';
  };
  return {
    AIGC: {
      Label: read('Label'),
      ContentProducer: read('ContentProducer'),
      ProduceID: read('ProduceID'),
      ReservedCode1: read('ReservedCode1'),
      ContentPropagator: read('ContentPropagator'),
      PropagateID: read('PropagateID'),
      ReservedCode2: read('ReservedCode2'),
    },
  };
}

/** @throws HeguiError E_REQUEST_INVALID naming `path` when the value is empty or has a character that Annex E j) leaves out. */
export function requireLawful(path: string, value: string): void {
  const message =
    value === ''
      ? 'must not be empty'
      : LAWFUL.test(value)
        ? null
        : 'must be printable ASCII without spaces and backslashes (GB 45438 Annex E j); use a code, or toLabelName';
  if (message !== null)
    throw new HeguiError('E_REQUEST_INVALID', `${path}: ${message}`, { fields: [{ path, message }] });
}

function parseObject(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
