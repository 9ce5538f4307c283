import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { type AdminAppHarness, openAdminApp, type SignedIn, signIn } from '../../app/http/testing/open-admin-app.ts';
import { signC2pa } from '../../c2pa/testing/test-credential.ts';
import {
  labelReadSchema,
  labelVerdictSchema,
  problemSchema,
  producedContentSchema,
  producedLookupSchema,
} from '../../contract/index.ts';
import { drawPicture } from '../../demonstration/draw-picture.ts';
import { sha256Hex } from '../../kernel/index.ts';
import { exiftool } from '../../label/testing/outside-readers.ts';
import { readEvidence } from '../../registry/testing/harness.ts';
import { sqlStateOf } from '../../store/index.ts';

const picture = drawPicture('测试', 64, 48);
const TYPE = { 'content-type': 'application/octet-stream' };

let harness: AdminAppHarness;
let officer: SignedIn;
let inspector: SignedIn;
let serviceId: string;
before(async () => {
  harness = await openAdminApp();
  officer = await signIn(harness, 'compliance-officer');
  inspector = await signIn(harness, 'inspector');
  const service = { name: 'pictures', modelCode: '0001', upstreamIds: [], wordListIds: [] };
  serviceId = (await harness.registry.services.create(service, 'cli')).id;
  await harness.registry.live.refresh();
});
after(() => harness.close());

const post = (url: string, payload: Uint8Array, as = officer) =>
  harness.app.inject({ method: 'POST', url, payload: Buffer.from(payload), headers: { ...as, ...TYPE } });

async function write(payload: Uint8Array = picture): Promise<Buffer> {
  const answer = await post(`/api/label/write?service=${serviceId}`, payload);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.rawPayload;
}

const lookUp = async (file: Uint8Array) =>
  producedLookupSchema.parse((await post('/api/produced/lookup', file, inspector)).json());
const numberOf = async (file: Uint8Array): Promise<string> => (await lookUp(file)).produceId ?? '';

test('a written file carries the label of the service, ExifTool shows it, and its number is found in the register', async () => {
  const answer = await post(`/api/label/write?service=${serviceId}&name=a%20%E8%8C%B6%27.png`, picture);
  assert.equal(answer.headers['content-type'], 'image/png');
  assert.equal(answer.headers['content-disposition'], "attachment; filename*=UTF-8''a%20%E8%8C%B6%27.png");
  const seen = exiftool(answer.rawPayload, 'a.png');
  const label = z
    .record(z.string(), z.string())
    .parse(JSON.parse(String(seen['XMP-TC260:Aigc'] ?? seen['XMP-TC260:AIGC'])));
  assert.deepEqual({ AIGC: label }, JSON.parse(String(answer.headers['x-hegui-aigc'])));
  const found = await harness.app.inject({ url: `/api/produced/${label.ProduceID}`, headers: { ...inspector } });
  const content = producedContentSchema.parse(found.json());
  assert.deepEqual(content.aigc.AIGC, label);
  assert.deepEqual(Object.keys(content.aigc.AIGC), Object.keys(label));
  assert.deepEqual(
    [content.serviceId, content.exchangeId, content.kind, content.mediaType, content.format, content.model],
    [serviceId, null, 'picture', 'image/png', 'png', null],
  );
  assert.deepEqual([content.sha256, content.bytes], [sha256Hex(answer.rawPayload), answer.rawPayload.length]);
  assert.deepEqual([content.explicit, content.explicitReason], [false, 'as-given']);
});

test('every writing gives another number, and leaves evidence in the name of who asked', async () => {
  const files = [await write(), await write()];
  const numbers = await Promise.all(files.map(numberOf));
  assert.equal(new Set(numbers).size, 2);
  const entries = (await readEvidence(harness.database)).filter(({ kind }) => kind === 'content.labelled');
  const mine = entries.filter(({ data }) => numbers.includes(String(data.produceId)));
  assert.deepEqual(mine.map(({ data }) => data.digest).sort(), files.map((file) => sha256Hex(file)).sort());
  for (const { data } of mine) assert.match(String(data.by), /^staff:stf_/);
});

test('the register tells the very file, one that carries its number but was changed, and one that it knows nothing of', async () => {
  const file = await write();
  const ours = await lookUp(file);
  assert.equal(ours.finding, 'ours');
  assert.equal(ours.content?.produceId, ours.produceId);
  const changed = Buffer.concat([file, Buffer.from('x')]);
  const altered = await lookUp(changed);
  assert.deepEqual([altered.finding, altered.content?.produceId], ['altered', ours.produceId]);
  assert.notEqual(altered.sha256, altered.content?.sha256);
  assert.deepEqual(await lookUp(picture), {
    finding: 'unknown',
    sha256: sha256Hex(picture),
    produceId: null,
    content: null,
  });
  assert.equal((await lookUp(Buffer.from([1, 2, 3]))).finding, 'unknown');
});

