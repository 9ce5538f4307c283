import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { defaultPolicy, type ExchangeDetail, type ExchangeExport, type TextFormat } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { type Clock, HeguiError, type IdFactory, invalidField, unknownId } from '../../../kernel/index.ts';
import { buildImplicitLabel, buildSidecar, bytesSource, isLabelMark, sidecarName } from '../../../label/index.ts';
import type { GrantedLift } from '../lifts/index.ts';
import type { LabelledFile } from '../model.ts';
import type { LabellingService } from '../service.ts';
import { composeText } from './compose-text.ts';
import type {
  Conversation,
  ExportedFile,
  ExportedService,
  FindExchange,
  OpenExchange,
  SentExport,
  TextOrder,
  UserExport,
} from './model.ts';
import { readTurns, withoutMark } from './read-turns.ts';
import { EXPORT_TEXTS } from './texts.ts';

export interface ExportsParts {
  readonly labelling: Pick<LabellingService, 'label' | 'register'>;
  readonly ids: IdFactory;
  readonly clock: Clock;
  /** A service in use; undefined for any other. */
  readonly serviceOf: (id: string) => ExportedService | undefined;
  readonly findExchange: FindExchange;
  readonly openExchange: OpenExchange;
}

/** Why content was opened, as `content.viewed` says. */
const PURPOSE = 'labelled-export';

/**
 * Conversations as files that leave the house: each carries both labels and is in the register. Texts that were not made and
 * recorded here cannot be vouched for, so they are only taken through the gateway, which screens and records them first.
 * @law labelling-measures#4 labelling-measures#5
 */
export class ExportsService {
  readonly #parts: ExportsParts;

  constructor(parts: ExportsParts) {
    this.#parts = parts;
  }

  /**
   * A recorded conversation for a member of staff. Opening it leaves evidence, as looking at it does.
   *
   * @throws HeguiError E_NOT_FOUND, E_CONTENT_ERASED, E_REQUEST_INVALID when nothing in it was generated.
   */
  async forStaff({ exchange, ...order }: ExchangeExport, by: Actor): Promise<ExportedFile> {
    const found = await this.#parts.findExchange(exchange);
    if (found === undefined) throw unknownId('exchange');
    const service = this.#requireService(found.serviceId);
    const conversation = await this.#open(service, exchange, order.scope, by);
    return await this.#make(service, conversation, { ...order, lift: null }, by);
  }

  /**
   * A recorded conversation for the end user who had it. One of another service or another end user is not found.
   *
   * @throws HeguiError as `forStaff`.
   */
  async forUser({ serviceId, endUser, exchangeId, ...order }: UserExport): Promise<ExportedFile> {
    const found = await this.#parts.findExchange(exchangeId);
    const isOwn = found?.serviceId === serviceId && (found.endUser === null || found.endUser === endUser);
    if (!isOwn) throw unknownId('exchange of this service and end user');
    const service = this.#requireService(serviceId);
    const conversation = await this.#open(service, exchangeId, order.scope, 'system');
    return await this.#make(service, conversation, order, 'system');
  }

  /** A conversation that the app sent, which the gateway has screened and recorded. */
  async ofSent({ serviceId, exchangeId, model, turns, ...order }: SentExport): Promise<ExportedFile> {
    const service = this.#requireService(serviceId);
    const conversation = { exchangeId, serviceName: service.name, model, at: this.#parts.clock.now(), turns };
    return await this.#make(service, conversation, order, 'system');
  }

  /** Fixed words of ours with the labels of a service, for materials that show where they stand. */
  async ofSample(serviceId: string, order: Pick<UserExport, 'format' | 'language'>, by: Actor): Promise<ExportedFile> {
    const service = this.#requireService(serviceId);
    const { sample } = EXPORT_TEXTS[order.language];
    const turns = [{ speaker: 'assistant', text: sample }] as const;
    const conversation = {
      exchangeId: null,
      serviceName: service.name,
      model: '–',
      at: this.#parts.clock.now(),
      turns,
    };
    return await this.#make(service, conversation, { ...order, lift: null }, by);
  }

  #requireService(id: string): ExportedService {
    const service = this.#parts.serviceOf(id);
    if (service !== undefined) return service;
    throw invalidField('exchange', 'belongs to a service that is retired, whose label can no longer be written');
  }

