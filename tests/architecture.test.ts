import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { findBreaches, inRepository, readSource, repositoryRoot } from './support/floors.ts';

const sources = globSync(['src/**/*.ts', 'console/src/**/*.{ts,tsx}'], { cwd: repositoryRoot });
const exists = (path: string): boolean => existsSync(inRepository(path));

test('imports go downhill, enter by doors, and SQL stays in stores', () => {
  assert.ok(sources.length > 50, 'the sources were found');
  assert.deepEqual(
    sources.flatMap((file) => findBreaches(readSource(repositoryRoot, inRepository(file)), exists)),
    [],
  );
});

// A guard that cannot fail is not a guard: each planted breach must be named.
const PLANTED: readonly (readonly [title: string, path: string, text: string, says: RegExp])[] = [
  ['an engine reaches for a package', 'src/screening/x.ts', "import { z } from 'zod';", /portable/],
  ['an engine reaches for Node', 'src/screening/x.ts', "import { readFileSync } from 'node:fs';", /portable/],
  ['the scope engine reaches for a package', 'src/scope/x.ts', "import { z } from 'zod';", /portable/],
  [
    'the law takes a file of the kernel that needs Node',
    'src/law/x.ts',
    "import { Secret } from '../kernel/secret.ts';",
    /enter by the door/,
  ],
  [
    'the scope engine reaches uphill',
    'src/scope/x.ts',
    "import { facts } from '../contract/index.ts';",
    /scope may not import contract/,
  ],
  [
    'an engine reaches uphill',
    'src/ledger/x.ts',
    "import { openStore } from '../store/index.ts';",
    /ledger may not import store/,
  ],
  [
    'portable labels reach for marks, which need Node',
    'src/label/x.ts',
    "import { markPicture } from '../marks/index.ts';",
    /label may not import marks/,
  ],
  [
    'the keys of labels reach for what is written down',
    'src/sm2/x.ts',
    "import { openKeys } from '../evidence/index.ts';",
    /sm2 may not import evidence/,
  ],
  [
    'portable labels reach for what signs manifests beside them',
    'src/label/x.ts',
    "import { signManifest } from '../c2pa/index.ts';",
    /label may not import c2pa/,
  ],
  [
    'portable labels reach for their cryptography',
    'src/label/x.ts',
    "import { createLabelCrypto } from '../sm2/index.ts';",
    /label may not import sm2/,
  ],
  [
    'the gateway takes a value of the registry',
    'src/gateway/x.ts',
    "import { createRegistry } from '../registry/index.ts';",
    /gateway may not import registry/,
  ],
  [
    'a judge takes a value of the gateway',
    'src/judges/x.ts',
    "import { Gateway } from '../gateway/index.ts';",
    /judges may not import gateway/,
  ],
  [
    'a judge takes a value of the database',
    'src/judges/x.ts',
    "import { openStore } from '../store/index.ts';",
    /judges may not import store/,
  ],
  [
    'a floor bypasses a door',
    'src/gateway/x.ts',
    "import { Screen } from '../screening/screen.ts';",
    /enter by the door/,
  ],
  [
    'a register imports the app',
    'src/registry/x.ts',
    "import { compose } from '../app/compose.ts';",
    /registry may not import app/,
  ],
  [
    'a duty takes a value of another floor above it',
    'src/duties/content/x.ts',
    "import { Gateway } from '../../gateway/index.ts';",
    /duties may not import gateway/,
  ],
  [
    'the board takes a value of a duty',
    'src/status/x.ts',
    "import { LabellingService } from '../duties/labelling/index.ts';",
    /status may not import duties/,
  ],
  [
    'the console reaches past the contract',
    'console/src/x.tsx',
    "import { HeguiError } from '../../src/kernel/index.ts';",
    /console may not import kernel/,
  ],
  ['SQL outside a store', 'src/staff/service.ts', "const text = 'select id from staff where id = $1';", /SQL belongs/],
  ['an import of nothing', 'src/kernel/x.ts', "import { gone } from './gone.ts';", /does not exist/],
  ['a dynamic import uphill', 'src/kernel/x.ts', "await import('../app/compose.ts');", /kernel may not import app/],
];
for (const [title, path, text, says] of PLANTED) {
  test(`the guard names a planted breach: ${title}`, () => {
    const breaches = findBreaches({ path, text }, (target) => !target.includes('gone'));
    assert.equal(breaches.length, 1, breaches.join('\n'));
    assert.match(breaches[0] ?? '', says);
  });
}

test('the guard lets legal imports pass: downhill values, types sideways, home files', () => {
  const legal = [
    "import { HeguiError } from '../kernel/index.ts';",
    "import type { KeyEntry } from '../registry/index.ts';",
    "import { type ServiceEntry } from '../registry/index.ts';",
    "import { handleChat } from './chat/handle-chat.ts';",
    "import { request } from 'node:http';",
  ].join('\n');
  assert.deepEqual(
    findBreaches({ path: 'src/gateway/x.ts', text: legal }, () => true),
    [],
  );
});

test('every folder of the source tells its story in a README', () => {
  const folders = new Set(
    sources
      .filter((file) => file.startsWith('src/'))
      .map((file) =>
        file
          .split('/')
          .slice(0, file.startsWith('src/duties/') ? 3 : 2)
          .join('/'),
      ),
  );
  const silent = [...folders].filter((folder) => !exists(`${folder}/README.md`));
  assert.deepEqual(silent, []);
});

test('no committed file names a package registry or a machine path', () => {
  const lock = readFileSync(inRepository('package-lock.json'), 'utf8');
  assert.doesNotMatch(lock, /"resolved": *"https?:/);
});
