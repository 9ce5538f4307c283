import { randomFillSync } from 'node:crypto';
import { Agent } from 'undici';
import { defaultPolicy } from '../contract/index.ts';
import { makeNeutralTexts } from '../demonstration/index.ts';
import type { AgreementsService } from '../duties/agreements/index.ts';
import { ClassifierService } from '../duties/classifier/index.ts';
import type { ComplaintsService } from '../duties/complaints/index.ts';
import { ContentService, ShadowRunner } from '../duties/content/index.ts';
import type { DisclosureService } from '../duties/disclosure/index.ts';
import type { IdentityService } from '../duties/identity/index.ts';
import {
  type ExportsService,
  FileSweeper,
  LabelAgreements,
  LabellingService,
  LiftsService,
  ProducedFiles,
} from '../duties/labelling/index.ts';
import type { MinorsService } from '../duties/minors/index.ts';
import type { PrivacyService } from '../duties/privacy/index.ts';
import { ScopeWatch, ScopingService } from '../duties/scoping/index.ts';
import {
  type ContentVault,
  createEvidenceReader,
  createUnitOfWork,
  type EvidenceKeys,
  type EvidenceReader,
  openKeys,
  openVault,
  recordLogOpening,
  type UnitOfWork,
} from '../evidence/index.ts';
import { createStoredTexts, type ExchangesService } from '../exchanges/index.ts';
import { type FileStore, openFileStore } from '../files/index.ts';
import { Upstreams } from '../gateway/index.ts';
import {
  type Clock,
  type Config,
  type FillRandom,
  HOUR_MS,
  IdFactory,
  type Log,
  MINUTE_MS,
  systemClock,
} from '../kernel/index.ts';
import type { LawBook } from '../law/index.ts';
import { channelsOf, Notices, Webhooks } from '../notices/index.ts';
import { createOpinions, type Opinions } from '../opinions/index.ts';
import { compileOneList, createRegistry, type Registry, type UpstreamTarget } from '../registry/index.ts';
import { compileScreen } from '../screening/index.ts';
import type { Digests, StatusService } from '../status/index.ts';
import { type Database, migrate, openStore, type Store } from '../store/index.ts';
import { createAgreements } from './agreements.ts';
import { readShippedModel } from './classifier/shipped-model.ts';
import { createComplaints, providerNameOf } from './complaints.ts';
import { createDesk, type Desk } from './desk.ts';
import { createEnforcement, type Enforcement } from './enforcement.ts';
import { createIdentity } from './identity.ts';
import { openLabelKeys } from './label-keys.ts';
import { createMinors } from './minors.ts';
import { openLaw } from './open-law.ts';
import { createPortal, type Portal } from './portal.ts';
import { createPrivacy } from './privacy.ts';
import { pseudonymOf } from './pseudonym.ts';
import { createRegisters, type Registers } from './registers.ts';
import { toReviewRequest } from './review-requests.ts';
import { namesOf } from './scoping.ts';
import { publicUrlOf } from './setup-token.ts';
import { createDigests } from './status/create-digests.ts';
import { createStatus } from './status/create-status.ts';
import { createExchangeReader, createTextExports } from './text-exports.ts';
import { createTryText } from './try-text.ts';

// To one vendor at once; more wait within their time-out.
const JUDGE_CONNECTIONS_MAX = 64;

/** What every process of Hegui stands on, a server and a command alike. */
export interface Core {
  readonly config: Config;
  /** Checked before anything else is opened; a law at fault lets nothing start. */
  readonly law: LawBook;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly fillRandom: FillRandom;
  readonly store: Store;
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly keys: EvidenceKeys;
  readonly vault: ContentVault;
  readonly reader: EvidenceReader;
  readonly upstreams: Upstreams;
  readonly registry: Registry;
  readonly content: ContentService;
  /** Tries drafts of word lists on live traffic; a server starts it, commands need not. */
  readonly shadow: ShadowRunner;
  readonly classifier: ClassifierService;
  readonly opinions: Opinions;
  /** The register of what was made, and labels in files. */
  readonly labelling: LabellingService;
  /** Who may have content without explicit label, and what left so; a server sweeps it, commands need not. */
  readonly lifts: LiftsService;
  /** Exchanges with their content; opening one leaves evidence. */
  readonly exchanges: ExchangesService;
  /** Conversations as labelled files. */
  readonly textExports: ExportsService;
  /** Texts of the labelling agreement. */
  readonly labelAgreements: LabelAgreements;
  /** Where files wait to be fetched. */
  readonly fileStore: FileStore;
  readonly producedFiles: ProducedFiles;
  /** Deletes files whose time is over; a server starts it, commands need not. */
  readonly fileSweeper: FileSweeper;
  /** What applies to services, kept. */
  readonly scoping: ScopingService;
  /** Asks whether that still holds; a server starts it, commands need not. */
  readonly scopeWatch: ScopeWatch;
  /** Review and cases. */
  readonly desk: Desk;
  /** Where the provider stands; a server starts it, commands need not. */
  readonly status: StatusService;
  /** Tells people where it stands; a server starts it, commands need not. */
  readonly digests: Digests;
  /** What is told to people and systems outside; a server delivers, commands need not. */
  readonly notices: Notices;
  /** Where the apps of services are told. */
  readonly webhooks: Webhooks;
  /** What the public portal stands on. */
  readonly portal: Portal;
  readonly complaints: ComplaintsService;
  readonly enforcement: Enforcement;
  /** What users agree to; a server starts its memory, commands need not. */
  readonly agreements: AgreementsService;
  /** What services say about themselves, and what users say about training; as above. */
  readonly disclosure: DisclosureService;
  /** Who end users are; a server starts its memory, commands need not. */
  readonly identity: IdentityService;
  /** Ages, minor mode, guardians and companions; a server starts its memory, commands need not. */
  readonly minors: MinorsService;
  /** Requests about personal information, erasure and terms; a server starts it, commands need not. */
  readonly privacy: PrivacyService;
  /** Incidents, orders, licences, who answers for what, and letters about them. */
  readonly registers: Registers;
  close(): Promise<void>;
}

