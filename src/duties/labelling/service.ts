import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
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
  blobSource,
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
  patchedChunks,
  patchSize,
  propagateFileLabel,
  readFileLabels,
  requireUnsigned,
  signLabel,
  verifyFile,
  writeFileLabel,
  writeSignedFileLabel,
} from '../../label/index.ts';
import type { Database, Sql } from '../../store/index.ts';
import { noteLift } from './lifts/index.ts';
import type {
  CommitWith,
  KeptFile,
  LabelledContent,
  LabelledFile,
  LabelledFilm,
  MadeContent,
  ProducedRow,
  RequestedContent,
  RequestedFilm,
  StoredFile,
  WithheldContent,
} from './model.ts';
import { judgeFile, kindOfFormat } from './rules.ts';
import { insertProduced, readByDigest, readByNumber } from './store.ts';
import { once, type ProducedFiles } from './stored/produced-files.ts';

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
  /** How long files of a service can be fetched, by its policy: pictures and sounds at an address, and films. */
  readonly lifeMsOf: (serviceId: string) => { readonly address: number; readonly film: number };
}

/** What the register keeps of a content besides what its label says. */
interface Registered {
  readonly content: LabelledContent;
  readonly digest: Buffer;
  readonly size: number;
  readonly serviceId: string;
  readonly exchangeId: string | null;
  readonly model: string | null;
  readonly explicitReason: ExplicitReason | null;
  readonly keptUntil: Date | null;
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
   * @throws HeguiError E_REQUEST_INVALID for a service that is not there, E_FILE_SIGNED for a file with a manifest of C2PA,
   * unless it is wanted all the same, E_FILE_UNREADABLE, E_FILE_UNSUPPORTED.
   */
  async write(given: GivenFile, serviceId: string, by: Actor, evenIfSigned: boolean): Promise<LabelledFile> {
    if (!evenIfSigned) await requireUnsigned(bytesSource(given.bytes), given.name);
    const providerCode = this.#parts.providerCodeOf(serviceId);
    if (providerCode === undefined) throw invalidField('service', 'names no service in use; see GET /api/services');
    const file = await this.label(given, providerCode);
    const made: MadeContent = { file, serviceId, exchangeId: null, model: null, explicitReason: 'as-given' };
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
    const { patch, ...content } = await this.#labelSource(source, name, providerCode);
    return { ...content, bytes: await patchedBytes(source, patch) };
  }

  /**
   * A film on the disk with its implicit label and a new number, without holding it in memory. It may leave once it is kept.
   *
   * @throws HeguiError E_FILE_UNREADABLE, E_FILE_UNSUPPORTED when no label can be written into it.
   */
  async labelFilm(path: string, providerCode: string): Promise<LabelledFilm> {
    const source = blobSource(await openAsBlob(path));
    const { patch, ...content } = await this.#labelSource(source, null, providerCode);
    return { ...content, size: patchSize(patch), open: () => patchedChunks(source, patch) };
  }

