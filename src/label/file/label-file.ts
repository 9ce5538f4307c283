import { HeguiError } from '../../kernel/errors.ts';
import { type ContentCredentials, readContentCredentials } from '../credentials/content-credentials.ts';
import { errorFinding, hasErrors, type LabelFinding } from '../finding.ts';
import { LABEL_FORMATS } from '../formats/index.ts';
import { type ImplicitLabel, LABEL_MEMBERS, type LabelMember, requireLawful } from '../implicit-label.ts';
import { contentDigest } from '../security/content.ts';
import type { LabelTrust } from '../security/crypto.ts';
import { judgeSignature, type SignatureVerdict } from '../security/signature.ts';
import { type Carrier, type FormatId, HEAD_BYTES, type LabelDraft, type LabelFormat } from './format.ts';
import { type LabelValue, readLabelValue } from './label-value.ts';
import { joinPatch, type Patch, patchedSource } from './patch.ts';
import { type ByteSource, unsupported } from './source.ts';
import { windowed } from './window.ts';

/** A place in a file with what stands there; `value` is null where it is no label at all. */
export interface CarrierReading {
  readonly place: string;
  readonly isMain: boolean;
  readonly text: string;
  readonly value: LabelValue | null;
}

/**
 * What a file says about itself, never a bare yes or no.
 *
 * `conformant`: one label, in its main place, that breaks no rule. `non-conformant`: a label is there, and `findings` say which
 * rule is broken, what was found and what would mend it. `misplaced`: label-like text only in places where it is no label.
 * `none`: nothing of the kind. `unreadable`: broken, or no kind of file that is known; `reason` says which.
 */
export type Verdict =
  | (Judged & {
      readonly kind: 'conformant' | 'non-conformant';
      readonly members: LabelValue['members'];
      /** What the producer signed; it has no part in the verdict on the label. */
      readonly signature: SignatureVerdict;
    })
  | (Judged & { readonly kind: 'misplaced' | 'none' })
  | { readonly kind: 'unreadable'; readonly format: FormatId | null; readonly reason: string };

interface Judged {
  readonly format: FormatId;
  readonly carriers: readonly CarrierReading[];
  readonly findings: readonly LabelFinding[];
  /** Manifests of C2PA beside the label; they say nothing about it. */
  readonly credentials: ContentCredentials | null;
}

/** The kind of a file by its first bytes, and for text by the extension of its name; null when it is none that is known. */
export async function detectFormat(source: ByteSource, name: string | null = null): Promise<LabelFormat | null> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
  for (const format of LABEL_FORMATS) if (await format.detect(head, name, source)) return format;
  return null;
}

/**
 * All labels in a file, with everything that is odd about each, and its manifests of C2PA.
 *
 * @throws HeguiError E_FILE_UNREADABLE for a broken file, E_FILE_UNSUPPORTED for a kind that is not known.
 */
export async function readFileLabels(
  source: ByteSource,
  name: string | null = null,
): Promise<Pick<Judged, 'format' | 'carriers' | 'credentials'>> {
  const format = await requireFormat(source, name);
  const carriers = await format.read(windowed(source));
  const credentials = await readContentCredentials(format.id, windowed(source));
  return { format: format.id, carriers: carriers.map(readCarrier), credentials };
}

/**
 * Judges a file against the standard; never throws for what is in it. @law gb-45438-2025#6.1 gb-45438-2025#E
 *
 * @param trust what signatures are checked with; without it they are told as unchecked.
 */
export async function verifyFile(
  source: ByteSource,
  name: string | null = null,
  trust: LabelTrust | null = null,
): Promise<Verdict> {
  const format = await detectFormat(source, name);
  if (format === null) {
    const reason = source.size === 0 ? 'the file is empty' : 'it is no kind of file in which labels are known';
    return { kind: 'unreadable', format: null, reason };
  }
  try {
    const carriers = (await format.read(windowed(source))).map(readCarrier);
    const verdict = judge(format, carriers, await readContentCredentials(format.id, windowed(source)));
    if (!('members' in verdict)) return verdict;
    const digest = async () =>
      trust === null ? null : await contentDigest(format, source, verdict.members, trust.crypto);
    return { ...verdict, signature: await judgeSignature(verdict.members, trust, digest) };
  } catch (error) {
    if (error instanceof HeguiError) return { kind: 'unreadable', format: format.id, reason: error.message };
    throw error;
  }
}

