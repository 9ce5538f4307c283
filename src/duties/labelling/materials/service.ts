import {
  type LabelMaterials,
  MATERIALS_PICTURE_BYTES_MAX,
  type ProducedKind,
  type TextFormat,
} from '../../../contract/index.ts';
import { writeApart } from '../../../documents/index.ts';
import type { Actor, UnitOfWork } from '../../../evidence/index.ts';
import { type Clock, type IdFactory, invalidField, sha256Hex } from '../../../kernel/index.ts';
import type { ExportsService } from '../exports/index.ts';
import type { LiftsService } from '../lifts/index.ts';
import type { LabellingService } from '../service.ts';
import { composeMaterials } from './compose-materials.ts';
import type {
  LabelledSample,
  MarkedSample,
  MaterialsFacts,
  MaterialsPack,
  MaterialsPicture,
  MaterialsPorts,
  MaterialsSubject,
  PackFile,
  SampleAnswer,
} from './model.ts';

export interface MaterialsParts {
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly labelling: Pick<LabellingService, 'label' | 'register' | 'verify'>;
  readonly exports: Pick<ExportsService, 'forStaff' | 'ofSample'>;
  readonly lifts: Pick<LiftsService, 'agreementsFor'>;
  readonly ports: MaterialsPorts;
}

const TEXT_FORMATS: readonly TextFormat[] = ['txt', 'md', 'docx', 'pdf'];

/**
 * The materials that app stores and filings ask for about labels, made of what runs: policy, marks really drawn, samples really
 * labelled and registered, and what readers say about them. @law labelling-measures#7 labelling-measures#12
 */
export class MaterialsService {
  readonly #parts: MaterialsParts;

  constructor(parts: MaterialsParts) {
    this.#parts = parts;
  }

  /**
   * One pack; its entry in the log is durable when it resolves.
   *
   * @throws HeguiError E_NOT_FOUND for a service that is not in use, E_REQUEST_INVALID for a picture that is none.
   */
  async make({ service: serviceId, language, model, pictures }: LabelMaterials, by: Actor): Promise<MaterialsPack> {
    const { ports, ids, clock, lifts } = this.#parts;
    const given = await this.#readGiven(pictures);
    const subject = await ports.subjectOf(serviceId);
    const packId = ids.next('mat');
    const answer = await ports.askService(serviceId, model ?? null, language, by);
    const { samples: marked, filmMissing } = await ports.markSamples(subject.service.policy);
    const samples = [
      ...(await this.#mediaSamples(subject, marked, by)),
      ...(await this.#textSamples(subject, answer, language, by)),
    ];
    const [sample] = samples;
    const taken =
      sample === undefined
        ? ({ kind: 'none', reason: { zh: '没有可供核验的样例', en: 'there is no sample to check' } } as const)
        : await ports.takePictures({ language, sample, answer });
    const agreements = await lifts.agreementsFor(subject.service);
    const about = { packId, language, madeAt: clock.now(), filmMissing, answer, taken, given, agreements };
    const facts = { ...subject, ...about, samples };
    const files = await filesOf(facts);
    await this.#record(facts, files, by);
    return { packId, files, taken, filmMissing, hasAnswer: answer !== null };
  }

  async #readGiven(pictures: LabelMaterials['pictures']): Promise<MaterialsPicture[]> {
    const read: MaterialsPicture[] = [];
    for (const [index, { caption, base64 }] of pictures.entries()) {
      const bytes = Buffer.from(base64, 'base64');
      const path = `pictures.${index}`;
      if (bytes.length > MATERIALS_PICTURE_BYTES_MAX) throw invalidField(path, 'is larger than 5 MiB; make it smaller');
      const picture = await this.#parts.ports.readPicture(bytes).catch((cause: unknown) => {
        throw Object.assign(invalidField(path, 'must be a PNG or a JPEG'), { cause });
      });
      const extension = picture.mediaType === 'image/png' ? 'png' : 'jpg';
      read.push({ ...picture, bytes, caption, name: `given-${index + 1}.${extension}` });
    }
    return read;
  }

  async #mediaSamples(
    { service }: MaterialsSubject,
    marked: readonly MarkedSample[],
    by: Actor,
  ): Promise<LabelledSample[]> {
    const { labelling } = this.#parts;
    const samples: LabelledSample[] = [];
    for (const { name, bytes, shown } of marked) {
      const file = await labelling.label({ bytes, name }, service.providerCode);
      const made = { file, serviceId: service.id, exchangeId: null, model: null, explicitReason: null };
      await labelling.register(made, by);
      const { produceId, kind, bytes: labelled } = file;
      const verdict = await labelling.verify({ bytes: labelled, name });
      samples.push({ name, kind, produceId, bytes: labelled, verdict, ...(shown === undefined ? {} : { shown }) });
    }
    return samples;
  }

  /** From a real answer of the service; from fixed words where it gave none. */
  async #textSamples(
    { service }: MaterialsSubject,
    answer: SampleAnswer | null,
    language: MaterialsFacts['language'],
    by: Actor,
  ): Promise<LabelledSample[]> {
    const { exports, labelling } = this.#parts;
    const samples: LabelledSample[] = [];
    for (const format of TEXT_FORMATS) {
      const order = { format, language } as const;
      const { file, sidecar } =
        answer === null
          ? await exports.ofSample(service.id, order, by)
          : await exports.forStaff({ exchange: answer.exchangeId, scope: 'conversation', ...order }, by);
      const kind: ProducedKind = file.kind;
      const name = `text.${format}`;
      const verdict = await labelling.verify({ bytes: file.bytes, name });
      const beside = sidecar === null ? {} : { sidecar: { ...sidecar, name: `${name}.aigc.json` } };
      samples.push({ name, kind, produceId: file.produceId, bytes: file.bytes, verdict, ...beside });
    }
    return samples;
  }

  async #record(
    { packId, service, language, taken, given, answer }: MaterialsFacts,
    files: readonly PackFile[],
    by: Actor,
  ) {
    await this.#parts.unitOfWork.run(async (_tx, evidence) => {
      evidence.append('label-materials.made', {
        pack: packId,
        service: service.id,
        language,
        pictures: taken.kind === 'taken' ? taken.pictures.length : 0,
        given: given.length,
        ...(answer === null ? {} : { exchange: answer.exchangeId }),
        files: files.map(({ path, bytes }) => ({ path, digest: sha256Hex(bytes) })),
        by,
      });
    });
  }
}

async function filesOf(facts: MaterialsFacts): Promise<PackFile[]> {
  const document = composeMaterials(facts);
  const pictures = [...(facts.taken.kind === 'taken' ? facts.taken.pictures : []), ...facts.given];
  return [
    { path: 'materials.docx', bytes: await writeApart('docx', document) },
    { path: 'materials.pdf', bytes: await writeApart('pdf', document) },
    ...facts.samples.flatMap(({ name, bytes, sidecar }) => [
      { path: `samples/${name}`, bytes },
      ...(sidecar === undefined ? [] : [{ path: `samples/${sidecar.name}`, bytes: Buffer.from(sidecar.text) }]),
    ]),
    ...pictures.map(({ name, bytes }) => ({ path: `screenshots/${name}`, bytes })),
  ];
}
