import type { FastifyReply } from 'fastify';

// `unsafe-inline` for styles only: antd writes its style sheets into the page.
const DIRECTIVES = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  // The preview of a marked sound comes with its answer.
  "media-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
];
const POLICY = DIRECTIVES.join('; ');

/**
 * Of the console's page alone. A browser counts compiling WebAssembly as evaluating a script, and without this keyword the
 * screening engine in the page falls back to its slower twin. It allows no `eval` and no script from elsewhere: the bytes
 * come with the console's own script, which `'self'` already trusts.
 */
export const CONSOLE_POLICY = [...DIRECTIVES, "script-src 'self' 'wasm-unsafe-eval'"].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Sets what every answer carries; answers of the API are kept nowhere. */
export function setSecurityHeaders(reply: FastifyReply, url: string): void {
  reply.headers(HEADERS);
  if (/^\/api(?:[/?]|$)/.test(url)) reply.header('cache-control', 'no-store');
}