/**
 * How the file has to be changed to carry exactly this label. What would come of it is read back first, so that no file is
 * ever written that only looks labelled.
 *
 * @throws HeguiError E_FILE_UNREADABLE, E_FILE_UNSUPPORTED; E_INTERNAL when the result does not hold what was asked for.
 */
export async function writeFileLabel(
  source: ByteSource,
  label: ImplicitLabel,
  name: string | null = null,
): Promise<Patch> {
  const format = await requireFormat(source, name);
  const draft = await draftOf(format, windowed(source), label);
  const patch = joinPatch(draft.patch);
  const made = windowed(patchedSource(source, patch));
  const [written, ...others] = (await draft.readBack(made, patch)).map(readCarrier);
  // Only a damaged file is seen as another kind once its label has moved what follows.
  if ((await detectFormat(made, name)) !== format)
    throw unsupported(`the file is damaged: with a label in it, it would no longer be taken for ${format.name}`);
  const isRight =
    written?.isMain === true &&
    others.length === 0 &&
    LABEL_MEMBERS.every((member) => written.value?.members[member] === label.AIGC[member]);
  if (isRight) return patch;
  if (format.isText === true)
    throw unsupported('the file is damaged where labels stand, so the label would not be the only one in it');
  throw new HeguiError('E_INTERNAL', `the label written into a ${format.name} does not read back as it was given`);
}

/**
 * What `writeFileLabel` will most likely give, for large files that it has to go through from end to end: so that a disk can begin to
 * work meanwhile. Null where nothing can be said soon. Never use a guess before `writeFileLabel` has given the same (`isSamePatch`).
 */
export async function guessFileLabel(
  source: ByteSource,
  label: ImplicitLabel,
  name: string | null = null,
): Promise<Patch | null> {
  if (source.size < GUESS_FROM_BYTES) return null;
  try {
    const patch = await (await detectFormat(source, name))?.guess?.(windowed(source), label);
    return patch === null || patch === undefined ? null : joinPatch(patch);
  } catch (error) {
    // What is wrong with the file is told by who goes through all of it.
    if (error instanceof HeguiError) return null;
    throw error;
  }
}

/** Smaller files are gone through before a disk has begun to work. */
const GUESS_FROM_BYTES = 1 << 20;

async function draftOf(format: LabelFormat, source: ByteSource, label: ImplicitLabel): Promise<LabelDraft> {
  if (format.draft !== undefined) return await format.draft(source, label);
  return { patch: await format.write(source, label), readBack: async (made) => await format.read(made) };
}

/** Who passes content on, with their own number for it. @law labelling-measures#6 */
export interface Propagation {
  readonly contentPropagator: string;
  readonly propagateId: string;
  readonly reservedCode2?: string;
}

/**
 * How the file has to be changed so that it names this propagator; what its producer wrote stays.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when the file carries no whole label that could be passed on, E_REQUEST_INVALID when
 * the propagator's code or number could not stand in a label.
 */
export async function propagateFileLabel(
  source: ByteSource,
  propagation: Propagation,
  name: string | null = null,
): Promise<Patch> {
  requireLawful('contentPropagator', propagation.contentPropagator);
  requireLawful('propagateId', propagation.propagateId);
  const { carriers } = await readFileLabels(source, name);
  const members = (
    carriers.find(({ isMain, value }) => isMain && value !== null) ?? carriers.find(({ value }) => value !== null)
  )?.value?.members;
  if (members?.Label === undefined || members.ContentProducer === undefined || members.ProduceID === undefined) {
    throw unsupported('the file carries no label with Label, ContentProducer and ProduceID that could be passed on');
  }
  const label: ImplicitLabel = {
    AIGC: {
      Label: members.Label,
      ContentProducer: members.ContentProducer,
      ProduceID: members.ProduceID,
      ReservedCode1: members.ReservedCode1 ?? '',
      ContentPropagator: propagation.contentPropagator,
      PropagateID: propagation.propagateId,
      ReservedCode2: propagation.reservedCode2 ?? '',
    },
  };
  return await writeFileLabel(source, label, name);
}