  async #labelSource(
    source: ByteSource,
    name: string | null,
    providerCode: string,
  ): Promise<LabelledContent & { readonly patch: Patch }> {
    const produceId = this.#parts.ids.next('prd');
    const { patch, label } = await this.#place(source, buildImplicitLabel({ providerCode, produceId }), name);
    const format = await detectFormat(source, name);
    const [mediaType, extension] = [format?.mediaTypes[0], format?.extensions[0]];
    if (format === null || mediaType === undefined || extension === undefined)
      throw new HeguiError('E_INTERNAL', 'a labelled file has no format, media type or extension');
    const kind = kindOfFormat(format.id);
    return { produceId, kind, format: format.id, mediaType, extension: bare(extension), label, patch };
  }

  /** A label for a file that has no place for one, to stand beside it; signed where there is a key. */
  labelBeside(providerCode: string): Pick<LabelledFile, 'produceId' | 'label'> {
    const { ids, signer } = this.#parts;
    const produceId = ids.next('prd');
    const built = buildImplicitLabel({ providerCode, produceId });
    return { produceId, label: signer === null ? built : signLabel(built, signer, null) };
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
    await this.#parts.unitOfWork.run((tx, evidence) => this.#registerFor(tx, evidence, made, null, by));
  }

  /**
   * Puts what a request made into the register: all of it or nothing, durable when it resolves.
   *
   * @returns for each content the token of its address; null for one that waits at none.
   */
  async registerAll(contents: readonly RequestedContent[]): Promise<readonly (string | null)[]> {
    const { files, unitOfWork } = this.#parts;
    const sealed = await Promise.all(
      contents.map(({ file, keepFor }) => {
        if (keepFor === null) return null;
        const bytes = { size: file.bytes.length, open: () => once(file.bytes) };
        return files.put(file, bytes, { subject: keepFor, hasAddress: true });
      }),
    );
    await unitOfWork.run(async (tx, evidence) => {
      for (const [index, made] of contents.entries()) {
        const kept = sealed[index] ?? null;
        const keptUntil = kept === null ? null : this.#endOf(made.serviceId, 'address');
        await this.#registerFor(tx, evidence, made, keptUntil, 'system');
        if (kept !== null && keptUntil !== null) await files.keep(tx, kept, made.serviceId, keptUntil);
      }
    });
    return sealed.map((file) => file?.token ?? null);
  }

  /** With its missing mark, where that was lifted: both are durable, or neither. */
  async #registerFor(tx: Sql, evidence: Evidence, made: MadeContent, keptUntil: Date | null, by: Actor): Promise<void> {
    const { file, lift, ...about } = made;
    await this.#register(tx, evidence, { ...contentOf(file), ...about, keptUntil }, by);
    const { serviceId, exchangeId } = about;
    if (lift === undefined || exchangeId === null) return;
    const { produceId, kind } = file;
    await noteLift(tx, evidence, this.#parts, lift, { serviceId, exchangeId, produceId, kind });
  }

  /**
   * Puts a film into the store and the register, together with what else changes; durable when it resolves.
   *
   * @throws HeguiError E_STORAGE_FULL, E_STORAGE_UNAVAILABLE; then nothing is changed.
   */
  async keepFilm(
    { film, keepFor, lift, ...made }: RequestedFilm,
    commitWith: CommitWith<StoredFile>,
  ): Promise<StoredFile> {
    const { files, unitOfWork } = this.#parts;
    const digest = await digestOf(film.open());
    const sealed = await files.put(film, film, { subject: keepFor, hasAddress: false });
    const keptUntil = this.#endOf(made.serviceId, 'film');
    const stored = { fileId: sealed.id, expiresAt: keptUntil };
    await unitOfWork.run(async (tx, evidence) => {
      await this.#register(tx, evidence, { content: film, digest, size: film.size, ...made, keptUntil }, 'system');
      const { serviceId, exchangeId } = made;
      const { produceId, kind } = film;
      if (lift !== undefined)
        await noteLift(tx, evidence, this.#parts, lift, { serviceId, exchangeId, produceId, kind });
      await files.keep(tx, sealed, serviceId, keptUntil);
      await commitWith(tx, evidence, stored);
    });
    return stored;
  }

  #endOf(serviceId: string, kind: 'address' | 'film'): Date {
    const { clock, lifeMsOf } = this.#parts;
    return new Date(clock.now().getTime() + lifeMsOf(serviceId)[kind]);
  }

  async #register(tx: Sql, evidence: Evidence, made: Registered, by: Actor): Promise<void> {
    const { content, digest, size, serviceId, exchangeId, model, explicitReason, keptUntil } = made;
    const { produceId, kind, format, mediaType, label } = content;
    const explicit = explicitReason === null;
    await insertProduced(tx, {
      produceId,
      serviceId,
      exchangeId,
      kind,
      mediaType,
      format,
      sha256: digest,
      bytes: size,
      model,
      label: labelText(label),
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
      bytes: size,
      ...(model === null ? {} : { model }),
      explicit,
      ...(explicitReason === null ? {} : { explicitReason }),
      ...(keptUntil === null ? {} : { keptUntil: keptUntil.toISOString() }),
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

  /**
   * A produced file that is still kept; that it was opened is in the log before it is handed out.
   *
   * @throws HeguiError E_NOT_FOUND when it is not kept, E_CONTENT_ERASED.
   */
  async view(produceId: string, by: Actor): Promise<KeptFile> {
    const { files, unitOfWork } = this.#parts;
    const file = await files.openFile({ produceId });
    if (file === null) throw new HeguiError('E_NOT_FOUND', 'no file is kept under this number');
    await unitOfWork.run(async (_tx, evidence) => void evidence.append('file.viewed', { produceId, by }));
    return file;
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

const contentOf = (file: LabelledFile): Pick<Registered, 'content' | 'digest' | 'size'> => ({
  content: file,
  digest: sha256(file.bytes),
  size: file.bytes.length,
});

async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest();
}
const copyCredentials = (credentials: ContentCredentials | null): LabelRead['credentials'] =>
  credentials === null ? null : { ...credentials, sourceTypes: [...credentials.sourceTypes] };

const bare = (extension: string): string => extension.replace(/^\./, '');

const describe = ({ sha256: digest, label, madeAt, ...row }: ProducedRow): ProducedContent => ({
  ...row,
  sha256: digest.toString('hex'),
  aigc: aigcSchema.parse(JSON.parse(label)),
  at: madeAt.toISOString(),
});
