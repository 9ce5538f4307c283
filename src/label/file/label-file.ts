import { HeguiError } from '../../kernel/errors.ts';
import { type ContentCredentials, readContentCredentials } from '../credentials/content-credentials.ts';
import { errorFinding, hasErrors, type LabelFinding } from '../finding.ts';
import { type ImplicitLabel, LABEL_MEMBERS, type LabelMember, requireLawful } from '../implicit-label.ts';
import { contentDigest } from '../security/content.ts';
import type { LabelTrust } from '../security/crypto.ts';
import { judgeSignature, type SignatureVerdict } from '../security/signature.ts';
import type { FormatId, LabelFormat } from './format.ts';
import type { LabelValue } from './label-value.ts';
import type { Patch } from './patch.ts';
import { type CarrierReading, detectFormat, readCarrier, requireFormat } from './read-carrier.ts';
import { type ByteSource, unsupported } from './source.ts';
import { windowed } from './window.ts';
import { writeFileLabel } from './write-label.ts';

export { type CarrierReading, detectFormat } from './read-carrier.ts';
export { type LabelPlan, planFileLabel, writeFileLabel } from './write-label.ts';

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
