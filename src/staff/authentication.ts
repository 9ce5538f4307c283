import { timingSafeEqual } from 'node:crypto';
import cookiePlugin from '@fastify/cookie';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteOptions,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { HeguiError, sha256 } from '../kernel/index.ts';
import type { NewSession, StaffSession } from './model.ts';
import { isOwnOrigin, type RoutePermission, requirePermission } from './rules.ts';
import type { Sessions } from './service/sessions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What it takes to use the route; every guarded route must say. */
    permission?: RoutePermission;
    /**
     * Of a route for the apps of services: it takes the tests of a synthetic key and marks them. On every other such route a key of the
     * console or of a probe opens nothing: whoever may try a service out may not vouch for its users.
     */
    takesTests?: true;
    /** One English sentence for the description of the API. */
    summary?: string;
  }
  interface FastifyRequest {
    /** null but on routes for staff; `signedIn()` is the way to it. */
    staffSession: StaffSession | null;
    /** Who is asking. @throws HeguiError E_SESSION_REQUIRED but on routes for staff. */
    signedIn(): StaffSession;
    /** null but on routes for the apps of services; `calledBy()` is the way to it. */
    callingService: CallingService | null;
    /** The service whose app is asking. @throws HeguiError E_KEY_MISSING but on routes for the apps of services. */
    calledBy(): CallingService;
  }
}

/** The admin API as the `routes.ts` of every folder sees it: requests and answers are typed by their zod schemas. */
export type AdminRoutes = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The service that a bearer key opens: the provider's own app stands behind it and vouches for its users. */
export interface CallingService {
  readonly id: string;
  /** With a key of the console or of a probe: what comes with it is a test. */
  readonly isSynthetic: boolean;
}

export interface AuthenticationParts {
  readonly sessions: Pick<Sessions, 'find'>;
  readonly services: {
    /** Null for a key that opens nothing now. */
    find(bearer: string): Promise<CallingService | null>;
  };
  /** How browsers reach this server; its origin may make changes besides the request's own host. */
  readonly publicUrl: string | undefined;
}

const SESSION_COOKIE = 'hegui_session';
const CSRF_HEADER = 'x-hegui-csrf';
const SAFE_METHODS = new Set(['GET', 'HEAD']);
const BEARER = /^Bearer +(\S+)$/i;

/**
 * Guards every route that is added to this scope and its children afterwards: session, anti-forgery token, origin, and the
 * permission that the route declares, or the key of a service where it asks for one. A route that declares none is refused when
 * it is added. Brings `@fastify/cookie`.
 *
 * Refuses with E_SESSION_REQUIRED, E_CSRF, E_ROLE_FORBIDDEN, E_KEY_MISSING or E_KEY_UNKNOWN before the body is read, so that
 * nobody learns from an answer what a route takes that is not theirs.
 */
export async function installAuthentication(scope: FastifyInstance, parts: AuthenticationParts): Promise<void> {
  if (!scope.hasReplyDecorator('setCookie')) await scope.register(cookiePlugin);
  scope.decorateRequest('staffSession', null);
  scope.decorateRequest('signedIn', function signedIn(this: FastifyRequest): StaffSession {
    if (this.staffSession === null) throw sessionRequired();
    return this.staffSession;
  });
  scope.decorateRequest('callingService', null);
  scope.decorateRequest('calledBy', function calledBy(this: FastifyRequest): CallingService {
    if (this.callingService === null) throw keyMissing();
    return this.callingService;
  });
  scope.addHook('onRoute', refuseUndeclared);
  scope.addHook('onRequest', async (request) => {
    // There is nothing to guard where there is no route.
    if (!request.is404) await authenticate(request, parts);
  });
}

function refuseUndeclared(route: RouteOptions): void {
  if (route.config?.permission !== undefined) return;
  throw new HeguiError('E_INTERNAL', `the route ${String(route.method)} ${route.url} declares no permission`);
}

async function authenticate(
  request: FastifyRequest,
  { sessions, services, publicUrl }: AuthenticationParts,
): Promise<void> {
  const { permission, takesTests } = request.routeOptions.config;
  const isChange = !SAFE_METHODS.has(request.method);
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  if (isChange && !isOwnOrigin({ origin, host, site: oneOf(site) }, publicUrl)) {
    throw new HeguiError('E_CSRF', 'the request came from a page of another origin; if that is Hegui, set publicUrl');
  }
  if (permission === 'public') return;
  if (permission === 'service') {
    request.callingService = await findService(request, services);
    if (request.callingService.isSynthetic && takesTests !== true)
      throw new HeguiError(
        'E_KEY_UNKNOWN',
        'a key of the console or of a probe is for tests; use a key of the service',
      );
    return;
  }
  const cookie = request.cookies[SESSION_COOKIE];
  const session = cookie === undefined ? null : await sessions.find(cookie);
  if (session === null) throw sessionRequired();
  if (isChange && !isSame(oneOf(request.headers[CSRF_HEADER]), session.csrf)) {
    throw new HeguiError('E_CSRF', `the header ${CSRF_HEADER} must carry the token of the session`);
  }
  // Added before the guard was installed: nobody said who may use it, so nobody may.
  if (permission === undefined) throw new HeguiError('E_ROLE_FORBIDDEN', 'the route declares no permission');
  if (permission !== 'session') requirePermission(session.staff.role, permission);
  request.staffSession = session;
}

async function findService(
  { headers }: FastifyRequest,
  services: AuthenticationParts['services'],
): Promise<CallingService> {
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1];
  if (bearer === undefined) throw keyMissing();
  const service = await services.find(bearer);
  if (service === null) throw new HeguiError('E_KEY_UNKNOWN', 'no service knows this key');
  return service;
}

const keyMissing = (): HeguiError => new HeguiError('E_KEY_MISSING', 'the header "authorization" holds no bearer key');

const oneOf = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

// Digests have one length, so nothing about the token can be learnt from how long the comparison takes.
const isSame = (given: string | undefined, wanted: string): boolean =>
  given !== undefined && timingSafeEqual(sha256(given), sha256(wanted));

const sessionRequired = (): HeguiError =>
  new HeguiError('E_SESSION_REQUIRED', `the cookie ${SESSION_COOKIE} is missing or its session has ended`);

/** Gives the browser its session; only this site's pages send it back, and no script can read it. */
export function setSessionCookie(reply: FastifyReply, { cookie, session }: NewSession, isSecure: boolean): void {
  reply.setCookie(SESSION_COOKIE, cookie, { ...cookieOptions(isSecure), expires: session.expiresAt });
}

export function clearSessionCookie(reply: FastifyReply, isSecure: boolean): void {
  reply.clearCookie(SESSION_COOKIE, cookieOptions(isSecure));
}

const cookieOptions = (isSecure: boolean) =>
  ({ httpOnly: true, sameSite: 'strict', secure: isSecure, path: '/' }) as const;
