import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FILE = resolve(import.meta.dirname, '..', '..', 'screening', 'classifier', 'shipped', 'discrimination-zh-1.hgcl');

/** SHA-256 of the model that Hegui ships; a test holds the file to it. */
export const SHIPPED_MODEL_DIGEST = '516523315380d30413ad1ae6c9791387b079f8948cd4a7e0bfc9987f9761c693';

/** The bytes of the model that Hegui ships: discriminatory and abusive language in Chinese (risks A.2). */
export const readShippedModel = (): Uint8Array => readFileSync(FILE);
