/**
 * One JavaScript engine in a process of its own: `node js-engine.ts ENGINE TEXT LIST`, then a mode a line on standard
 * input, each answered by a line of JSON (see `engine-process.ts`). The rivals have one mode.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { makeHegui } from './hegui-engine.ts';
import { cpuNs, type JsEngine, timed } from './timed.ts';

const [, , name = '', textPath = '', listPath = ''] = process.argv;
const require = createRequire(import.meta.url);
// Node reads a file into a flat string; engines that index it should not pay for flattening.
const text = Buffer.from(readFileSync(textPath, 'utf8'), 'utf16le').toString('utf16le');
const terms = readFileSync(listPath, 'utf8').split('\n');

function memoryBytes(): number {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A rival's answer is a list; its length is the number of hits. */
function listing(find: (text: string) => unknown): JsEngine {
  return {
    run: () =>
      timed(() => {
        const found = find(text);
        return { hits: Array.isArray(found) ? found.length : -1, sum: 0 };
      }),
  };
}

function makeMonyone(): JsEngine {
  const { AhoCorasick } = require('@monyone/aho-corasick/fast');
  const engine = new AhoCorasick(terms);
  return listing((whole) => engine.matchInText(whole));
}

function makeFastscan(): JsEngine {
  const FastScanner = require('fastscan');
  const engine = new FastScanner(terms);
  return listing((whole) => engine.search(whole));
}

function makeMintFilter(): JsEngine {
  const { Mint } = require('mint-filter');
  const engine = new Mint(terms);
  return listing((whole) => engine.filter(whole, { replace: false }).words);
}

const MAKERS: Readonly<Record<string, () => JsEngine>> = {
  hegui: () => makeHegui(text, terms),
  '@monyone/aho-corasick': makeMonyone,
  fastscan: makeFastscan,
  'mint-filter': makeMintFilter,
};

const make = MAKERS[name];
if (make === undefined) throw new Error(`engine: one of ${Object.keys(MAKERS).join(', ')}`);
const before = memoryBytes();
const begun = cpuNs();
const engine = make();
const buildNs = cpuNs() - begun;
process.stdout.write(`${JSON.stringify({ buildNs, bytes: memoryBytes() - before })}\n`);
for await (const mode of createInterface(process.stdin)) {
  process.stdout.write(`${JSON.stringify(engine.run(mode))}\n`);
}
