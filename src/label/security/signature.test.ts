import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLabelCrypto, newKeyPem, publicKeyOfPem, publicKeyPem, signerOfPem } from '../../sm2/index.ts';
import { propagateFileLabel, type Verdict, verifyFile, writeFileLabel } from '../file/label-file.ts';
import { patchedBytes } from '../file/patch.ts';
import { bytesSource } from '../file/source.ts';
import { type ImplicitLabel, isLawfulLabel, labelText } from '../implicit-label.ts';
import { FORMAT_FACTS } from '../testing/format-facts.ts';
import { opensslKey, opensslSigns, opensslVerifies } from '../testing/outside-readers.ts';
import { sampleLabel } from '../testing/sample-label.ts';
import { readSignature, writeSignature } from './der.ts';
import { fromHex, toHex } from './hex.ts';
import { readSecurityData, signedText } from './security-data.ts';
import { signLabel, writeSignedFileLabel } from './sign-file.ts';
import { judgeSignature, type SignatureVerdict } from './signature.ts';
import { sm3Hex } from './sm3.ts';

const crypto = createLabelCrypto();
const signer = signerOfPem(newKeyPem(), 'test', crypto);
const publicPem = publicKeyPem(signer.publicKey);
const pinned = { crypto, pins: [{ name: 'kettle works', publicKey: signer.publicKey }] };
const unpinned = { crypto, pins: [] };
const label = sampleLabel('prd_0001');
const noContent = async (): Promise<null> => null;
const png = bytesSource(FORMAT_FACTS.png.sample());

const signedPng = async (): Promise<Uint8Array> =>
  await patchedBytes(png, (await writeSignedFileLabel(png, label, signer)).patch);
async function signatureOf(bytes: Uint8Array, trust = pinned): Promise<SignatureVerdict> {
  const verdict: Verdict = await verifyFile(bytesSource(bytes), null, trust);
  assert.ok('signature' in verdict, JSON.stringify(verdict));
  return verdict.signature;
}
const judge = async (members: ImplicitLabel['AIGC'], trust = pinned) => await judgeSignature(members, trust, noContent);

test('SM3 is what OpenSSL makes of bytes of every length', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      assert.equal(await sm3Hex(bytesSource(bytes)), createHash('sm3').update(bytes).digest('hex'));
    }),
  );
});

test('OpenSSL takes the signatures of a label and of its binding, over the text that the guide names', async () => {
  const { label: signed } = await writeSignedFileLabel(png, label, signer);
  const data = readSecurityData(signed.AIGC.ReservedCode1);
  const text = Buffer.from(signedText(signed.AIGC)).toString();
  assert.equal(text, '"Label":"1","ContentProducer":"001191350100M000100Y4310001","ProduceID":"prd_0001"');
  const derOf = (over: string): Uint8Array =>
    writeSignature(data?.signatures.find((entry) => entry.over === over)?.signature ?? assert.fail(over));
  assert.ok(opensslVerifies(Buffer.from(text), derOf('label'), publicPem));
  assert.ok(!opensslVerifies(Buffer.from(text.replace('0001"', '0002"')), derOf('label'), publicPem));
  assert.ok(opensslVerifies(Buffer.from(data?.bindings[0]?.text ?? ''), derOf('binding'), publicPem));
  assert.ok(isLawfulLabel(labelText(signed)), 'Annex E j) allows every character of it');
});

test('keys and signatures made by OpenSSL are taken', async () => {
  const { privateKeyPem, publicKeyPem: pem } = opensslKey();
  const own = signerOfPem(privateKeyPem, 'key', crypto);
  assert.deepEqual(own.publicKey, publicKeyOfPem(pem, 'key', crypto));
  assert.equal(publicKeyPem(own.publicKey).replace(/\s/g, ''), pem.replace(/\s/g, ''));
  const code = JSON.parse(signLabel(label, own, null).AIGC.ReservedCode1);
  code.SecurityData.PubSD[0].Signature = toHex(opensslSigns(signedText(label.AIGC), privateKeyPem));
  const verdict = await judge({ ...label.AIGC, ReservedCode1: JSON.stringify(code) }, unpinned);
  assert.equal(verdict.kind, 'not-pinned');
});

