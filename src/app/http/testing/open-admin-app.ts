import { generateKeyPairSync, randomBytes, randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { Agent } from 'undici';
import { freshDatabase } from '../../../../tests/support/cluster.ts';
import { type Problem, problemSchema, type Role, roleSchema, sessionSchema } from '../../../contract/index.ts';
import { agreementPages } from '../../../duties/agreements/index.ts';
import { ClassifierService } from '../../../duties/classifier/index.ts';
import { complaintPages } from '../../../duties/complaints/index.ts';
import { CasesService, ContentService, ReviewService } from '../../../duties/content/index.ts';
import { disclosurePages } from '../../../duties/disclosure/index.ts';
import { measurePages } from '../../../duties/enforcement/index.ts';
import { identityPages } from '../../../duties/identity/index.ts';
import {
  CoverageService,
  LabelAgreements,
  LabellingService,
  LiftsService,
  ProducedFiles,
} from '../../../duties/labelling/index.ts';
import { minorPages } from '../../../duties/minors/index.ts';
import { privacyPages } from '../../../duties/privacy/index.ts';
import { ScopingService } from '../../../duties/scoping/index.ts';
import {
  createEvidenceReader,
  createHealthCheck,
  createKeyEncryption,
  createKeyedHash,
  createLogSigner,
  createUnitOfWork,
  exportBundle,
  openVault,
  startSequencer,
} from '../../../evidence/index.ts';
import { createExchangesService, createStoredTexts, findTrainable } from '../../../exchanges/index.ts';
import { FolderStore } from '../../../files/index.ts';
import { HeguiError, IdFactory, type Log, MINUTE_MS, Secret, silentLog, systemClock } from '../../../kernel/index.ts';
import { shippedLaw } from '../../../law/index.ts';
import { Notices, type NoticesParts, Webhooks } from '../../../notices/index.ts';
import { createOpinions } from '../../../opinions/index.ts';
import {
  FormTokens,
  noScanner,
  type PortalArea,
  PortalSettingsService,
  Receipts,
  UserLinks,
} from '../../../portal/index.ts';
import { compileOneList, createRegistry, type UpstreamTarget } from '../../../registry/index.ts';
import { compileScreen } from '../../../screening/index.ts';
import { createStaffService } from '../../../staff/index.ts';
import { StatusService, statusControls } from '../../../status/index.ts';
import { createAgreements, linksFor } from '../../agreements.ts';
import { readShippedModel } from '../../classifier/shipped-model.ts';
import { createComplaints } from '../../complaints.ts';
import { createEnforcement } from '../../enforcement.ts';
import { createIdentity, identityLinkFor } from '../../identity.ts';
import { openLabelKeys } from '../../label-keys.ts';
import { createMaterials } from '../../materials/create-materials.ts';
import { createMinors } from '../../minors.ts';
import { previewMark } from '../../preview-mark.ts';
import { createPrivacy } from '../../privacy.ts';
import { pseudonymOf } from '../../pseudonym.ts';
import { createRegisters } from '../../registers.ts';
import { namesOf } from '../../scoping.ts';
import { createDigests } from '../../status/create-digests.ts';
import { obligationsOf, versionsOf } from '../../status/obligations.ts';
import { createTextExports } from '../../text-exports.ts';
import { createTryText } from '../../try-text.ts';
import { type AdminAppParts, createAdminApp } from '../create-admin-app.ts';

export const SETUP_TOKEN = 'the-token-of-the-terminal';
export const PASSWORD = 'a long enough password';
export const CREDIT_CODE = '91440300708461136T';
export const ROLES = roleSchema.options;
export const INDEX_HTML = '<!doctype html><title>console</title>';

const DEMONSTRATION: UpstreamTarget = {
  id: 'demonstration',
  name: 'demonstration',
  baseUrl: 'http://127.0.0.1:1/v1',
  apiKey: null,
  models: {},
  connectMs: 500,
  firstByteMs: 500,
  idleMs: 500,
  demonstration: true,
};

/** What a browser keeps of its sign-in, as headers of its requests. */
export interface SignedIn {
  readonly cookie: string;
  readonly 'x-hegui-csrf': string;
}

/** States of the parts that the app only looks at; tests set them. */
export interface Switches {
  isDatabaseUp: boolean;
  evidenceDetail: string | null;
  areRecordsUp: boolean;
  isStopping: boolean;
  readonly circuits: Map<string, 'closed' | 'open' | 'half-open'>;
}

/** The admin app on real services and a database of its own; the gateway and the upstreams are only told of. */
export async function openAdminApp(
  overrides: Partial<AdminAppParts> & {
    bundleBytesMax?: number;
    areas?: readonly PortalArea[];
    channels?: NoticesParts['channels'];
  } = {},
) {
  const { bundleBytesMax, areas, channels = {}, ...replaced } = overrides;
  const fresh = await freshDatabase();
  const { database } = fresh;
  const clock = systemClock;
  const log = overrides.log ?? silentLog;
  const ids = new IdFactory();
  const fillRandom = (bytes: Uint8Array): void => void randomFillSync(bytes);
  const unitOfWork = createUnitOfWork({ database, clock, ids });
  const signer = createLogSigner(generateKeyPairSync('ed25519').privateKey);
  const encryption = createKeyEncryption(randomBytes(32));
  const pace = { busyMs: 5, idleMs: 20, checkpointMs: 0 };
  const sequencer = startSequencer({ database, signer, clock, log: silentLog, pace });
  const vault = await openVault({ database, unitOfWork, encryption, ids, clock });
  const switches: Switches = {
    isDatabaseUp: true,
    evidenceDetail: null,
    areRecordsUp: true,
    isStopping: false,
    circuits: new Map(),
  };
  const upstreamHealth = (id: string) => ({
    circuit: switches.circuits.get(id) ?? 'closed',
    failures: 0,
    lastError: null,
    lastOkAt: null,
    retryAt: null,
  });
  const registry = createRegistry({
    database,
    clock,
    ids,
    unitOfWork,
    log: silentLog,
    fillRandom,
    keyEncryption: encryption,
    compile: compileScreen,
    timeouts: { connectMs: 500, firstByteMs: 500, idleMs: 500 },
    demonstration: DEMONSTRATION,
    upstreamHealth,
    probe: async () => ({ ok: true, status: 200, models: ['demo'], message: 'Reachable.', ms: 1 }),
    gatewayUrl: 'http://127.0.0.1:8815/v1',
  });
  await registry.live.start();
  const staff = createStaffService({
    database,
    unitOfWork,
    clock,
    ids,
    fillRandom,
    setupToken: new Secret(SETUP_TOKEN),
    alsoInSetup: (tx, evidence, setup) => registry.alsoInSetup(tx, evidence, setup),
    passwordCost: { N: 2 ** 10, r: 8, p: 1 },
  });
  const content = new ContentService({
    database,
    unitOfWork,
    ids,
    clock,
    log: silentLog,
    compileList: (list) => compileOneList(list, compileScreen),
    storedTexts: createStoredTexts({ database, vault }),
    neutralTexts: () => [],
    tryText: createTryText(registry),
  });
  const connections = new Agent();
  const opinions = createOpinions({
    database,
    unitOfWork,
    ids,
    clock,
    log: silentLog,
    keyEncryption: encryption,
    vault,
    services: () => registry.live.current.services,
    rejudgePerHour: 3_600,
    connections,
    enqueueReview: async () => undefined,
  });
  const reader = createEvidenceReader({ database, key: signer.key });
  const checkEvidence = createHealthCheck({ database, sequencer, clock });
  const exchanges = createExchangesService({
    database,
    unitOfWork,
    clock,
    vault,
    evidence: reader,
    verifierKey: signer.key,
    pseudonym: (serviceId, user) => `${serviceId} ${user}`,
    readStatus: async () => ({
      health: { database: true, evidence: true, upstreams: [], terms: 0, openRequests: 0 },
      log: { size: 0, root: null, at: null, waiting: 0 },
    }),
  });
  const desk = {
    database,
    unitOfWork,
    ids,
    clock,
    readExchange: (id: string, by: Parameters<typeof exchanges.read>[1], purpose: string) =>
      exchanges.read(id, by, purpose),
    mayTrainOn: (exchangeIds: readonly string[]) => findTrainable(database, exchangeIds),
  };
  const review = new ReviewService({ ...desk, takePhrase: content.takePhrase });
  const cases = new CasesService({
    ...desk,
    askAgain: () => Promise.reject(new HeguiError('E_UPSTREAM_UNAVAILABLE', 'there is no gateway here')),
  });
  const agreements = new LabelAgreements({ database, unitOfWork, clock });
  const pseudonym = (serviceId: string, user: string): string => `${serviceId} ${user}`;
  const lifts = new LiftsService({ database, unitOfWork, ids, clock, agreements, pseudonym });
  const scoping = new ScopingService({
    database,
    unitOfWork,
    ids,
    clock: overrides.clock ?? clock,
    namesOf: namesOf(registry),
  });
  const registers = createRegisters({
    database,
    unitOfWork,
    ids,
    clock: overrides.clock ?? clock,
    law: shippedLaw(),
    scopes: () => scoping.latest(),
    providerName: () => registry.live.current.provider?.name ?? null,
  });
  const status = new StatusService({
    database,
    unitOfWork,
    ids,
    clock,
    log: silentLog,
    fillRandom,
    reader,
    controls: statusControls({ database, scope: async () => [] }),
    scope: async () => [],
    obligations: obligationsOf(shippedLaw(), new Set()),
    dates: () => registers.dates(),
    versions: versionsOf(shippedLaw()),
    pace: { queryMs: 30_000, probeMs: 900_000, countMs: 1_000 },
  });
  const consoleFolder = makeConsole();
  const producedFiles = new ProducedFiles({
    database,
    unitOfWork,
    vault,
    store: new FolderStore(join(consoleFolder, 'files')),
    clock,
    ids,
    log: silentLog,
    fillRandom,
  });
  const labelling = new LabellingService({
    ...openLabelKeys({ label: {} }),
    database,
    unitOfWork,
    ids,
    clock,
    files: producedFiles,
    providerCodeOf: (id) => registry.live.current.services.get(id)?.providerCode,
    lifeMsOf: () => ({ address: MINUTE_MS, film: MINUTE_MS }),
  });
  const textExports = createTextExports(exchanges, { labelling, clock, registry });
  const keyedHash = createKeyedHash(randomBytes(32));
  const portal = {
    settings: new PortalSettingsService({
      database,
      unitOfWork,
      clock: overrides.clock ?? clock,
      hasScanner: false,
      channels: { email: false, sms: false, webhook: false },
      address: 'https://hegui.example/portal',
    }),
    receipts: new Receipts({ database, keyedHash, fillRandom, clock }),
    tokens: new FormTokens({ keyedHash, fillRandom, clock }),
    userLinks: new UserLinks({ keyedHash, clock: overrides.clock ?? clock }),
    address: 'https://hegui.example/portal',
    keyedHash,
  };
  const webhooks = new Webhooks({ database, unitOfWork, ids, clock, fillRandom, keyEncryption: encryption });
  const notices = new Notices({
    database,
    unitOfWork,
    vault,
    ids,
    clock: overrides.clock ?? clock,
    log: silentLog,
    channels,
    webhooks,
  });
  const complaints = createComplaints({
    database,
    unitOfWork,
    vault,
    ids,
    clock: overrides.clock ?? clock,
    log: silentLog,
    notices,
    portal: { ...portal, scanner: noScanner },
    desk: { review, cases },
    registry,
  });
  const enforcementParts = {
    database,
    unitOfWork,
    vault,
    ids,
    clock: overrides.clock ?? clock,
    log: silentLog,
    notices,
    portal: { ...portal, address: 'https://hegui.example/portal' },
    pseudonym: pseudonymOf(keyedHash),
  };
  const enforcement = createEnforcement(enforcementParts);
  const { agreements: serviceAgreements, disclosure } = createAgreements({
    database,
    unitOfWork,
    ids,
    clock: overrides.clock ?? clock,
    pseudonym,
    law: shippedLaw(),
    registry,
    lifts,
    complaints,
    portal,
  });
  await serviceAgreements.acceptances.start();
  await disclosure.choices.start();
  const readLink = (token: string) => portal.userLinks.read(token);
  const identity = createIdentity({
    database,
    unitOfWork,
    ids,
    clock: overrides.clock ?? clock,
    fillRandom,
    keyedHash,
    keyEncryption: encryption,
    pseudonym,
    law: shippedLaw(),
    registry,
    notices,
    portal,
  });
  await identity.assertions.start();
  const minorsParts = {
    database,
    unitOfWork,
    vault,
    ids,
    clock: overrides.clock ?? clock,
    log: silentLog,
    fillRandom,
    registry,
    scoping,
    identity,
    notices,
    portal: { ...portal, receipts: new Receipts({ database, keyedHash, fillRandom, clock: overrides.clock ?? clock }) },
    pseudonym,
  };
  const minors = createMinors({ ...minorsParts, law: shippedLaw() });
  await minors.mode.start();
  const privacy = createPrivacy({
    database,
    unitOfWork,
    vault,
    ids,
    clock: overrides.clock ?? clock,
    log: silentLog,
    fillRandom,
    keyedHash,
    notices,
    portal: { ...portal, address: 'https://hegui.example/portal' },
    registry,
    complaints,
    producedFiles,
    lifts,
    pseudonym,
  });
  const app = await createAdminApp({
    staff,
    registry,
    content,
    classifier: new ClassifierService({ database, unitOfWork, ids, clock, shipped: readShippedModel }),
    opinions,
    labelling,
    textExports,
    materials: createMaterials({
      unitOfWork,
      ids,
      clock,
      log: silentLog,
      registry,
      labelling,
      textExports,
      lifts,
      exchanges,
      chromium: undefined,
      ffmpeg: undefined,
      url: undefined,
    }),
    lifts: { lifts, agreements },
    coverage: new CoverageService({ database, clock }),
    previewMark,
    law: shippedLaw(),
    scoping,
    review,
    cases,
    status,
    digests: createDigests(
      { database, unitOfWork, ids, clock, log, registry, notices },
      status,
      'https://hegui.example',
    ),
    complaints,
    enforcement: enforcement.service,
    agreements: serviceAgreements,
    disclosure,
    identity: { identity, linkFor: identityLinkFor(portal, overrides.clock ?? clock) },
    webhooks: { webhooks, notices },
    minors,
    linksFor: linksFor(portal, overrides.clock ?? clock),
    pseudonym,
    privacy,
    registers,
    portal: {
      ...portal,
      areas: areas ?? [
        complaintPages(complaints, () => registry.live.current.provider?.name ?? null),
        measurePages(enforcement.service),
        agreementPages({ agreements: serviceAgreements, readLink }),
        disclosurePages({ disclosure, readLink }),
        identityPages({ identity, readLink, makeLink: (user) => portal.userLinks.make(user) }),
        minorPages({ minors, readLink }),
        privacyPages(privacy, () => registry.live.current.provider?.name ?? null),
      ],
    },
    exchanges,
    evidence: {
      reader,
      exportBundle: (by) => exportBundle({ database, unitOfWork, signer, clock, flush: () => sequencer.flush(), by }),
      ...(bundleBytesMax === undefined ? {} : { bundleBytesMax }),
    },
    health: {
      database: { isUp: async () => switches.isDatabaseUp },
      evidence: async () =>
        switches.evidenceDetail === null ? await checkEvidence() : { ok: false, detail: switches.evidenceDetail },
      records: {
        get isUp() {
          return switches.areRecordsUp;
        },
        waiting: 3,
      },
      registry: registry.live,
      upstreamHealth,
      isStopping: () => switches.isStopping,
      gatewayCounts: () => ({ requests: 12, errors: { E_KEY_MISSING: 2, E_RATE_LIMITED: 1 }, open: 4 }),
      opinionCounts: () => opinions.counts,
    },
    clock,
    log,
    version: '9.9.9',
    publicUrl: 'https://hegui.example',
    consoleFolder,
    ...replaced,
  });

  return {
    app,
    database,
    registry,
    lifts,
    staff,
    switches,
    portal,
    complaints,
    enforcement,
    enforcementParts,
    agreements: serviceAgreements,
    disclosure,
    identity,
    minors,
    minorsParts,
    privacy,
    notices,
    registers,
    unitOfWork,
    vault,
    verifierKey: signer.key.text,
    close: async (): Promise<void> => {
      await app.close();
      await serviceAgreements.acceptances.stop();
      await disclosure.choices.stop();
      await identity.assertions.stop();
      await minors.mode.stop();
      await connections.close();
      await registry.live.stop();
      await sequencer.stop();
      await vault.close();
      await fresh.drop();
      rmSync(consoleFolder, { recursive: true });
    },
  };
}

export type AdminAppHarness = Awaited<ReturnType<typeof openAdminApp>>;

/** A build of the console with one page, one asset and one file that must not be served. */
function makeConsole(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), INDEX_HTML);
  writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'assets', 'index-abc123.js'), 'export {};');
  writeFileSync(join(folder, '.secret.txt'), 'hidden');
  return folder;
}