export interface CoreOptions {
  readonly config: Config;
  readonly log: Log;
  /** `own`: a server; `join`: one command, beside a running server or alone. */
  readonly mode: 'own' | 'join';
  /** Where the demonstration upstream listens; commands have none. */
  readonly demonstrationUrl?: string;
  /** Where clients reach the gateway; known only once a server listens. */
  readonly gatewayUrl?: string;
  /** Where this very process listens, such as `http://127.0.0.1:8815`. */
  readonly selfUrl?: string;
}

/** Opens the database, brings it up to date, opens the keys, and puts the use cases together. Serves nothing yet. */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { config, log, mode } = options;
  const clock = systemClock;
  const ids = new IdFactory(() => clock.now().getTime());
  const fillRandom: FillRandom = (buffer) => void randomFillSync(buffer);
  const law = await openLaw(config);
  const store = await openStore({ config, log, clock, mode });
  const { database } = store;
  try {
    await migrate(database, clock);
    const unitOfWork = createUnitOfWork({ database, clock, ids });
    const keys = await openKeys({ config, database });
    await recordLogOpening({ database, unitOfWork, signer: keys.signer });
    const vault = await openVault({ database, unitOfWork, encryption: keys.encryption, ids, clock });
    const upstreams = new Upstreams({ clock, log });
    const classifier = new ClassifierService({ database, unitOfWork, ids, clock, shipped: readShippedModel });
    const registry = createRegistry({
      database,
      unitOfWork,
      ids,
      clock,
      log,
      fillRandom,
      keyEncryption: keys.encryption,
      compile: compileScreen,
      readClassifier: (tx) => classifier.readActive(tx),
      gatewayUrl: options.gatewayUrl ?? `${publicUrlOf(config)}/v1`,
      timeouts: config.upstream,
      demonstration: demonstrationTarget(config, options.demonstrationUrl),
      upstreamHealth: (id) => upstreams.health(id),
      probe: (target) => upstreams.probe(target),
    });
    const content = new ContentService({
      database,
      unitOfWork,
      ids,
      clock,
      log,
      tryText: createTryText(registry),
      compileList,
      storedTexts: createStoredTexts({ database, vault }),
      neutralTexts: once(makeNeutralTexts),
    });
    const { store: fileStore, close: closeFileStore } = openFileStore(config, clock);
    const fileParts = { database, unitOfWork, store: fileStore, clock, log };
    const producedFiles = new ProducedFiles({ ...fileParts, vault, ids, fillRandom });
    const fileSweeper = new FileSweeper(fileParts);
    const labelling = new LabellingService({
      database,
      unitOfWork,
      ids,
      clock,
      files: producedFiles,
      ...openLabelKeys(config),
      providerCodeOf: (serviceId) => registry.live.current.services.get(serviceId)?.providerCode,
      lifeMsOf: (serviceId) => {
        const { addressMinutes, filmHours } = (registry.live.current.services.get(serviceId)?.policy ?? defaultPolicy)
          .files;
        return { address: (addressMinutes ?? config.media.addressMinutes) * MINUTE_MS, film: filmHours * HOUR_MS };
      },
    });
    const labelAgreements = new LabelAgreements({ database, unitOfWork, clock });
    const lifts = new LiftsService({
      database,
      unitOfWork,
      ids,
      clock,
      agreements: labelAgreements,
      pseudonym: pseudonymOf(keys.keyedHash),
    });
    const scopeWatch = new ScopeWatch({ database, unitOfWork, ids, clock, log });
    const scoping = new ScopingService({
      database,
      unitOfWork,
      ids,
      clock,
      namesOf: namesOf(registry),
      onTold: (serviceId) => scopeWatch.lookSoon(serviceId),
    });
    const shadow = new ShadowRunner({ database, clock, log, compileList });
    const reader = createEvidenceReader({ database, key: keys.signer.key });
    const exchanges = createExchangeReader({ database, unitOfWork, clock, vault, reader, keys });
    const textExports = createTextExports(exchanges, { clock, registry, labelling });
    const { selfUrl } = options;
    const onDecided: Parameters<typeof createDesk>[0]['onDecided'] = (decided) =>
      opinions.noteHumanDecision(decided).catch((error: unknown) => {
        const fields = { exchange: decided.exchangeId, error: error instanceof Error ? error : undefined };
        log.error(fields, 'a decision was not counted for the judges');
      });
    const desk = createDesk({
      database,
      unitOfWork,
      clock,
      ids,
      vault,
      reader,
      keys,
      registry,
      selfUrl,
      onDecided,
      takePhrase: content.takePhrase,
      withheldFromTraining: (exchangeIds) => privacy.withheldFromTraining(exchangeIds),
    });
    const webhooks = new Webhooks({ database, unitOfWork, ids, clock, fillRandom, keyEncryption: keys.encryption });
    const notices = new Notices({
      database,
      unitOfWork,
      vault,
      ids,
      clock,
      log,
      channels: channelsOf(config.notices, clock),
      webhooks,
    });
    const portal = createPortal({ config, database, unitOfWork, clock, fillRandom, keys, notices });
    const complaints = createComplaints({
      database,
      unitOfWork,
      vault,
      ids,
      clock,
      log,
      notices,
      portal,
      desk,
      registry,
    });
    const pseudonym = pseudonymOf(keys.keyedHash);
    const enforcement = createEnforcement({ database, unitOfWork, vault, ids, clock, log, notices, portal, pseudonym });
    const { agreements, disclosure } = createAgreements({
      database,
      unitOfWork,
      ids,
      clock,
      pseudonym,
      law,
      registry,
      lifts,
      complaints,
      portal,
    });
    const identity = createIdentity({
      database,
      unitOfWork,
      ids,
      clock,
      fillRandom,
      keyedHash: keys.keyedHash,
      keyEncryption: keys.encryption,
      pseudonym,
      law,
      registry,
      notices,
      portal,
    });
    const minors = createMinors({
      database,
      unitOfWork,
      vault,
      ids,
      clock,
      log,
      fillRandom,
      law,
      registry,
      scoping,
      identity,
      notices,
      portal,
      pseudonym,
    });
    const privacy = createPrivacy({
      database,
      unitOfWork,
      vault,
      ids,
      clock,
      log,
      fillRandom,
      keyedHash: keys.keyedHash,
      notices,
      portal,
      registry,
      complaints,
      producedFiles,
      lifts,
      pseudonym,
    });
    const registers = createRegisters({
      database,
      unitOfWork,
      ids,
      clock,
      law,
      scopes: () => scoping.latest(),
      providerName: () => providerNameOf(registry),
    });
    const judgeConnections = new Agent({ connections: JUDGE_CONNECTIONS_MAX, pipelining: 1, allowH2: false });
    const opinions = createOpinions({
      database,
      unitOfWork,
      ids,
      clock,
      log,
      keyEncryption: keys.encryption,
      vault,
      services: () => registry.live.current.services,
      rejudgePerHour: config.opinions.rejudgePerHour,
      connections: judgeConnections,
      enqueueReview: (item) => desk.review.enqueue(toReviewRequest(item)),
    });
    const close = async (): Promise<void> => {
      await content.backtests.close();
      await judgeConnections.destroy();
      await upstreams.close();
      await closeFileStore();
      await vault.close();
      await store.close();
    };
    const parts = {
      config,
      law,
      log,
      clock,
      ids,
      fillRandom,
      store,
      database,
      unitOfWork,
      keys,
      vault,
      reader,
      upstreams,
      registry,
      content,
      shadow,
      classifier,
      opinions,
      labelling,
      lifts,
      labelAgreements,
      exchanges,
      textExports,
      fileStore,
      producedFiles,
      fileSweeper,
      scoping,
      scopeWatch,
      desk,
      notices,
      webhooks,
      portal,
      complaints,
      enforcement,
      agreements,
      disclosure,
      identity,
      minors,
      privacy,
      registers,
      close,
    };
    const status = createStatus(parts, selfUrl);
    const publicUrl = options.gatewayUrl?.replace(/\/v1$/, '') ?? publicUrlOf(config);
    return { ...parts, status, digests: createDigests(parts, status, publicUrl) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

const compileList = (list: Parameters<typeof compileOneList>[0]) => compileOneList(list, compileScreen);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

// Tests of a text must see a change made a moment ago, so they load the registry anew.
/** The upstream that Hegui starts itself; used for services as long as no other is connected. */
function demonstrationTarget(config: Config, baseUrl = 'http://127.0.0.1:9/v1'): UpstreamTarget {
  return {
    id: 'demonstration',
    name: '演示上游 · demonstration upstream',
    baseUrl,
    apiKey: null,
    models: {},
    connectMs: config.upstream.connectMs,
    firstByteMs: config.upstream.firstByteMs,
    idleMs: config.upstream.idleMs,
    demonstration: true,
  };
}