test('a signed file is told as its producer’s; without a pin as intact only; without SM2 as unchecked', async () => {
  const bytes = await signedPng();
  const valid = await signatureOf(bytes);
  assert.deepEqual([valid.kind, valid.keyName, valid.content], ['valid', 'kettle works', 'intact']);
  const own = await signatureOf(bytes, unpinned);
  assert.deepEqual([own.kind, own.keyName, own.fingerprint], ['not-pinned', null, valid.fingerprint]);
  assert.match(own.basis, /second-hand/);
  const verdict = await verifyFile(bytesSource(bytes));
  assert.ok('signature' in verdict);
  assert.equal(verdict.signature.kind, 'unchecked');
});

test('one other digit of ProduceID fails the signature, and the label stays conformant', async () => {
  const bytes = await signedPng();
  const forged = Buffer.from(bytes);
  const { label: signed } = await writeSignedFileLabel(png, label, signer);
  const other = await patchedBytes(
    bytesSource(forged),
    await writeFileLabel(bytesSource(forged), { AIGC: { ...signed.AIGC, ProduceID: 'prd_0002' } }),
  );
  const verdict = await verifyFile(bytesSource(other), null, pinned);
  assert.ok(verdict.kind === 'conformant');
  assert.deepEqual([verdict.signature.kind, verdict.signature.content], ['mismatch', 'broken']);
});

test('another picture under the same signed label is told as a broken binding, and so is a binding made anew', async () => {
  const { label: signed } = await writeSignedFileLabel(png, label, signer);
  const other = bytesSource(Uint8Array.from([...FORMAT_FACTS.png.sample(), 0]));
  const moved = await patchedBytes(other, await writeFileLabel(other, signed));
  const verdict = await signatureOf(moved);
  assert.deepEqual([verdict.kind, verdict.content], ['valid', 'broken']);
  const foreign = signerOfPem(newKeyPem(), 'test', crypto);
  const theirs = JSON.parse((await writeSignedFileLabel(other, label, foreign)).label.AIGC.ReservedCode1);
  const code = JSON.parse(signed.AIGC.ReservedCode1);
  code.SecurityData.Bindings = theirs.SecurityData.Bindings;
  code.SecurityData.PubSD[1] = theirs.SecurityData.PubSD[1];
  const patched = { AIGC: { ...signed.AIGC, ReservedCode1: JSON.stringify(code) } };
  const rebound = await signatureOf(await patchedBytes(other, await writeFileLabel(other, patched)));
  assert.deepEqual([rebound.kind, rebound.content], ['valid', 'broken']);
});

test('who passes a file on names itself without breaking what the producer signed', async () => {
  const bytes = await signedPng();
  const propagation = { contentPropagator: 'platform', propagateId: 'p-1', reservedCode2: 'own' };
  const passed = await patchedBytes(bytesSource(bytes), await propagateFileLabel(bytesSource(bytes), propagation));
  const verdict = await signatureOf(passed);
  assert.deepEqual([verdict.kind, verdict.content], ['valid', 'intact']);
});

// As a provider's files have it: the shape of the guide, its own spelling, and a signature over a text that nobody knows.
const foreignCode = (key: string, signature: string): string =>
  JSON.stringify({
    SecurityData: {
      Type: 'TC260PG',
      Version: 1,
      PubSD: [
        { Type: 'DS', AlgID: '1.2.156.10197.1.501', TBSData: { Type: 'LabelMataData' }, Signature: signature },
        { Type: 'PubKey', AlgID: '1.2.156.10197.1.501', KeyValue: key },
      ],
    },
  });

test('a provider that signs another text is told as not matching the guide, and its label is conformant', async () => {
  const key =
    '3059301306072A8648CE3D020106082A811CCF5501822D034200045728F08C58D9C72150A705693EF7337859F8FF216E802630041AFAE5C036F0A67CB1FDF8C57F5F8B623284AE09E4E545464B7140B26BBDA51BAE965F854C57AA';
  const signature =
    '3046022100AE6B84B3342128AE301A597596FCD9EECF3EA0FC2DB6C250BAF234E167298E9002210097223ABB647B786A90D0A1B93CB9382EA879563B2C7F025FA006BE16AE926C14';
  const members = {
    ...label.AIGC,
    ContentProducer: '001191310104MACE0YX63918020',
    ProduceID: '142569260085903360',
    ReservedCode1: foreignCode(key, signature),
  };
  assert.equal((await judge(members)).kind, 'mismatch');
  const written = await patchedBytes(png, await writeFileLabel(png, { AIGC: members }));
  assert.equal((await verifyFile(bytesSource(written), null, pinned)).kind, 'conformant');
});

