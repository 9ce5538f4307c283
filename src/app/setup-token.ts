import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, FillRandom } from '../kernel/index.ts';
import { Secret } from '../kernel/index.ts';

const TOKEN_BYTES = 24;
const pathOf = (config: Config): string => join(config.data, 'setup.token');

/** The token that opens set-up in the browser: made once, kept until set-up is done. It survives restarts. */
export function openSetupToken(config: Config, fillRandom: FillRandom): Secret {
  const path = pathOf(config);
  if (existsSync(path)) return new Secret(readFileSync(path, 'utf8').trim());
  const bytes = Buffer.alloc(TOKEN_BYTES);
  fillRandom(bytes);
  const token = bytes.toString('base64url');
  mkdirSync(config.data, { recursive: true });
  writeFileSync(path, `${token}\n`, { mode: 0o600 });
  return new Secret(token);
}

/** Forgets the token once an administrator exists. */
export function dropSetupToken(config: Config): void {
  rmSync(pathOf(config), { force: true });
}

/** How browsers reach this server. */
export const publicUrlOf = (config: Config, port: number = config.port): string =>
  config.publicUrl?.replace(/\/$/, '') ?? `http://${hostOf(config.host)}:${port}`;

// An address that means "all" is no address to type into a browser.
const hostOf = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;

export const setupUrlOf = (config: Config, token: Secret, port?: number): string =>
  `${publicUrlOf(config, port)}/setup#${token.reveal()}`;
