import { readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';

/** Floors whose values a floor may import. Imports go downhill only. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  documents: ['kernel'],
  law: ['kernel'],
  scope: ['kernel', 'law'],
  screening: ['kernel'],
  label: ['kernel'],
  marks: ['kernel', 'label'],
  sm2: ['kernel', 'label'],
  c2pa: ['kernel', 'label'],
  ledger: ['kernel'],
  demonstration: ['kernel'],
  store: ['kernel'],
  files: ['kernel'],
  evidence: ['kernel', 'ledger', 'store'],
  contract: [],
  registry: ['kernel', 'law', 'screening', 'label', 'evidence', 'contract', 'store'],
  staff: ['kernel', 'evidence', 'contract', 'store'],
  exchanges: ['kernel', 'law', 'evidence', 'contract', 'store', 'ledger'],
  portal: ['kernel', 'evidence', 'contract', 'store'],
  notices: ['kernel', 'evidence', 'contract', 'store'],
  duties: [
    'kernel',
    'documents',
    'law',
    'scope',
    'screening',
    'label',
    'ledger',
    'evidence',
    'contract',
    'store',
    'portal',
    'files',
  ],
  judges: ['kernel', 'law'],
  opinions: ['kernel', 'law', 'evidence', 'contract', 'store', 'judges'],
  gateway: ['kernel', 'screening', 'evidence', 'store', 'judges'],
  status: ['kernel', 'documents', 'law', 'scope', 'evidence', 'contract', 'store'],
  app: [
    'kernel',
    'documents',
    'law',
    'scope',
    'screening',
    'label',
    'marks',
    'sm2',
    'c2pa',
    'ledger',
    'demonstration',
    'store',
    'files',
    'evidence',
    'contract',
    'registry',
    'staff',
    'exchanges',
    'portal',
    'notices',
    'duties',
    'gateway',
    'judges',
    'opinions',
    'status',
  ],
  // The test of a text runs the very engine of the gateway in the browser; screening is portable for that.
  console: ['contract', 'label', 'scope', 'screening', 'sm2'],
};
/** Floors whose types a floor may import besides. */
const MAY_TYPE: Readonly<Record<string, readonly string[]>> = {
  gateway: ['contract', 'registry'],
  registry: ['duties', 'staff'],
  exchanges: ['registry'],
  duties: ['registry', 'staff', 'notices', 'status'],
  portal: ['staff'],
  staff: ['registry'],
  judges: ['contract'],
  opinions: ['registry', 'staff', 'status'],
  notices: ['staff'],
  status: ['staff', 'notices'],
};
/** Portable floors run in a browser: neither Node's modules nor packages. */
const PORTABLE = ['law', 'scope', 'screening'];
/** Files that may hold SQL, besides everything in `src/store` and `src/evidence`. */
const SQL_FILE = /(^|\/)(store\.ts|store\/.+\.ts)$/;
const SQL = /\b(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s)/is;

export interface Source {
  /** Path below the repository with forward slashes, such as `src/gateway/index.ts`. */
  readonly path: string;
  readonly text: string;
}

interface Place {
  readonly floor: string;
  /** The duty within `duties`; empty elsewhere. */
  readonly duty: string;
  readonly file: string;
}

/** Every broken rule of one source file, in one plain sentence each. */
export function findBreaches(source: Source, exists: (path: string) => boolean): string[] {
  if (/\.test\.tsx?$/.test(source.path) || source.path.includes('/testing/')) return [];
  const from = placeOf(source.path);
  if (from === null) return [`${source.path}: lies on no floor`];
  const breaches = importsOf(source.text).flatMap((found) => breachOf(source, from, found, exists));
  if (hasForeignSql(from, source.text)) breaches.push(`${source.path}: SQL belongs into store.ts`);
  return breaches;
}

interface Import {
  readonly target: string;
  readonly isTypeOnly: boolean;
}

function importsOf(text: string): Import[] {
  const found: Import[] = [];
  const pattern = /^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
  for (const match of text.matchAll(pattern)) {
    const names = /\{([^}]*)\}/.exec(match[0])?.[1];
    const isAllTypes =
      names?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) === true;
    found.push({ target: match[2] ?? '', isTypeOnly: match[1] !== undefined || isAllTypes });
  }
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g))
    found.push({ target: match[1] ?? '', isTypeOnly: false });
  return found;
}

function breachOf(source: Source, from: Place, found: Import, exists: (path: string) => boolean): string[] {
  const say = (why: string): string[] => [`${source.path}: ${why} (${found.target})`];
  if (!found.target.startsWith('.')) {
    return PORTABLE.includes(from.floor) ? say(`${from.floor} is portable: no packages and no node: modules`) : [];
  }
  const path = posix.normalize(posix.join(posix.dirname(source.path), found.target));
  if (!exists(path)) return say('imports a file that does not exist');
  const to = placeOf(path);
  if (to === null) return DATA.test(path) ? [] : say('leaves the floors');
  const isHome = from.floor === to.floor && from.duty === to.duty;
  if (isHome) return [];
  const mayValue = MAY[from.floor]?.includes(to.floor) === true && !(from.floor === 'duties' && to.floor === 'duties');
  const mayType =
    found.isTypeOnly &&
    (MAY_TYPE[from.floor]?.includes(to.floor) === true || (from.floor === 'duties' && to.floor === 'duties'));
  if (!mayValue && !mayType) return say(`${from.floor} may not import ${to.floor}`);
  return to.file === 'index.ts' || isKernelFile(from, to) ? [] : say('enter by the door: index.ts');
}

/**
 * Engines are importable alone: the verifier is bundled from the ledger, labels are read anywhere, screening and scope
 * (with the law) run in browsers. The kernel's door would drag zod and pino along, so they take single files of it; the
 * portable ones only those that need neither Node nor packages.
 */
function isKernelFile(from: Place, to: Place): boolean {
  if (to.floor !== 'kernel') return false;
  return (
    from.floor === 'ledger' ||
    from.floor === 'label' ||
    from.floor === 'sm2' ||
    (PORTABLE.includes(from.floor) && PORTABLE_KERNEL.includes(to.file))
  );
}
const PORTABLE_KERNEL = ['errors.ts', 'result.ts', 'units.ts'];

/** What lies beside the sources and is data: the law, and the package's own name and version. */
const DATA = /^(law\/.+\.json|package\.json)$/;

const SQL_FLOORS = ['store', 'evidence'];

function hasForeignSql(from: Place, text: string): boolean {
  if (
    SQL_FLOORS.includes(from.floor) ||
    from.floor === 'console' ||
    SQL_FILE.test(from.file) ||
    from.file.endsWith('/store.ts')
  )
    return false;
  // Only text in quotes counts: comments may speak of selecting from things.
  return [...text.matchAll(/`([^`]*)`|'([^'\n]*)'/g)].some((match) => SQL.test(match[1] ?? match[2] ?? ''));
}

function placeOf(path: string): Place | null {
  const [top, floor, ...rest] = path.split('/');
  if (top === 'console') return { floor: 'console', duty: '', file: [floor, ...rest].join('/') };
  if (top !== 'src' || floor === undefined) return null;
  if (floor !== 'duties') return { floor, duty: '', file: rest.join('/') };
  return { floor, duty: rest[0] ?? '', file: rest.slice(1).join('/') };
}

/** Reads a file as a `Source` of the repository at `root`. */
export function readSource(root: string, file: string): Source {
  return { path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') };
}

export const repositoryRoot: string = resolve(dirname(import.meta.filename), '..', '..');
export const inRepository = (path: string): string => join(repositoryRoot, path);