test('a propagated file names its propagator beside its producer and is told as altered', async () => {
  const file = await write();
  const passed = await post('/api/label/propagate?propagator=platform&propagateId=p-1', file);
  assert.equal(passed.statusCode, 200, passed.body);
  const read = labelReadSchema.parse((await post('/api/label/read', passed.rawPayload, inspector)).json());
  assert.equal(read.format, 'png');
  assert.equal(read.carriers.length, 1);
  const members = read.carriers[0]?.value?.members;
  assert.deepEqual([members?.ContentPropagator, members?.PropagateID], ['platform', 'p-1']);
  assert.equal(members?.ProduceID, await numberOf(file));
  assert.equal((await lookUp(passed.rawPayload)).finding, 'altered');
});

test('the verdict says conformant, none or unreadable, whatever is sent', async () => {
  const verdict = async (file: Uint8Array) =>
    labelVerdictSchema.parse((await post('/api/label/verify', file, inspector)).json());
  const written = await verdict(await write());
  assert.equal(written.kind, 'conformant');
  assert.ok(written.kind === 'conformant');
  assert.deepEqual([written.findings, written.signature.kind], [[], 'none']);
  assert.equal((await verdict(picture)).kind, 'none');
  assert.equal((await verdict(picture.subarray(0, 40))).kind, 'unreadable');
  assert.equal((await verdict(Buffer.from([0, 1, 2]))).kind, 'unreadable');
});

test('a file with a manifest of C2PA is refused unless asked for, and reading tells both stories', async () => {
  const signed = await signC2pa(picture, 'image/png');
  const url = `/api/label/write?service=${serviceId}`;
  const refused = await post(url, signed);
  assert.deepEqual([refused.statusCode, problemSchema.parse(refused.json()).code], [409, 'E_FILE_SIGNED']);
  const written = await post(`${url}&evenIfSigned=true`, signed);
  assert.equal(written.statusCode, 200);
  const read = labelReadSchema.parse((await post('/api/label/read', written.rawPayload, inspector)).json());
  assert.equal(read.carriers.length, 1);
  assert.deepEqual([read.credentials?.place, read.credentials?.dataHash], ['PNG caBX', 'mismatch']);
});

test('what cannot be labelled, is too large, names no service or comes as something else is refused as a problem', async () => {
  const codeOf = async (url: string, payload: Uint8Array): Promise<[number, string]> => {
    const answer = await post(url, payload);
    return [answer.statusCode, problemSchema.parse(answer.json()).code];
  };
  const url = `/api/label/write?service=${serviceId}`;
  assert.deepEqual(await codeOf(url, Buffer.from([0, 1, 2])), [415, 'E_FILE_UNSUPPORTED']);
  assert.deepEqual(await codeOf(url, picture.subarray(0, 40)), [422, 'E_FILE_UNREADABLE']);
  assert.deepEqual(await codeOf(url, Buffer.alloc(0)), [400, 'E_REQUEST_INVALID']);
  assert.deepEqual(await codeOf(url, Buffer.alloc(64 * 1_024 * 1_024 + 1)), [413, 'E_REQUEST_TOO_LARGE']);
  assert.deepEqual(await codeOf('/api/label/write?service=svc_none', picture), [400, 'E_REQUEST_INVALID']);
  assert.deepEqual(await codeOf('/api/label/propagate?propagator=a%20b&propagateId=1', picture), [
    400,
    'E_REQUEST_INVALID',
  ]);
  assert.deepEqual(await codeOf('/api/label/propagate?propagator=a&propagateId=1', picture), [
    415,
    'E_FILE_UNSUPPORTED',
  ]);
  const asJson = await harness.app.inject({ method: 'POST', url, payload: { a: 1 }, headers: { ...officer } });
  assert.equal(asJson.statusCode, 400);
});

test('an inspector reads and looks up but writes nothing, and an unknown number is not found', async () => {
  assert.equal((await post(`/api/label/write?service=${serviceId}`, picture, inspector)).statusCode, 403);
  const missing = await harness.app.inject({ url: '/api/produced/prd_none', headers: { ...inspector } });
  assert.deepEqual([missing.statusCode, problemSchema.parse(missing.json()).code], [404, 'E_NOT_FOUND']);
});

test('a row of the register cannot be written without evidence, nor changed or removed afterwards', async () => {
  const number = await numberOf(await write());
  const copy = `insert into produced_content select produce_id || 'x', service_id, exchange_id, kind, media_type, format, sha256,
    bytes, model, label, explicit, explicit_reason, made_at from produced_content where produce_id = $1`;
  const failsWith = (state: string) => (error: unknown) => sqlStateOf(error) === state;
  await assert.rejects(harness.database.query(copy, [number]), failsWith('HG002'));
  await assert.rejects(
    harness.database.query('update produced_content set model = $2 where produce_id = $1', [number, 'm']),
    failsWith('HG001'),
  );
  await assert.rejects(
    harness.database.query('delete from produced_content where produce_id = $1', [number]),
    failsWith('HG001'),
  );
});