test('keys are taken in all the ways in which providers write them', async () => {
  const signature = toHex(writeSignature(signer.sign(signedText(label.AIGC))));
  const point = toHex(signer.publicKey);
  const x = point.slice(2, 66);
  const prefix = Number.parseInt(point.slice(-2), 16) % 2 === 0 ? '02' : '03';
  for (const key of [point, point.slice(2), prefix + x, `00${x}`, x]) {
    const verdict = await judge({ ...label.AIGC, ReservedCode1: foreignCode(key, signature) });
    assert.deepEqual([verdict.kind, verdict.keyName], ['valid', 'kettle works'], key);
  }
  const stranger = await judge({ ...label.AIGC, ReservedCode1: foreignCode('', signature) });
  assert.equal(stranger.kind, 'valid', 'a pinned key needs not be brought along');
  const unknown = await judge({ ...label.AIGC, ReservedCode1: foreignCode('zz', signature) }, unpinned);
  assert.equal(unknown.kind, 'unsupported');
});

test('whatever else stands in a reserved code is opaque, and fails nothing', async () => {
  const codes = [
    'e862483430d978cbf828b8b24296ef9328d843a0',
    'b1f4e0a2-7b1c-4d54-9a3e-0d6f3c2f9f11',
    'K-c2VjcmV0',
    '{"SecurityData":{"Type":"OTHER"}}',
    '{"SecurityData":null}',
    '[]',
  ];
  for (const code of codes) assert.equal((await judge({ ...label.AIGC, ReservedCode1: code })).kind, 'opaque', code);
  assert.equal((await judge(label.AIGC)).kind, 'none');
  const rsa = foreignCode('00', '00')
    .replaceAll('1.2.156.10197.1.501', '1.2.840.113549.1.1.11')
    .replace('PubSD', 'PubSd');
  assert.equal((await judge({ ...label.AIGC, ReservedCode1: rsa })).kind, 'unsupported');
});

test('no text in a reserved code makes the check throw', async () => {
  const entry = fc.record(
    {
      Type: fc.constantFrom('DS', 'PubKey', 'x'),
      AlgID: fc.constantFrom('1.2.156.10197.1.501', 'x'),
      KeyID: fc.oneof(fc.constant({ toString: 0 }), fc.anything()),
      TBSData: fc.oneof(fc.constantFrom({ Type: 'Md' }, { Type: 'Bnd' }, { Type: '__proto__' }), fc.anything()),
      Signature: fc.oneof(fc.constant('3006020101020101'), fc.anything()),
      KeyValue: fc.oneof(fc.constant(toHex(signer.publicKey)), fc.constant(`02${'0'.repeat(64)}`), fc.anything()),
    },
    { requiredKeys: [] },
  );
  const data = fc.record({
    Type: fc.constant('TC260PG'),
    PubSD: fc.oneof(fc.array(entry, { maxLength: 4 }), fc.anything()),
    Bindings: fc.oneof(fc.array(fc.anything(), { maxLength: 3 }), fc.anything()),
  });
  await fc.assert(
    fc.asyncProperty(data, async (SecurityData) => {
      const { kind } = await judge({ ...label.AIGC, ReservedCode1: stringify({ SecurityData }) });
      assert.notEqual(kind, 'valid');
    }),
    { numRuns: 200 },
  );
});

const stringify = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));

test('a signature is written in one way only', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (signature) => {
      assert.deepEqual(readSignature(writeSignature(signature)), signature);
    }),
  );
  const broken = [
    '',
    '3006020101020101ff',
    '300702020001020101',
    '3006020181020101',
    '308106020101020101',
    '3003020101',
  ];
  for (const hex of broken) assert.equal(readSignature(fromHex(hex) ?? new Uint8Array()), null, hex);
});

test('a file that is no key of SM2 is refused by name', () => {
  for (const pem of ['', newKeyPem().replace(/[A-Za-z0-9+/]{64}/, ''), publicPem])
    assert.throws(() => signerOfPem(pem, 'own.pem', crypto), { code: 'E_LABEL_KEY_INVALID', message: /own\.pem/ });
  for (const pem of ['', newKeyPem()])
    assert.throws(() => publicKeyOfPem(pem, 'pin.pem', crypto), { code: 'E_LABEL_KEY_INVALID', message: /pin\.pem/ });
});