const PROPAGATED: ReadonlySet<LabelMember> = new Set<LabelMember>([
  'ContentPropagator',
  'PropagateID',
  'ReservedCode2',
]);

/** What became of the label between two versions of a file. */
export interface LabelComparison {
  /** `propagated`: only what the propagator writes differs, as it may. */
  readonly kind: 'kept' | 'propagated' | 'changed' | 'removed' | 'added' | 'none';
  /** The members that differ. */
  readonly members: readonly LabelMember[];
}

/** Compares the labels of a file before and after it went through something. @throws as `readFileLabels` does */
export async function compareFileLabels(
  before: ByteSource,
  after: ByteSource,
  names: { readonly before?: string; readonly after?: string } = {},
): Promise<LabelComparison> {
  const one = membersOf(await readFileLabels(before, names.before ?? null));
  const other = membersOf(await readFileLabels(after, names.after ?? null));
  if (one === null) return { kind: other === null ? 'none' : 'added', members: [] };
  if (other === null) return { kind: 'removed', members: [] };
  const members = LABEL_MEMBERS.filter((member) => one[member] !== other[member]);
  if (members.length === 0) return { kind: 'kept', members };
  return { kind: members.every((member) => PROPAGATED.has(member)) ? 'propagated' : 'changed', members };
}

const membersOf = ({ carriers }: { readonly carriers: readonly CarrierReading[] }): LabelValue['members'] | null =>
  (carriers.find(({ isMain, value }) => isMain && value !== null) ?? carriers.find(({ value }) => value !== null))
    ?.value?.members ?? null;

async function requireFormat(source: ByteSource, name: string | null): Promise<LabelFormat> {
  const format = await detectFormat(source, name);
  if (format !== null) return format;
  throw unsupported(source.size === 0 ? 'the file is empty' : 'it is no kind of file in which labels are known');
}

const readCarrier = ({ place, isMain, form, text }: Carrier): CarrierReading => {
  const value = readLabelValue(text);
  if (value === null || value.form === form) return { place, isMain, text, value };
  const message =
    form === 'bare'
      ? 'the value is wrapped in {"AIGC":…}; this place is named AIGC already and takes the seven members alone'
      : 'the value is not wrapped in {"AIGC":…}, as this place wants it';
  return { place, isMain, text, value: { ...value, findings: [...value.findings, errorFinding('form', message)] } };
};

type LabelVerdict =
  | (Judged & { readonly kind: 'conformant' | 'non-conformant'; readonly members: LabelValue['members'] })
  | (Judged & { readonly kind: 'misplaced' | 'none' });

function judge(
  format: LabelFormat,
  carriers: readonly CarrierReading[],
  credentials: ContentCredentials | null,
): LabelVerdict {
  const labels = carriers.filter(({ value }) => value !== null);
  const main = labels.filter(({ isMain }) => isMain);
  const chosen = main[0]?.value ?? null;
  const findings = [
    ...carriers.flatMap(judgeText),
    ...labels.flatMap(({ value }) => value?.findings ?? []),
    ...judgeCount(labels),
  ];
  const shared = { format: format.id, carriers, findings, credentials };
  if (chosen === null) {
    const kind = carriers.length === 0 ? 'none' : 'misplaced';
    const stray = labels.map(({ place }) =>
      errorFinding('place', `a label stands in ${place}, which is not where ${format.name} keeps it`),
    );
    return { kind, ...shared, findings: [...findings, ...stray] };
  }
  return { kind: hasErrors(findings) ? 'non-conformant' : 'conformant', ...shared, members: chosen.members };
}

function judgeText({ place, value }: CarrierReading): LabelFinding[] {
  return value === null ? [errorFinding('value', `what stands in ${place} is named AIGC but is no label`)] : [];
}

function judgeCount(labels: readonly CarrierReading[]): LabelFinding[] {
  if (labels.length < 2) return [];
  const places = labels.map(({ place }) => place).join(', ');
  return [errorFinding('count', `has ${labels.length} labels (${places}); a file carries exactly one`)];
}
