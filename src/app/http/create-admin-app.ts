import { randomUUID } from 'node:crypto';
import { type FastifyInstance, fastify } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { PortalLinks } from '../../contract/index.ts';
import {
  type AgreementsService,
  registerAgreementRoutes,
  registerPublicAgreementRoutes,
} from '../../duties/agreements/index.ts';
import { type ClassifierService, registerClassifierRoutes } from '../../duties/classifier/index.ts';
import {
  type ComplaintsService,
  registerComplaintRoutes,
  registerPublicComplaintRoutes,
} from '../../duties/complaints/index.ts';
import {
  type CasesService,
  type ContentService,
  type ReviewService,
  registerCaseRoutes,
  registerContentRoutes,
  registerReviewRoutes,
} from '../../duties/content/index.ts';
import {
  type ChoosingUser,
  type DisclosureService,
  registerDisclosureRoutes,
  registerPublicDisclosureRoutes,
} from '../../duties/disclosure/index.ts';
import {
  type EnforcementService,
  registerEnforcementRoutes,
  registerPublicEnforcementRoutes,
} from '../../duties/enforcement/index.ts';
import {
  type IdentityService,
  registerIdentityRoutes,
  registerPublicIdentityRoutes,
} from '../../duties/identity/index.ts';
import {
  type CoverageService,
  type ExportsService,
  type LabellingService,
  type LiftRoutesParts,
  type MaterialsService,
  type PreviewMark,
  registerCoverageRoutes,
  registerExportRoutes,
  registerLabellingRoutes,
  registerLiftRoutes,
  registerMaterialsRoutes,
} from '../../duties/labelling/index.ts';
import { type MinorsService, registerMinorRoutes, registerPublicMinorRoutes } from '../../duties/minors/index.ts';
import { type PrivacyService, registerPrivacyRoutes, registerPublicPrivacyRoutes } from '../../duties/privacy/index.ts';
import { registerScopingRoutes, type ScopingService } from '../../duties/scoping/index.ts';
import { type ExchangesService, exchangesRoutes } from '../../exchanges/index.ts';
import { type Clock, HeguiError, type Log, MIB } from '../../kernel/index.ts';
import type { LawBook } from '../../law/index.ts';
import { registerWebhookRoutes, type WebhookRoutesParts } from '../../notices/index.ts';
import { type Opinions, registerOpinionRoutes } from '../../opinions/index.ts';
import { type PortalParts, registerPortal, registerPortalSettingsRoutes } from '../../portal/index.ts';
import { type Registry, registerRegistryRoutes } from '../../registry/index.ts';
import { installAuthentication, requirePermission, type StaffService, staffRoutes } from '../../staff/index.ts';
import { type Digests, registerDigestRoutes, registerStatusRoutes, type StatusService } from '../../status/index.ts';
import { type Registers, registerRegisterRoutes } from '../registers.ts';
import { type EvidenceRoutesParts, evidenceRoutes } from './evidence-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { lawRoutes } from './law-routes.ts';
import type { MetricsParts } from './metrics.ts';
import { openapiRoutes } from './openapi.ts';
import { sendProblem } from './problem.ts';
import type { HealthParts } from './readiness.ts';
import { RouteCatalogue } from './route-catalogue.ts';
import { scopeRoutes } from './scope-routes.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { createServiceKeys } from './service-keys.ts';
import { serveConsole } from './static-console.ts';

/** Everything the admin app stands on; it makes and closes none of it. */
export interface AdminAppParts {
  readonly law: LawBook;
  readonly staff: StaffService;
  readonly registry: Registry;
  readonly content: ContentService;
  readonly classifier: ClassifierService;
  readonly opinions: Opinions;
  readonly labelling: LabellingService;
  readonly lifts: LiftRoutesParts;
  readonly textExports: ExportsService;
  readonly materials: MaterialsService;
  readonly coverage: CoverageService;
  readonly previewMark: PreviewMark;
  readonly scoping: ScopingService;
  readonly exchanges: ExchangesService;
  readonly review: ReviewService;
  readonly cases: CasesService;
  readonly status: StatusService;
  readonly digests: Digests;
  readonly complaints: ComplaintsService;
  readonly enforcement: EnforcementService;
  readonly agreements: AgreementsService;
  readonly disclosure: DisclosureService;
  /** Who end users are, with the page on which they confirm it. */
  readonly identity: {
    readonly identity: IdentityService;
    readonly linkFor: Parameters<typeof registerPublicIdentityRoutes>[1]['linkFor'];
  };
  readonly minors: MinorsService;
  /** Pages of the portal that know a user for a while. */
  readonly linksFor: (user: ChoosingUser) => PortalLinks;
  /** The gateway's way from an end user's name to the pseudonym that is stored. */
  readonly pseudonym: (serviceId: string, user: string) => string;
  readonly privacy: PrivacyService;
  readonly webhooks: WebhookRoutesParts;
  readonly registers: Registers;
  /** What the public sees; the rest of its parts are here already. */
  readonly portal: Omit<PortalParts, 'providerName' | 'publicUrl' | 'clock' | 'log'>;
  readonly evidence: Omit<EvidenceRoutesParts, 'clock'>;
  readonly health: HealthParts & Pick<MetricsParts, 'gatewayCounts' | 'opinionCounts'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Of Hegui itself, such as `0.1.0`. */
  readonly version: string;
  /** How browsers reach this server; undefined when nobody said. */
  readonly publicUrl: string | undefined;
  /** Absolute path of the console's build, which may be missing. */
  readonly consoleFolder: string;
  /** Addresses of proxies whose X-Forwarded-For is believed; without them a caller is who connects. */
  readonly trustProxy?: string | readonly string[];
  readonly newRequestId?: () => string;
}

