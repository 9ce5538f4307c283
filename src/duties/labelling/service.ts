import {
  aigcSchema,
  type ExplicitReason,
  type LabelRead,
  type LabelVerdict,
  type ProducedContent,
  type ProducedLookup,
} from '../../contract/index.ts';
import type { Actor, Evidence, UnitOfWork } from '../../evidence/index.ts';
import { type Clock, HeguiError, type IdFactory, invalidField, sha256, unknownId } from '../../kernel/index.ts';
import {
  type ByteSource,
  buildImplicitLabel,
  bytesSource,
  type CarrierReading,
  type ContentCredentials,
  detectFormat,
  type ImplicitLabel,
  type LabelSigner,
  type LabelTrust,
  labelText,
  type Patch,
  type Propagation,
  patchedBytes,
  propagateFileLabel,
  readFileLabels,
  requireUnsigned,
  verifyFile,
  writeFileLabel,
  writeSignedFileLabel,
} from '../../label/index.ts';
import type { Database, Sql } from '../../store/index.ts';
import { noteLift } from './lifts/index.ts';
import type { LabelledFile, MadeContent, ProducedRow, RequestedContent, WithheldContent } from './model.ts';
import type { ProducedFiles } from './produced-files.ts';
import { judgeFile, kindOfFormat } from './rules.ts';
import { insertProduced, readByDigest, readByNumber } from './store.ts';

export interface LabellingParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly files: ProducedFiles;
  /** Signs the labels of files; null when the provider has no key for that. */
  readonly signer: LabelSigner | null;
  /** What the signatures of others, and our own, are checked with. */
  readonly trust: LabelTrust;
  /** What goes into a label as the producer of a service's contents; undefined for a service that is not there. */
  readonly providerCodeOf: (serviceId: string) => string | undefined;
}

/** A file and, for kinds without a signature, its name. */
export interface GivenFile {
  readonly bytes: Uint8Array;
  readonly name: string | null;
}

/** What was made here, and the labels in files. @law labelling-measures#5 */
export class LabellingService {
  readonly #parts: LabellingParts;

  constructor(parts: LabellingParts) {
    this.#parts = parts;
  }

  /** What a file says about itself. Never throws for what is in it. */
  async verify({ bytes, name }: GivenFile): Promise<LabelVerdict> {
    const verdict = await verifyFile(bytesSource(bytes), name, this.#parts.trust);
    if (verdict.kind === 'unreadable') return verdict;
    const { format, carriers, findings, credentials } = verdict;
    const judged = {
      format,
      carriers: carriers.map(copyCarrier),
      findings: [...findings],
      credentials: copyCredentials(credentials),
    };
    if (verdict.kind === 'conformant' || verdict.kind === 'non-conformant')
      return { kind: verdict.kind, ...judged, members: { ...verdict.members }, signature: verdict.signature };
    return { kind: verdict.kind, ...judged };
  }

  /** Every label in a file. @throws HeguiError E_FILE_UNREADABLE, E_FILE_UNSUPPORTED */
  async read({ bytes, name }: GivenFile): Promise<LabelRead> {
    const { format, carriers, credentials } = await readFileLabels(bytesSource(bytes), name);
    return { format, carriers: carriers.map(copyCarrier), credentials: copyCredentials(credentials) };
  }

  /**
   * The file with the label of a service and a number of its own, which is in the register when it resolves.
   *
   * @param evenIfSigned whether a file with a manifest of C2PA, which the label makes invalid, is taken all the same.
   * @param explicitReason null for a file that is known to carry a mark.
   * @throws HeguiError E_REQUEST_INVALID for a service that is not there, E_FILE_SIGNED for a file with a manifest of C2PA,
   * E_FILE_UNREADABLE, E_FILE_UNSUPPORTED.
   */
  async write(
    given: GivenFile,
    serviceId: string,
    by: Actor,
    evenIfSigned: boolean,
    explicitReason: ExplicitReason | null = 'as-given',
  ): Promise<LabelledFile> {
    if (!evenIfSigned) await requireUnsigned(bytesSource(given.bytes), given.name);
    const providerCode = this.#parts.providerCodeOf(serviceId);
    if (providerCode === undefined) throw invalidField('service', 'names no service in use; see GET /api/services');
    const file = await this.label(given, providerCode);
    const made: MadeContent = { file, serviceId, exchangeId: null, model: null, explicitReason };
    await this.register(made, by);
    return file;
  }

  /**
   * The file naming this propagator; what its producer wrote stays. Nothing is registered: the content is its producer's.
   *
   * @throws HeguiError E_FILE_UNSUPPORTED when there is no whole label to pass on, E_REQUEST_INVALID for an unlawful code,
   * E_FILE_SIGNED as `write` does.
   */
  async propagate({ bytes, name }: GivenFile, propagation: Propagation, evenIfSigned: boolean): Promise<Uint8Array> {
    const source = bytesSource(bytes);
    if (!evenIfSigned) await requireUnsigned(source, name);
    return await patchedBytes(source, await propagateFileLabel(source, propagation, name));
  }

  /**
   * The file with its implicit label, signed where there is a key, and a new number. It may leave once it is registered.
   *
   * @throws HeguiError E_FILE_UNREADABLE, E_FILE_UNSUPPORTED when no label can be written into it.
   */
  async label({ bytes, name }: GivenFile, providerCode: string): Promise<LabelledFile> {
    const source = bytesSource(bytes);
    const produceId = this.#parts.ids.next('prd');
    const { patch, label } = await this.#place(source, buildImplicitLabel({ providerCode, produceId }), name);
    const format = await detectFormat(source, name);
    const [mediaType, extension] = [format?.mediaTypes[0], format?.extensions[0]];
    if (format === null || mediaType === undefined || extension === undefined)
      throw new HeguiError('E_INTERNAL', 'a labelled file has no format, media type or extension');
    const kind = kindOfFormat(format.id);
    const labelled = await patchedBytes(source, patch);
    return { produceId, bytes: labelled, kind, format: format.id, mediaType, extension: bare(extension), label };
  }

  async #place(
    source: ByteSource,
    label: ImplicitLabel,
    name: string | null,
  ): Promise<{ readonly patch: Patch; readonly label: ImplicitLabel }> {
    const { signer } = this.#parts;
    if (signer !== null) return await writeSignedFileLabel(source, label, signer, name);
    return { patch: await writeFileLabel(source, label, name), label };
  }

