import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { latin1 } from '../../../file/bytes.ts';
import { aesDecryptBlocks, aesEncryptBlocks, rc4 } from './ciphers.ts';
import { md5 } from './md5.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('MD5 is what OpenSSL makes of bytes of every length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(hex(md5(bytes)), createHash('md5').update(bytes).digest('hex'));
    }),
  );
});

test('RC4 gives the published answers, and is its own way back', () => {
  assert.equal(hex(rc4(latin1('Key'), latin1('Plaintext'))), 'bbf316e8d940af0ad3');
  assert.equal(hex(rc4(latin1('Wiki'), latin1('pedia'))), '1021bf0420');
  assert.equal(hex(rc4(latin1('Key'), rc4(latin1('Key'), latin1('Plaintext')))), hex(latin1('Plaintext')));
});

test('AES of whole blocks is what OpenSSL makes without padding, there and back', async () => {
  for (const length of [16, 32]) {
    const [key, iv, data] = [Buffer.alloc(length, 7), Buffer.alloc(16, 9), Buffer.alloc(64, 3)];
    const cipher = createCipheriv(`aes-${length * 8}-cbc`, key, iv).setAutoPadding(false);
    const expected = Buffer.concat([cipher.update(data), cipher.final()]);
    const encrypted = await aesEncryptBlocks(key, iv, data);
    assert.equal(hex(encrypted), expected.toString('hex'));
    assert.equal(hex(await aesDecryptBlocks(key, iv, encrypted)), data.toString('hex'));
  }
});