/** Of routes that do not say otherwise. */
const BODY_BYTES_MAX = MIB;

/**
 * Everything that is not the gateway: the admin API, the console, health and metrics. Give it the requests of a server of
 * your own: `await app.ready()`, then `app.routing(request, response)`; `await app.close()` at the end.
 *
 * Every error is answered as a problem document and every answer carries the security headers and `x-request-id`.
 */
export async function createAdminApp(parts: AdminAppParts): Promise<FastifyInstance> {
  const { log, newRequestId = randomUUID } = parts;
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    exposeHeadRoutes: false,
    forceCloseConnections: false,
    frameworkErrors: (error, request, reply) => {
      // Hooks do not run for these.
      reply.header('x-request-id', request.id);
      setSecurityHeaders(reply, request.url);
      return sendProblem(error, request, reply, log);
    },
    genReqId: () => newRequestId(),
    // Whoever owns the server decides when it takes no more requests.
    return503OnClosing: false,
    trustProxy: trustedProxies(parts.trustProxy),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const catalogue = new RouteCatalogue();
  catalogue.install(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    setSecurityHeaders(reply, request.url);
  });
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
  answerUnknownAddresses(app, catalogue, log);
  await installAuthentication(app, {
    sessions: parts.staff.sessions,
    services: createServiceKeys(parts.registry, parts.clock),
    publicUrl: parts.publicUrl,
  });
  await addRoutes(app, parts, catalogue);
  return app;
}

type AdminApp = Parameters<typeof registerContentRoutes>[0];

async function addRoutes(app: AdminApp, parts: AdminAppParts, catalogue: RouteCatalogue): Promise<void> {
  const { staff, registry, content, classifier, opinions, exchanges, evidence, health } = parts;
  const { clock, log, version, publicUrl } = parts;
  await app.register(healthRoutes({ ...health, reader: evidence.reader, clock, log, version }));
  await app.register(staffRoutes({ staff, publicUrl }));
  registerRegistryRoutes(app, registry, { requirePermission });
  registerContentRoutes(app, content);
  registerClassifierRoutes(app, classifier);
  registerOpinionRoutes(app, opinions);
  registerLabellingRoutes(app, parts.labelling);
  registerLiftRoutes(app, parts.lifts);
  registerExportRoutes(app, parts.textExports);
  registerMaterialsRoutes(app, parts.materials);
  registerCoverageRoutes(app, parts);
  registerReviewRoutes(app, parts.review);
  registerCaseRoutes(app, {
    cases: parts.cases,
    confirm: (session, password, address, work) => staff.signIn.confirm(session, password, address, work),
  });
  registerStatusRoutes(app, parts.status);
  registerDigestRoutes(app, parts.digests);
  await app.register(exchangesRoutes({ exchanges }));
  await app.register(evidenceRoutes({ ...evidence, clock }));
  await app.register(lawRoutes({ law: parts.law, clock }));
  await app.register(scopeRoutes({ clock }));
  registerScopingRoutes(app, parts.scoping);
  await app.register(openapiRoutes({ catalogue, version }));
  registerComplaintRoutes(app, parts.complaints);
  registerPublicComplaintRoutes(app, parts.complaints);
  registerEnforcementRoutes(app, {
    enforcement: parts.enforcement,
    requirePermission,
    confirm: (session, password, address, work) => staff.signIn.confirm(session, password, address, work),
  });
  registerPublicEnforcementRoutes(app, parts.enforcement);
  registerAgreementRoutes(app, parts.agreements);
  registerPublicAgreementRoutes(app, parts.agreements.acceptances);
  registerDisclosureRoutes(app, parts.disclosure);
  registerPublicDisclosureRoutes(app, parts);
  registerIdentityRoutes(app, parts.identity.identity);
  registerPublicIdentityRoutes(app, parts.identity);
  registerMinorRoutes(app, parts.minors);
  registerPublicMinorRoutes(app, parts.minors);
  registerPrivacyRoutes(app, parts.privacy);
  registerPublicPrivacyRoutes(app, parts.privacy);
  registerWebhookRoutes(app, parts.webhooks);
  registerRegisterRoutes(app, parts.registers, requirePermission);
  registerPortalSettingsRoutes(app, parts.portal.settings);
  await registerPortal(app, {
    ...parts.portal,
    providerName: () => registry.live.current.provider?.name ?? null,
    publicUrl,
    clock,
    log,
  });
  await serveConsole(app, parts.consoleFolder);
}

function answerUnknownAddresses(app: AdminApp, catalogue: RouteCatalogue, log: Log): void {
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    const methods = catalogue.methodsAt(path);
    if (methods.length === 0) {
      return sendProblem(new HeguiError('E_NOT_FOUND', 'there is nothing at this address'), request, reply, log);
    }
    reply.header('allow', methods.join(', '));
    const error = new HeguiError('E_REQUEST_METHOD', `this address takes ${methods.join(', ')}`);
    return sendProblem(error, request, reply, log);
  });
}

const trustedProxies = (given: string | readonly string[] | undefined): string | string[] | false =>
  given === undefined ? false : typeof given === 'string' ? given : [...given];
