import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import type { Overview } from '../contract/index.ts';
import { agreementPages } from '../duties/agreements/index.ts';
import { complaintPages } from '../duties/complaints/index.ts';
import { disclosurePages } from '../duties/disclosure/index.ts';
import { measurePages } from '../duties/enforcement/index.ts';
import { identityPages } from '../duties/identity/index.ts';
import { CoverageService } from '../duties/labelling/index.ts';
import { minorPages } from '../duties/minors/index.ts';
import { privacyPages } from '../duties/privacy/index.ts';
import { createHealthCheck, type EvidenceHealth, exportBundle, type Sequencer } from '../evidence/index.ts';
import { createExchangesService } from '../exchanges/index.ts';
import type { Gateway, RecordThread } from '../gateway/index.ts';
import type { PortalArea } from '../portal/index.ts';
import { createStaffService } from '../staff/index.ts';
import { linksFor } from './agreements.ts';
import { providerNameOf } from './complaints.ts';
import type { Core } from './core.ts';
import { createAdminApp } from './http/index.ts';
import { identityLinkFor } from './identity.ts';
import { createMaterials } from './materials/create-materials.ts';
import { previewMark } from './preview-mark.ts';
import { pseudonymOf } from './pseudonym.ts';
import { dropSetupToken, openSetupToken, setupUrlOf } from './setup-token.ts';

export interface AdminOptions {
  readonly core: Core;
  readonly gateway: Gateway;
  readonly records: RecordThread;
  readonly sequencer: Sequencer;
  readonly version: string;
  readonly port: number;
  /** Where this very process listens, such as `http://127.0.0.1:8815`. */
  readonly selfUrl: string;
  readonly isStopping: () => boolean;
}

export interface Admin {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** The link that opens set-up; null once there is an administrator. */
  readonly setupUrl: string | null;
  close(): Promise<void>;
}

/** What the public sees, each duty its own pages. */
const CONSOLE_FOLDER = resolve(import.meta.dirname, '..', '..', 'console', 'dist');

/** Puts everything that is not the gateway together: staff, the admin API, the console, health and metrics. */
export async function openAdmin(options: AdminOptions): Promise<Admin> {
  const { core, gateway, records, sequencer, version, port } = options;
  const {
    config,
    clock,
    ids,
    fillRandom,
    database,
    unitOfWork,
    vault,
    keys,
    reader,
    registry,
    upstreams,
    content,
    classifier,
    opinions,
    labelling,
    log,
  } = core;
  const evidenceHealth = createHealthCheck({ database, sequencer, clock });
  const setupToken = openSetupToken(config, fillRandom);
  const staff = createStaffService({
    database,
    unitOfWork,
    clock,
    ids,
    fillRandom,
    setupToken,
    alsoInSetup: registry.alsoInSetup,
  });
  const isSetupNeeded = await staff.setUp.isNeeded();
  if (!isSetupNeeded) dropSetupToken(config);
  const app = await createAdminApp({
    staff,
    registry,
    content,
    classifier,
    opinions,
    labelling,
    lifts: { lifts: core.lifts, agreements: core.labelAgreements },
    textExports: core.textExports,
    materials: createMaterials({ ...core, chromium: config.chromium, ffmpeg: config.ffmpeg, url: options.selfUrl }),
    coverage: new CoverageService({ database, clock }),
    previewMark,
    scoping: core.scoping,
    law: core.law,
    review: core.desk.review,
    cases: core.desk.cases,
    status: core.status,
    digests: core.digests,
    complaints: core.complaints,
    privacy: core.privacy,
    enforcement: core.enforcement.service,
    registers: core.registers,
    agreements: core.agreements,
    disclosure: core.disclosure,
    identity: { identity: core.identity, linkFor: identityLinkFor(core.portal, clock) },
    webhooks: { webhooks: core.webhooks, notices: core.notices },
    minors: core.minors,
    linksFor: linksFor(core.portal, clock),
    pseudonym: pseudonymOf(keys.keyedHash),
    portal: { ...core.portal, areas: areasOf(core) },
    exchanges: createExchangesService({
      database,
      unitOfWork,
      clock,
      vault,
      evidence: reader,
      verifierKey: keys.signer.key,
      pseudonym: pseudonymOf(keys.keyedHash),
      readStatus: () => readStatus(options, evidenceHealth),
    }),
    evidence: {
      reader,
      exportBundle: (by) =>
        exportBundle({ database, unitOfWork, signer: keys.signer, clock, flush: () => sequencer.flush(), by }),
    },
    health: {
      database,
      evidence: evidenceHealth,
      records: {
        get isUp() {
          return records.isReachable;
        },
        get waiting() {
          return records.waiting;
        },
      },
      registry: registry.live,
      upstreamHealth: (id) => upstreams.health(id),
      isStopping: options.isStopping,
      gatewayCounts: () => gateway.counts,
      opinionCounts: () => opinions.counts,
    },
    clock,
    log,
    version,
    publicUrl: config.publicUrl,
    ...(config.trustProxy === undefined ? {} : { trustProxy: config.trustProxy }),
    consoleFolder: CONSOLE_FOLDER,
  });
  await app.ready();
  return {
    handle: (request, response) => app.routing(request, response),
    setupUrl: isSetupNeeded ? setupUrlOf(config, setupToken, port) : null,
    close: () => app.close(),
  };
}

/** What the public is offered, in the order of the portal's first page. */
function areasOf({
  complaints,
  privacy,
  enforcement,
  agreements,
  disclosure,
  identity,
  minors,
  registry,
  portal,
}: Core): PortalArea[] {
  const providerName = (): string | null => providerNameOf(registry);
  const readLink = (token: string) => portal.userLinks.read(token);
  return [
    complaintPages(complaints, providerName),
    privacyPages(privacy, providerName),
    measurePages(enforcement.service),
    agreementPages({ agreements, readLink }),
    disclosurePages({ disclosure, readLink }),
    identityPages({ identity, readLink, makeLink: (user) => portal.userLinks.make(user) }),
    minorPages({ minors, readLink }),
  ];
}

/** What the overview shows besides traffic. */
async function readStatus(
  { core, gateway, records }: AdminOptions,
  evidenceHealth: () => Promise<EvidenceHealth>,
): Promise<Pick<Overview, 'health' | 'log'>> {
  const [isUp, evidence, head] = await Promise.all([core.database.isUp(), evidenceHealth(), core.reader.head()]);
  const { upstreams, terms } = core.registry.live.current;
  return {
    health: {
      database: isUp,
      evidence: evidence.ok && records.isUp,
      upstreams: upstreams.map(({ id, name, demonstration }) => ({
        id,
        name,
        demonstration,
        circuit: core.upstreams.health(id).circuit,
      })),
      terms,
      openRequests: gateway.counts.open,
    },
    log: { size: head.size, root: head.root, at: head.at?.toISOString() ?? null, waiting: head.waiting },
  };
}
