import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asHeguiError, type Clock, HeguiError, KIB, type Log, MINUTE_MS, sha256Hex } from '../kernel/index.ts';
import type { AdminRoutes } from '../staff/index.ts';
import { noChallenge, puzzleChallenge, sumCaptcha } from './challenge.ts';
import { lightPalette } from './colours.ts';
import { readFormBody } from './form-body.ts';
import type { FormTokens } from './form-tokens.ts';
import { blankForm, type FormsParts, readSubmittedForm } from './forms.ts';
import { html } from './html.ts';
import { fill, LANGUAGE_SEGMENTS, languageOfSegment, languageWanted, type PortalLanguage } from './languages.ts';
import { portalUrl, renderPage } from './layout.ts';
import type { FormBody, PortalAnswer, PortalArea, PortalBrand, PortalPage, PortalVisit } from './model.ts';
import type { Receipts } from './receipts.ts';
import { SendingLimits } from './sending-limits.ts';
import type { PortalSettingsService } from './settings.ts';
import { styleSheet } from './style.ts';
import { portalTexts } from './texts.ts';
import { downloadHeaders, UPLOAD_BYTES_MAX } from './uploads.ts';

export interface PortalParts {
  readonly settings: PortalSettingsService;
  readonly tokens: FormTokens;
  readonly receipts: Receipts;
  readonly keyedHash: (use: string, subject: string) => string;
  /** Name of the provider; null before it is registered. */
  readonly providerName: () => string | null;
  readonly areas: readonly PortalArea[];
  /** How browsers reach this server; https makes cookies Secure. */
  readonly publicUrl: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

const VISITOR_COOKIE = 'hegui_portal';
const LANGUAGE_COOKIE = 'hegui_portal_language';
const RECEIPT_COOKIE = 'hegui_portal_receipt';
const FORM_BYTES_MAX = 256 * KIB;
const LANGUAGE_DAYS = 365;
const PUZZLE = readFileSync(join(import.meta.dirname, 'public', 'puzzle.js'));

// Nothing from elsewhere, no script and no style in the page itself. The origin goes along with forms, which the guard against
// forged requests looks at; other sites are told nothing.
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Adds the public portal under `/portal`: the pages of every area in every language, its style sheet and its script. */
export async function registerPortal(app: AdminRoutes, parts: PortalParts): Promise<void> {
  await app.register(async (scope) => {
    const limits = new SendingLimits(parts.clock);
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data']) {
      scope.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    }
    scope.setErrorHandler((error, request, reply) => sendFault(parts, error, request, reply));
    addAssets(scope, parts);
    addPage(scope, parts, limits, homePage(parts));
    for (const { pages } of parts.areas) for (const page of pages) addPage(scope, parts, limits, page);
    addUnknown(scope, parts);
  });
}

const OPEN = { config: { permission: 'public' }, exposeHeadRoute: true } as const;