/** Makes an account with the role and signs it in over the API. */
export async function signIn({ app, staff }: AdminAppHarness, role: Role, username: string = role): Promise<SignedIn> {
  await staff.members.create('cli', { username, name: username, role, password: PASSWORD });
  return await signInAgain(app, username);
}

export async function signInAgain(app: FastifyInstance, username: string): Promise<SignedIn> {
  const response = await app.inject({ method: 'POST', url: '/api/session', payload: { username, password: PASSWORD } });
  const [cookie] = response.cookies;
  return {
    cookie: `${cookie?.name}=${cookie?.value}`,
    'x-hegui-csrf': sessionSchema.parse(response.json()).csrf,
  };
}

/** Sends the request and reads its problem; fails when the answer is none. */
export async function problemOf(
  app: FastifyInstance,
  options: InjectOptions,
): Promise<{ problem: Problem; response: LightMyRequestResponse }> {
  const response = await app.inject(options);
  return { problem: problemSchema.strict().parse(response.json()), response };
}

/** A log that keeps what it was told, as JSON lines. */
export function recordingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const keepAs = (level: string) => (fields: object, message: string) => {
    const told = Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.name : value]);
    lines.push(JSON.stringify({ level, message, ...Object.fromEntries(told) }));
  };
  const log: Log = {
    debug: keepAs('debug'),
    info: keepAs('info'),
    warn: keepAs('warn'),
    error: keepAs('error'),
    child: () => log,
  };
  return { log, lines };
}
