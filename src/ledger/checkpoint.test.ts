import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { sha256 } from './hash.ts';
import { createNoteSigner, openNote, parseNote, parseVerifierKey, signNote, type VerifierKey } from './note.ts';

// The example key and note of golang.org/x/mod/sumdb/note.
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SEED = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const PETER_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_NOTE = `${PETER_TEXT}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

function keyOf(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  assert.ok(key.ok);
  return key.value;
}

const newSigner = (name: string) => createNoteSigner(name, generateKeyPairSync('ed25519').privateKey);

test('the known note verifies with the known key, and signing it again gives the same note', () => {
  assert.deepEqual(openNote(PETER_NOTE, [keyOf(PETER)]), { ok: true, value: PETER_TEXT });
  const seed = Buffer.from(PETER_SEED, 'base64').subarray(1);
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const signer = createNoteSigner('PeterNeumann', createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
  assert.equal(signer.key.text, PETER);
  assert.equal(signNote(PETER_TEXT, signer), PETER_NOTE);
});

test('no single changed byte of a signed note verifies', () => {
  const bytes = Buffer.from(PETER_NOTE);
  const key = keyOf(PETER);
  for (let at = 0; at < bytes.length; at++) {
    for (const flip of [1, 2, 4, 8, 16, 32, 64, 128]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ flip;
      assert.ok(!openNote(changed.toString(), [key]).ok, `byte ${at} ^ ${flip}`);
    }
  }
});

test('no single changed character of a verifier key is accepted', () => {
  for (let at = 0; at < PETER.length; at++) {
    const changed = `${PETER.slice(0, at)}${PETER[at] === 'A' ? 'B' : 'A'}${PETER.slice(at + 1)}`;
    assert.ok(!parseVerifierKey(changed).ok, changed);
  }
});

test('a signature of an unknown key is passed over, a false one of a known key is not', () => {
  const ours = newSigner('hegui/log/a');
  const theirs = newSigner('witness.example');
  const note = signNote('x\n', ours);
  const witness = signNote('x\n', theirs).slice('x\n\n'.length);
  assert.ok(openNote(note + witness, [ours.key]).ok);
  assert.deepEqual(openNote(signNote('x\n', theirs), [ours.key]), { ok: false, error: 'is signed by no known key' });
  const falseWitness = signNote('y\n', theirs).slice('y\n\n'.length);
  assert.ok(!openNote(note + falseWitness, [ours.key, theirs.key]).ok);
  assert.equal(parseNote(note + witness).ok, true);
});

test('a checkpoint comes back as it was signed, and only under its own log key', () => {
  const signer = newSigner('hegui/log/a');
  const root = sha256('root');
  const note = signCheckpoint(42, root, signer);
  assert.deepEqual(openCheckpoint(note, [signer.key]), { ok: true, value: { origin: 'hegui/log/a', size: 42, root } });
  assert.ok(!openCheckpoint(note, [newSigner('hegui/log/a').key]).ok);
  const foreign = signNote(`other\n1\n${root.toString('base64')}\n`, signer);
  assert.deepEqual(openCheckpoint(foreign, [signer.key]), { ok: false, error: 'is of another log' });
});

test('sizes and roots have one spelling', () => {
  const root = sha256('root').toString('base64');
  assert.ok(parseCheckpoint(`log\n7\n${root}\n`).ok);
  assert.ok(parseCheckpoint(`log\n7\n${root}\nextension\n`).ok);
  const bad = [
    `log\n07\n${root}\n`,
    `log\n-7\n${root}\n`,
    `log\n9007199254740993\n${root}\n`,
    `log\n7\n${root.slice(0, -1)}\n`,
    `log\n7\n${root.slice(0, -2)}B=\n`,
    `log\n7\n${root}`,
    `\n7\n${root}\n`,
    `log\n7\n`,
  ];
  for (const text of bad) assert.ok(!parseCheckpoint(text).ok, JSON.stringify(text));
});