  async #open(service: ExportedService, id: string, scope: ExchangeExport['scope'], by: Actor): Promise<Conversation> {
    const detail: ExchangeDetail = await this.#parts.openExchange(id, by, PURPOSE);
    if (detail.content === null) throw new HeguiError('E_CONTENT_ERASED', 'the content of this exchange was erased');
    const turns = readTurns(detail.content, scope);
    if (turns.length === 0)
      throw invalidField('exchange', 'holds no text that a model made; there is nothing to export');
    return { exchangeId: id, serviceName: service.name, model: detail.model, at: new Date(detail.openedAt), turns };
  }

  async #make(
    service: ExportedService,
    conversation: Conversation,
    order: Pick<UserExport, 'format' | 'language' | 'lift'>,
    by: Actor,
  ): Promise<ExportedFile> {
    const { format, language, lift } = order;
    const text = markOf(service);
    const where = service.policy.label.explicit === 'prepend' ? 'start' : 'end';
    // A file must carry the mark itself, also where the policy leaves answers to the interface.
    const mark = lift === null ? ({ text, where } as const) : null;
    const turns = lift === null ? conversation.turns : withoutMark(conversation.turns, text);
    const said = { ...conversation, turns };
    const { file, sidecar } = await this.#write(service, said, { format, language, mark });
    await this.#register(service, conversation, file, lift, by);
    const name = nameOf(conversation.exchangeId, format);
    const download = await downloadOf(name, file, sidecar, conversation.at);
    return { file, hasMark: mark !== null, name, sidecar, download };
  }

  /** With its implicit label in its place, or beside it where the format has none. */
  async #write(
    { providerCode }: ExportedService,
    conversation: Conversation,
    order: TextOrder,
  ): Promise<Pick<ExportedFile, 'file' | 'sidecar'>> {
    const { labelling, ids } = this.#parts;
    const name = nameOf(conversation.exchangeId, order.format);
    if (order.format !== 'txt') {
      const bytes = await composeText(conversation, order);
      return { file: await labelling.label({ bytes, name }, providerCode), sidecar: null };
    }
    const produceId = ids.next('prd');
    const label = buildImplicitLabel({ providerCode, produceId });
    const bytes = await composeText(conversation, { ...order, produceId });
    const beside = await buildSidecar(bytesSource(bytes), name, label);
    const kind = { kind: 'text', format: 'text', mediaType: 'text/plain', extension: 'txt' } as const;
    return { file: { produceId, bytes, label, ...kind }, sidecar: { name: sidecarName(name), text: beside } };
  }

  async #register(
    { id: serviceId }: ExportedService,
    { exchangeId, model }: Conversation,
    file: LabelledFile,
    lift: GrantedLift | null,
    by: Actor,
  ): Promise<void> {
    const explicitReason = lift === null ? null : 'lifted';
    const made = { file, serviceId, exchangeId, model, explicitReason } as const;
    await this.#parts.labelling.register(lift === null ? made : { ...made, lift }, by);
  }
}

/** The policy's own words; words from before they were checked this strictly give way to ones that are lawful. */
const markOf = ({ policy }: ExportedService): string =>
  isLabelMark(policy.label.text) ? policy.label.text : defaultPolicy.label.text;

const NAME_CHARS = 8;
const nameOf = (exchangeId: string | null, format: TextFormat): string =>
  `hegui-${exchangeId?.slice(-NAME_CHARS) ?? 'sample'}.${format}`;

async function downloadOf(
  name: string,
  { bytes, mediaType }: LabelledFile,
  sidecar: ExportedFile['sidecar'],
  mtime: Date,
): Promise<ExportedFile['download']> {
  if (sidecar === null) return { name, mediaType, bytes };
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from(bytes), name, { mtime });
  archive.addBuffer(Buffer.from(sidecar.text), sidecar.name, { mtime });
  archive.end();
  return {
    name: name.replace(/\.txt$/, '.zip'),
    mediaType: 'application/zip',
    bytes: await buffer(archive.outputStream),
  };
}
