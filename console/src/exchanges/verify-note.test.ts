import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { parseCheckpoint, verifySignature } from './verify-note.ts';

const root = createHash('sha256').update('root').digest('base64');
const signedText = `hegui.test/log\n42\n${root}\n`;

function signer(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const typed = Buffer.concat([Buffer.of(1), raw]);
  const keyHash = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);
  const noteOf = (text: string) =>
    `${text}\n— ${name} ${Buffer.concat([keyHash, sign(null, Buffer.from(text), privateKey)]).toString('base64')}\n`;
  return { verifierKey: `${name}+${keyHash.toString('hex')}+${typed.toString('base64')}`, noteOf };
}

function read(note: string) {
  const checkpoint = parseCheckpoint(note);
  assert.ok(checkpoint !== null);
  return checkpoint;
}

test('a checkpoint signed by the log is accepted, and its size and root are read', async () => {
  const log = signer('hegui.test/log');
  const checkpoint = read(log.noteOf(signedText));
  assert.equal(checkpoint.size, 42);
  assert.equal(Buffer.from(checkpoint.root).toString('base64'), root);
  assert.equal(await verifySignature(checkpoint, log.verifierKey), 'ok');
});

test('a checkpoint whose text was changed after signing is refused', async () => {
  const log = signer('hegui.test/log');
  const changed = log.noteOf(signedText).replace('\n42\n', '\n43\n');
  assert.equal(await verifySignature(read(changed), log.verifierKey), 'bad');
});

test('a checkpoint signed by another key of the same name is refused', async () => {
  const note = signer('hegui.test/log').noteOf(signedText);
  assert.equal(await verifySignature(read(note), signer('hegui.test/log').verifierKey), 'bad');
});

test('a text that is no checkpoint is not read as one', () => {
  assert.equal(parseCheckpoint('hello'), null);
  assert.equal(parseCheckpoint('origin\nmany\nroot\n\n— a b\n'), null);
});
