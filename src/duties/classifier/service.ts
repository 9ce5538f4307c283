import { type ClassifierModelInfo, SHIPPED_MODEL_ID } from '../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../evidence/index.ts';
import {
  type Clock,
  conflictingField,
  HeguiError,
  type IdFactory,
  invalidField,
  sha256Hex,
  unknownId,
} from '../../kernel/index.ts';
import type { ActiveClassifier } from '../../registry/index.ts';
import { type ClassifierModel, decodeModel } from '../../screening/index.ts';
import { type Database, type Sql, sqlStateOf } from '../../store/index.ts';
import { deleteModel, insertModel, listModels, lockModels, readActive, readModelFile, setActive } from './store.ts';

export interface ClassifierParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  /** The bytes of the model that comes with Hegui. */
  readonly shipped: () => Uint8Array;
}

export interface ModelGiven {
  readonly name: string;
  readonly file: Uint8Array;
}

const FILE_BYTES_MAX = 18_000_000;
const UNIQUE_VIOLATION = '23505';

/** Which model of the classifier reads along, and the provider's own ones. @law measures#4 */
export class ClassifierService {
  readonly #parts: ClassifierParts;
  #shipped: ActiveClassifier | undefined;
  #active: ActiveClassifier | undefined;

  constructor(parts: ClassifierParts) {
    this.#parts = parts;
  }

  /** The shipped model first, then the provider's own, newest first. */
  async list(): Promise<ClassifierModelInfo[]> {
    const rows = await listModels(this.#parts.database);
    const shipped = this.#readShipped();
    const isShippedActive = rows.every(({ isActive }) => !isActive);
    return [
      describe({ ...shipped, isActive: isShippedActive, createdAt: null }, this.#parts.shipped().length),
      ...rows.map((row) => describe({ ...row, model: decodeModel(row.file) }, row.file.length)),
    ];
  }

  /** @throws HeguiError E_NOT_FOUND */
  async read(id: string): Promise<ClassifierModelInfo> {
    const found = (await this.list()).find((model) => model.id === id);
    if (found === undefined) throw unknownId('classifier model');
    return found;
  }

  /** The bytes of a model. @throws HeguiError E_NOT_FOUND */
  async file(id: string): Promise<Uint8Array> {
    if (id === SHIPPED_MODEL_ID) return this.#parts.shipped();
    const row = await readModelFile(this.#parts.database, id);
    if (row === undefined) throw unknownId('classifier model');
    return row.file;
  }

  /**
   * Keeps a model that `hegui classifier train` made; it is not active yet.
   *
   * @throws HeguiError E_REQUEST_INVALID when the file is no model, E_CONFLICT when name or file are there already.
   */
  async add({ name, file }: ModelGiven, by: Actor): Promise<ClassifierModelInfo> {
    const model = openGiven(file);
    const digest = sha256Hex(file);
    if (digest === this.#readShipped().digest)
      throw conflictingField('file', 'is the shipped model, which is there already');
    const id = this.#parts.ids.next('clm');
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await refuseTaken(insertModel(tx, { id, name, digest, file, at: this.#parts.clock.now() }));
      const { dataDigest } = model.card;
      evidence.append('classifier.model-added', {
        model: id,
        name,
        digest,
        bytes: file.length,
        risks: [...model.risks],
        dataDigest,
        by,
      });
    });
    return await this.read(id);
  }

  /** From now on this model reads along; nothing is written when it does already. @throws HeguiError E_NOT_FOUND */
  async activate(id: string, by: Actor): Promise<ClassifierModelInfo> {
    const before = await this.read(id);
    if (before.active) return before;
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await lockModels(tx);
      const isShipped = id === SHIPPED_MODEL_ID;
      if (!isShipped && (await readModelFile(tx, id)) === undefined) throw unknownId('classifier model');
      if (((await readActive(tx))?.id ?? SHIPPED_MODEL_ID) === id)
        throw conflictingField('id', 'was just made active by someone else; reload');
      await setActive(tx, isShipped ? null : id);
      evidence.append('classifier.model-activated', { model: id, digest: before.digest, by });
    });
    return await this.read(id);
  }

  /** Removes a model. @throws HeguiError E_NOT_FOUND; E_CONFLICT for the active and for the shipped one. */
  async retire(id: string, by: Actor): Promise<void> {
    if (id === SHIPPED_MODEL_ID) throw conflictingField('id', 'the shipped model comes with Hegui and stays');
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await lockModels(tx);
      const row = await readModelFile(tx, id);
      if (row === undefined) throw unknownId('classifier model');
      if (row.isActive) throw conflictingField('id', 'the model is active; make another one active first');
      await deleteModel(tx, id);
      evidence.append('classifier.model-retired', { model: id, digest: row.digest, by });
    });
  }

  /** The model that is active as of the transaction; a model once opened is kept as long as it is active. */
  async readActive(tx: Sql): Promise<ActiveClassifier> {
    const row = await readActive(tx);
    if (row === undefined) return this.#readShipped();
    if (this.#active?.digest !== row.digest) {
      const stored = await readModelFile(tx, row.id);
      if (stored === undefined) throw new HeguiError('E_INTERNAL', 'the active classifier model is gone');
      this.#active = { id: row.id, name: row.name, digest: row.digest, model: decodeModel(stored.file) };
    }
    return this.#active;
  }

  #readShipped(): ActiveClassifier {
    if (this.#shipped === undefined) {
      const bytes = this.#parts.shipped();
      const model = decodeModel(bytes);
      this.#shipped = { id: SHIPPED_MODEL_ID, name: model.card.name, digest: sha256Hex(bytes), model };
    }
    return this.#shipped;
  }
}

function openGiven(file: Uint8Array): ClassifierModel {
  if (file.length > FILE_BYTES_MAX)
    throw invalidField('file', `has more than ${FILE_BYTES_MAX} bytes; train with fewer buckets`);
  try {
    return decodeModel(file);
  } catch (error) {
    if (!(error instanceof HeguiError)) throw error;
    throw invalidField('file', error.message);
  }
}

async function refuseTaken(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw conflictingField('name', 'a model with this name or with the same content is there already');
  }
}

type Described = ActiveClassifier & { readonly isActive: boolean; readonly createdAt: Date | null };

function describe({ id, name, digest, model, isActive, createdAt }: Described, bytes: number): ClassifierModelInfo {
  const { card, parts, risks } = model;
  const { figures } = card;
  return {
    id,
    name,
    active: isActive,
    digest,
    bytes,
    risks: [...risks],
    windowUnits: parts.windowUnits,
    hopUnits: parts.hopUnits,
    card: { ...card, labels: { ...card.labels }, figures: { ...figures, curve: [...figures.curve] } },
    createdAt: createdAt?.toISOString() ?? null,
  };
}