function addAssets(scope: AdminRoutes, { settings }: PortalParts): void {
  scope.get('/portal/style.css', OPEN, async (_request, reply) => {
    const { colour } = await settings.current();
    return await reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(styleSheet(colour));
  });
  // The provider's colour: without an icon every browser would ask for one that is not there.
  scope.get('/portal/icon.svg', OPEN, async (_request, reply) => {
    const { accent } = lightPalette((await settings.current()).colour);
    return await reply
      .type('image/svg+xml')
      .header('cache-control', 'public, max-age=3600')
      .send(
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="${accent}"/></svg>`,
      );
  });
  scope.get('/portal/puzzle.js', OPEN, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=3600').send(PUZZLE),
  );
}

/** One page in both languages; without a language in the address its reader is led to theirs. */
function addPage(scope: AdminRoutes, parts: PortalParts, limits: SendingLimits, page: PortalPage): void {
  if (page.method === 'GET') {
    scope.get(`/portal${page.path}`, OPEN, (request, reply) => redirectToLanguage(request, reply));
  }
  for (const language of ['zh-CN', 'en'] as const) {
    const url = portalUrl(language, page.path);
    if (page.method === 'GET') {
      scope.get(url, OPEN, async (request, reply) => {
        const { visit } = await openVisit(parts, request, reply, language, page.isReturn === true);
        return await send(parts, request, reply, language, await page.answer(visit));
      });
      continue;
    }
    const { limit, takesFiles = false } = page;
    scope.post(
      url,
      {
        config: OPEN.config,
        bodyLimit: takesFiles ? UPLOAD_BYTES_MAX : FORM_BYTES_MAX,
        onRequest: async (request, reply) => {
          limits.take(limit, request.ip);
          if (takesFiles && Number(request.headers['content-length'] ?? Infinity) > FORM_BYTES_MAX) {
            const giveBack = limits.takeRoom();
            reply.raw.once('close', giveBack);
          }
        },
      },
      async (request, reply) => {
        const { visit, forms } = await openVisit(parts, request, reply, language);
        const body = await bodyOf(request);
        const answer = await page.answer({
          ...visit,
          body,
          readForm: (name, { hasChallenge }) => readSubmittedForm(forms, name, body.fields, hasChallenge),
        });
        return await send(parts, request, reply, language, answer);
      },
    );
  }
}

async function bodyOf(request: FastifyRequest): Promise<FormBody> {
  const { body } = request;
  if (!Buffer.isBuffer(body)) throw new HeguiError('E_REQUEST_INVALID', 'body: is no form as browsers send it');
  return await readFormBody(body, request.headers['content-type'] ?? '');
}

async function openVisit(
  parts: PortalParts,
  request: FastifyRequest,
  reply: FastifyReply,
  language: PortalLanguage,
  isReturn = false,
): Promise<{ readonly visit: PortalVisit; readonly forms: FormsParts }> {
  const { tokens, receipts, settings, keyedHash } = parts;
  const { challenge } = await settings.current();
  const stored = request.cookies[VISITOR_COOKIE] ?? '';
  const visitor = /^[0-9a-f]{32}$/.test(stored) ? stored : tokens.random();
  if (visitor !== stored && !isReturn) reply.setCookie(VISITOR_COOKIE, visitor, cookieOptions(parts));
  if (request.cookies[LANGUAGE_COOKIE] !== LANGUAGE_SEGMENTS[language] && !isReturn)
    reply.setCookie(LANGUAGE_COOKIE, LANGUAGE_SEGMENTS[language], {
      ...cookieOptions(parts),
      maxAge: LANGUAGE_DAYS * 86_400,
    });
  const forms = {
    tokens,
    challenge: challenge === 'puzzle' ? puzzleChallenge(sumCaptcha(keyedHash)) : noChallenge,
    language,
    visitor,
  };
  const visit: PortalVisit = {
    language,
    query: new Map(new URL(request.url, 'http://portal').searchParams),
    params: Object.fromEntries(Object.entries(Object(request.params)).map(([name, value]) => [name, String(value)])),
    visitor: keyedHash('portal-visitor', visitor),
    receipt: receipts.readSession(request.cookies[RECEIPT_COOKIE] ?? ''),
    address: request.ip,
    url: (path) => portalUrl(language, path),
    blankForm: (name) => blankForm(forms, name),
  };
  return { visit, forms };
}

// Strict: what another site leads here carries none of them.
const cookieOptions = ({ publicUrl }: PortalParts) =>
  ({ httpOnly: true, sameSite: 'strict', secure: publicUrl?.startsWith('https:') === true, path: '/portal' }) as const;

async function send(
  parts: PortalParts,
  request: FastifyRequest,
  reply: FastifyReply,
  language: PortalLanguage,
  answer: PortalAnswer,
): Promise<FastifyReply> {
  reply.headers(HEADERS);
  switch (answer.kind) {
    case 'file':
      return await reply.headers(downloadHeaders(answer.file)).send(Buffer.from(answer.file.bytes));
    case 'stream':
      return await reply.headers(downloadHeaders(answer.file)).send(answer.content);
    case 'redirect':
      if (answer.receipt === null) reply.clearCookie(RECEIPT_COOKIE, cookieOptions(parts));
      else if (answer.receipt !== undefined)
        reply.setCookie(RECEIPT_COOKIE, parts.receipts.sessionOf(answer.receipt), cookieOptions(parts));
      return await reply.redirect(portalUrl(language, answer.path), 303);
    case 'page': {
      const { title, main, status = 200, hasFaults = false, hasPuzzle = false } = answer;
      const path = request.url.slice(portalUrl(language, '').length);
      const page = { language, brand: await brandOf(parts), path, title, main, hasFaults, hasPuzzle };
      return await reply
        .code(status)
        .type('text/html; charset=utf-8')
        .header('content-language', language)
        .send(renderPage(page));
    }
  }
}

async function brandOf({ settings, providerName }: PortalParts): Promise<PortalBrand> {
  const { colour, phone, email } = await settings.current();
  return { provider: providerName(), phone, email, styleVersion: sha256Hex(styleSheet(colour)).slice(0, 12) };
}

const homePage = ({ areas, providerName }: PortalParts): PortalPage => ({
  method: 'GET',
  path: '',
  answer: async ({ language, url }) => {
    const t = portalTexts[language];
    const entries = areas.flatMap((area) => area.entries(language));
    return {
      kind: 'page',
      title: t.homeTitle,
      main: html`<p class="lead">${fill(t.homeLead, { provider: providerName() ?? t.unnamed })}</p><ul class="cards">${entries.map(
        ({ title, text, path }) =>
          html`<li><a href="${url(path)}"><strong>${title}</strong><span>${text}</span></a></li>`,
      )}</ul>`,
    };
  },
});

async function redirectToLanguage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const language = languageOf(request);
  return await reply
    .headers(HEADERS)
    .header('vary', 'accept-language, cookie')
    .redirect(portalUrl(language, request.url.slice('/portal'.length)), 302);
}

/** Of the address, else as chosen before, else as the browser asks. */
function languageOf(request: FastifyRequest): PortalLanguage {
  const segment = /^\/portal\/(\w+)/.exec(request.url)?.[1] ?? '';
  return (
    languageOfSegment(segment) ??
    languageOfSegment(request.cookies[LANGUAGE_COOKIE] ?? '') ??
    languageWanted(request.headers['accept-language'])
  );
}

function addUnknown(scope: AdminRoutes, parts: PortalParts): void {
  scope.get('/portal/*', OPEN, async (request, reply) => {
    const language = languageOf(request);
    const t = portalTexts[language];
    // The switch of languages leads to the first page: there is nothing here in any language.
    return await sendPlain(parts, reply, language, 404, t.notFound, html`<p>${t.notFoundText}</p>`);
  });
}

async function sendFault(
  parts: PortalParts,
  raw: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const error = portalError(raw);
  const language = languageOf(request);
  const t = portalTexts[language];
  const { status, title, remedy } = error.row;
  if (status >= 500) {
    const fields = { requestId: request.id, route: request.routeOptions.url, code: error.code, error };
    parts.log.error(fields, 'a page of the portal failed');
  }
  if (error.retryAfterS !== undefined) reply.header('retry-after', error.retryAfterS);
  if (error.code === 'E_REQUEST_TOO_LARGE') reply.header('connection', 'close');
  if (error.code === 'E_RATE_LIMITED') {
    const minutes = Math.max(1, Math.ceil(((error.retryAfterS ?? 60) * 1_000) / MINUTE_MS));
    return await sendPlain(parts, reply, language, status, t.busy, html`<p>${fill(t.busyText, { minutes })}</p>`);
  }
  const word = language === 'en' ? 'en' : 'zh';
  const tooLarge = fill(t.form.bodyTooLarge, { size: `${Math.round(UPLOAD_BYTES_MAX / 1_048_576)} MB` });
  const main = html`<p>${error.code === 'E_REQUEST_TOO_LARGE' ? tooLarge : `${title[word]}。${remedy[word]}`.replace('。', language === 'en' ? '. ' : '。')}</p><p class="quiet">${fill(t.requestId, { id: request.id })}</p>`;
  return await sendPlain(parts, reply, language, status, t.failed, main);
}

function portalError(raw: unknown): HeguiError {
  const code: unknown = raw instanceof Error ? Reflect.get(raw, 'code') : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new HeguiError('E_REQUEST_TOO_LARGE', 'the form is too large');
  if (typeof code === 'string' && code.startsWith('FST_ERR_CTP_'))
    return new HeguiError('E_REQUEST_INVALID', 'body: is no form as browsers send it');
  return asHeguiError(raw);
}

async function sendPlain(
  parts: PortalParts,
  reply: FastifyReply,
  language: PortalLanguage,
  status: number,
  title: string,
  main: ReturnType<typeof html>,
): Promise<FastifyReply> {
  const t = portalTexts[language];
  const back = html`${main}<p><a href="${portalUrl(language, '')}">${t.back}</a></p>`;
  // A page that says the database is away must not ask the database for its colours.
  const brand = await brandOf(parts).catch(() => ({
    provider: parts.providerName(),
    phone: null,
    email: null,
    styleVersion: '0',
  }));
  return await reply
    .code(status)
    .headers(HEADERS)
    .type('text/html; charset=utf-8')
    .send(renderPage({ language, brand, path: '', title, main: back }));
}