  /** Puts one content into the register; durable when it resolves. */
  async register(made: MadeContent, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run((tx, evidence) => this.#registerFor(tx, evidence, made, by));
  }

  /**
   * Puts what a request made into the register: all of it or nothing, durable when it resolves.
   *
   * @returns for each content the token of its address; null for one that waits at none.
   */
  async registerAll(contents: readonly RequestedContent[]): Promise<readonly (string | null)[]> {
    const { files, unitOfWork } = this.#parts;
    const sealed = await Promise.all(
      contents.map(({ file, keepFor }) => (keepFor === null ? null : files.seal(file, keepFor))),
    );
    await unitOfWork.run(async (tx, evidence) => {
      for (const made of contents) await this.#registerFor(tx, evidence, made, 'system');
      for (const file of sealed) if (file !== null) await files.keep(tx, file);
    });
    return sealed.map((file) => file?.token ?? null);
  }

  /** With its missing mark, where that was lifted: both are durable, or neither. */
  async #registerFor(tx: Sql, evidence: Evidence, made: MadeContent, by: Actor): Promise<void> {
    await this.#register(tx, evidence, made, by);
    const { file, serviceId, exchangeId, lift } = made;
    if (lift === undefined || exchangeId === null) return;
    const { produceId, kind } = file;
    await noteLift(tx, evidence, this.#parts, lift, { serviceId, exchangeId, produceId, kind });
  }

  async #register(tx: Sql, evidence: Evidence, made: MadeContent, by: Actor): Promise<void> {
    const { file, serviceId, exchangeId, model, explicitReason } = made;
    const { produceId, kind, format, mediaType, bytes } = file;
    const digest = sha256(bytes);
    const explicit = explicitReason === null;
    await insertProduced(tx, {
      produceId,
      serviceId,
      exchangeId,
      kind,
      mediaType,
      format,
      sha256: digest,
      bytes: bytes.length,
      model,
      label: labelText(file.label),
      explicit,
      explicitReason,
      madeAt: this.#parts.clock.now(),
    });
    evidence.append('content.labelled', {
      produceId,
      service: serviceId,
      ...(exchangeId === null ? {} : { exchange: exchangeId }),
      contentKind: kind,
      mediaType,
      format,
      digest: digest.toString('hex'),
      bytes: bytes.length,
      ...(model === null ? {} : { model }),
      explicit,
      ...(explicitReason === null ? {} : { explicitReason }),
      by,
    });
  }

  /** Writes down that a generated file was not let out; durable when it resolves. */
  async withhold({ serviceId, exchangeId, kind, place, reason }: WithheldContent): Promise<void> {
    await this.#parts.unitOfWork.run(async (_tx, evidence) => {
      const data = { service: serviceId, exchange: exchangeId, contentKind: kind, place, reason };
      evidence.append('content.withheld', data);
    });
  }

  /** The content with this number. @throws HeguiError E_NOT_FOUND */
  async find(produceId: string): Promise<ProducedContent> {
    const row = await readByNumber(this.#parts.database, produceId);
    if (row === undefined) throw unknownId('produced content');
    return describe(row);
  }

  /** Whether a file was made here: by what it is, and by the number that it carries. */
  async lookUp(given: GivenFile): Promise<ProducedLookup> {
    const { database } = this.#parts;
    const digest = sha256(given.bytes);
    const produceId = await readNumber(given);
    const byDigest = await readByDigest(database, digest);
    const byNumber = byDigest === undefined && produceId !== null ? await readByNumber(database, produceId) : undefined;
    const { finding, row } = judgeFile(byDigest, byNumber);
    return { finding, sha256: digest.toString('hex'), produceId, content: row === null ? null : describe(row) };
  }
}

/** The number that a file carries, in its main place or else anywhere; null for one that cannot be read. */
async function readNumber({ bytes, name }: GivenFile): Promise<string | null> {
  const verdict = await verifyFile(bytesSource(bytes), name);
  if (verdict.kind === 'unreadable') return null;
  const numbered = verdict.carriers.filter(({ value }) => value?.members.ProduceID !== undefined);
  return (numbered.find(({ isMain }) => isMain) ?? numbered[0])?.value?.members.ProduceID ?? null;
}

const copyCarrier = ({ place, isMain, text, value }: CarrierReading): LabelRead['carriers'][number] => ({
  place,
  isMain,
  text,
  value: value === null ? null : { ...value, members: { ...value.members }, findings: [...value.findings] },
});

const copyCredentials = (credentials: ContentCredentials | null): LabelRead['credentials'] =>
  credentials === null ? null : { ...credentials, sourceTypes: [...credentials.sourceTypes] };

const bare = (extension: string): string => extension.replace(/^\./, '');

const describe = ({ sha256: digest, label, madeAt, ...row }: ProducedRow): ProducedContent => ({
  ...row,
  sha256: digest.toString('hex'),
  aigc: aigcSchema.parse(JSON.parse(label)),
  at: madeAt.toISOString(),
});
