import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FILE = resolve(import.meta.dirname, '..', '..', 'screening', 'classifier', 'shipped', 'discrimination-zh-1.hgcl');

/** SHA-256 of the model that Hegui ships; a test holds the file to it. */
export const SHIPPED_MODEL_DIGEST = '0db2b7a3ba7bc2ad515a2139c1451b9e06313706df1d7be04d0dedff0d18f0f5';

/** The bytes of the model that Hegui ships: discriminatory and abusive language in Chinese (risks A.2). */
export const readShippedModel = (): Uint8Array => readFileSync(FILE);
