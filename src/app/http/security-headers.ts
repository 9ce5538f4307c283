import type { FastifyReply } from 'fastify';

// `unsafe-inline` for styles only: antd writes its style sheets into the page.
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

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
