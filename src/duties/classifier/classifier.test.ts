import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { foldingSchema } from '../../contract/index.ts';
import { sha256Hex } from '../../kernel/index.ts';
import { compileOneList } from '../../registry/index.ts';
import { kindsOf, openRegistry } from '../../registry/testing/harness.ts';
import { openRouteApp } from '../../registry/testing/route-app.ts';
import { markedExamples } from '../../screening/classifier/testing/marked-examples.ts';
import { compileScreen, encodeModel, trainModel } from '../../screening/index.ts';
import { ContentService } from '../content/index.ts';
import { storedTextsOf } from '../content/testing/content-harness.ts';
import { ClassifierService, registerClassifierRoutes } from './index.ts';

const SEED = 20_261_126;
const ABOUT = { source: 'invented', licence: 'none', bucketBits: 12, dataDigest: 'cd'.repeat(32) };
const fileOf = (seed: number): Uint8Array =>
  encodeModel(trainModel(markedExamples(400, SEED), { ...ABOUT, name: `test-${seed}`, seed }));
const shipped = fileOf(1);
const own = fileOf(2);
const URL = '/api/classifier/models';
const upload = (name: string, file: Uint8Array) => ({ name, file: Buffer.from(file).toString('base64') });

let stand: Awaited<ReturnType<typeof openRouteApp>> &
  Pick<Awaited<ReturnType<typeof openRegistry>>, 'registry' | 'database' | 'options'>;
before(async () => {
  let made: ClassifierService | undefined;
  const { registry, options, database, close } = await openRegistry({
    readClassifier: async (tx) => {
      if (made === undefined) throw new Error('too early');
      return await made.readActive(tx);
    },
  });
  const classifier = new ClassifierService({ ...options, shipped: () => shipped });
  made = classifier;
  const app = await openRouteApp((routes) => registerClassifierRoutes(routes, classifier));
  const closeBoth = async (): Promise<void> => {
    await app.close();
    await close();
  };
  stand = { ...app, registry, database, options, close: closeBoth };
});
after(() => stand.close());

let made = 0;
const activeDigest = async (): Promise<string | undefined> => {
  await stand.registry.services.create(
    { name: `s${made++}`, modelCode: '0001', upstreamIds: [], wordListIds: [] },
    'cli',
  );
  const [service] = (await stand.registry.live.refresh()).services.values();
  return service?.classifier?.digest;
};

test('the shipped model is there and active before anyone uploads one, and is what services are read with', async () => {
  const { status, body } = await stand.call('inspector', 'GET', URL);
  assert.equal(status, 200);
  assert.deepEqual([body.length, body[0].id, body[0].active, body[0].digest], [1, 'shipped', true, sha256Hex(shipped)]);
  assert.equal(body[0].card.figures.curve.length, 19);
  assert.equal(await activeDigest(), sha256Hex(shipped));
});

test('an own model: uploaded with 201, activated, read with, given back as a file, and only then removable', async () => {
  const made = await stand.call('compliance-officer', 'POST', URL, upload('own', own));
  assert.deepEqual([made.status, made.body.active, made.body.name], [201, false, 'own']);
  const url = `${URL}/${made.body.id}`;
  assert.equal((await stand.call('compliance-officer', 'POST', `${url}/activate`)).body.active, true);
  assert.equal((await stand.call('compliance-officer', 'POST', `${url}/activate`)).status, 200);
  assert.equal(await activeDigest(), sha256Hex(own));
  assert.equal((await stand.call('compliance-officer', 'DELETE', url)).status, 409);
  assert.equal((await stand.call('compliance-officer', 'POST', `${URL}/shipped/activate`)).body.active, true);
  assert.equal(await activeDigest(), sha256Hex(shipped));
  assert.equal((await stand.call('compliance-officer', 'DELETE', url)).status, 204);
  assert.equal((await stand.call('inspector', 'GET', `${url}/file`)).status, 404);
  assert.equal((await stand.call('compliance-officer', 'POST', `${url}/activate`)).status, 404);
  const kinds = (await kindsOf(stand.database)).filter((kind) => kind.startsWith('classifier.'));
  assert.deepEqual(kinds, [
    'classifier.model-activated',
    'classifier.model-activated',
    'classifier.model-added',
    'classifier.model-retired',
  ]);
});

test('what is no model, is there already, or is the shipped one, is refused', async () => {
  const post = (body: object) => stand.call('compliance-officer', 'POST', URL, body);
  const damaged = own.slice();
  damaged[100] = (damaged[100] ?? 0) ^ 1;
  assert.equal((await post(upload('damaged', damaged))).status, 400);
  assert.equal((await post(upload('text', new TextEncoder().encode('no model at all, but long enough')))).status, 400);
  assert.equal((await post({ name: 'x', file: '*' })).status, 400);
  assert.equal((await post(upload('again', shipped))).status, 409);
  assert.equal((await post(upload('twice', own))).status, 201);
  assert.equal((await post(upload('twice', fileOf(3)))).status, 409);
  assert.equal((await post(upload('other name', own))).status, 409);
  assert.equal((await stand.call('compliance-officer', 'DELETE', `${URL}/shipped`)).status, 409);
});

test('models are read by all roles and changed by officers and administrators only', async () => {
  for (const role of ['inspector', 'reviewer'] as const) {
    assert.equal((await stand.call(role, 'GET', URL)).status, 200);
    assert.equal((await stand.call(role, 'GET', `${URL}/shipped/file`)).status, 200);
    assert.equal((await stand.call(role, 'POST', URL, upload('mine', fileOf(4)))).status, 403);
    assert.equal((await stand.call(role, 'POST', `${URL}/shipped/activate`)).status, 403);
    assert.equal((await stand.call(role, 'DELETE', `${URL}/shipped`)).status, 403);
  }
});

test('the stricter lists of a service are its own with every hit cutting, and leave its own as they are', async () => {
  const content = new ContentService({
    ...stand.options,
    tryText: async () => undefined,
    compileList: (list) => compileOneList(list, compileScreen),
    storedTexts: storedTextsOf([]),
    neutralTexts: () => [],
  });
  const folding = foldingSchema.parse({});
  const list = await content.create({ name: '甲', risk: 'A.2.i', action: 'flag', folding }, 'cli');
  await content.addTerms(list.id, { text: '标记丙词\n', replaceAll: false }, 'cli');
  const [service] = (await stand.registry.live.refresh()).services.values();
  const text = '这里有标记丙词。';
  const shownBy = (lists: Pick<NonNullable<typeof service>, 'screen'> | undefined): string | undefined =>
    lists?.screen.open({ mask: '*' }).push(text).released;
  assert.equal(shownBy(service), text);
  assert.equal(shownBy(service?.stricter?.()), '这里有');
  const [hit] = service?.stricter?.().screen.scan(text) ?? [];
  assert.equal(service?.stricter?.().termInfo(hit?.tag ?? -1).action, 'block');
  assert.equal(service?.stricter?.(), service?.stricter?.());
});
