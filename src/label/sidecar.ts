import { readLabelValue } from './file/label-value.ts';
import { sha256Hex } from './file/sha256.ts';
import type { ByteSource } from './file/source.ts';
import { errorFinding, hasErrors, type LabelFinding, warningFinding } from './finding.ts';
import { type ImplicitLabel, LABEL_MEMBERS, type LabelMember } from './implicit-label.ts';

/**
 * A label beside a file that has no place for one, such as plain text and CSV: `FILE.aigc.json`, an object with the label as
 * Annex E writes it and, in `File`, what the label belongs to. No guide knows it; it is Hegui's own, and does not stand in
 * for the explicit label, which the text itself must carry. It is JSON with a member AIGC, so that whoever reads labels in
 * JSON finds it.
 */
export interface Sidecar extends ImplicitLabel {
  readonly File: {
    /** The name without folders. */
    readonly Name: string;
    readonly Bytes: number;
    /** 64 lower-case hex digits. */
    readonly SHA256: string;
  };
}

/** What a sidecar says about a file. */
export interface SidecarCheck {
  /** `conformant`: a lawful label for exactly these bytes. `none`: the text is no sidecar at all. */
  readonly kind: 'conformant' | 'non-conformant' | 'none';
  readonly members: Readonly<Partial<Record<LabelMember, string>>>;
  readonly findings: readonly LabelFinding[];
}

const baseName = (path: string): string => path.replace(/^.*[/\\]/, '');

/** The name of the sidecar that belongs to a file, in the same folder. */
export const sidecarName = (fileName: string): string => `${fileName}.aigc.json`;

/** The text of the sidecar for a file, which is read once, piece by piece. */
export async function buildSidecar(source: ByteSource, fileName: string, label: ImplicitLabel): Promise<string> {
  const sidecar: Sidecar = {
    AIGC: {
      Label: label.AIGC.Label,
      ContentProducer: label.AIGC.ContentProducer,
      ProduceID: label.AIGC.ProduceID,
      ReservedCode1: label.AIGC.ReservedCode1,
      ContentPropagator: label.AIGC.ContentPropagator,
      PropagateID: label.AIGC.PropagateID,
      ReservedCode2: label.AIGC.ReservedCode2,
    },
    File: { Name: baseName(fileName), Bytes: source.size, SHA256: await sha256Hex(source) },
  };
  return `${JSON.stringify(sidecar, null, 2)}\n`;
}

/**
 * Checks a sidecar against the file beside it. Never throws for what is in it.
 *
 * @param fileName the file's name, or null when it is not known; another name than the sidecar's is only warned of, since
 * files are renamed.
 */
export async function checkSidecar(source: ByteSource, fileName: string | null, text: string): Promise<SidecarCheck> {
  const value = parse(text);
  const label = value === null || !('AIGC' in value) ? null : readLabelValue(JSON.stringify(value.AIGC));
  if (value === null || label === null)
    return { kind: 'none', members: {}, findings: [errorFinding('sidecar', 'is no JSON object with a label in AIGC')] };
  const findings = [...label.findings, ...(await checkFile(source, fileName, value.File))];
  if (label.form === 'wrapped')
    findings.push(errorFinding('form', 'AIGC holds another AIGC; the members stand in it directly'));
  const isWhole = LABEL_MEMBERS.every((member) => label.members[member] !== undefined);
  return { kind: isWhole && !hasErrors(findings) ? 'conformant' : 'non-conformant', members: label.members, findings };
}

async function checkFile(source: ByteSource, fileName: string | null, file: unknown): Promise<LabelFinding[]> {
  if (!isObject(file)) return [errorFinding('file', 'has no object File that says which file the label belongs to')];
  const findings: LabelFinding[] = [];
  if (file.SHA256 !== (await sha256Hex(source)))
    findings.push(
      errorFinding('sha256', 'SHA256 is not that of the file: it was changed, or the label belongs to another'),
    );
  if (file.Bytes !== source.size)
    findings.push(errorFinding('bytes', `Bytes is not ${source.size}, the size of the file`));
  if (fileName !== null && file.Name !== baseName(fileName))
    findings.push(warningFinding('name', 'Name is another than that of the file'));
  return findings;
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
