import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AdminAppHarness, openAdminApp, type SignedIn, signIn } from '../../app/http/testing/open-admin-app.ts';
import {
  type DisclosureContent,
  type DisclosureState,
  disclosureOverviewSchema,
  disclosureStateSchema,
  policySchema,
  portalLinksSchema,
  publicDisclosureSchema,
  trainingChoiceSchema,
} from '../../contract/index.ts';
import { readEvidence } from '../../registry/testing/harness.ts';
import { sqlStateOf } from '../../store/index.ts';

let harness: AdminAppHarness;
let officer: SignedIn;
let reviewer: SignedIn;
let serviceId: string;
let key: string;
before(async () => {
  harness = await openAdminApp();
  officer = await signIn(harness, 'compliance-officer');
  reviewer = await signIn(harness, 'reviewer');
  const given = { name: '客服', modelCode: '0001', upstreamIds: [], wordListIds: [] };
  serviceId = (await harness.registry.services.create(given, 'cli')).id;
  ({ key } = await harness.registry.keys.create(serviceId, { name: 'app', ratePerMinute: null, openMax: null }, 'cli'));
  await harness.registry.live.refresh();
});
after(() => harness.close());

const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, as: object = officer) =>
  harness.app.inject({ method, url, headers: { ...as }, ...(payload === undefined ? {} : { payload }) });
const asApp = () => ({ authorization: `Bearer ${key}` });
const stateUrl = () => `/api/services/${serviceId}/disclosure`;
const stateOf = async () => disclosureStateSchema.parse((await send('GET', stateUrl())).json());

const MARKUP = '<img src=x onerror=alert(1)>';
const fill = ({ suggestion }: DisclosureState): DisclosureContent => {
  const words = (text: { zh: string; en: string }) =>
    text.zh === '' ? { zh: `写明${MARKUP}`, en: `said ${MARKUP}` } : text;
  const { fields } = suggestion;
  return {
    fields: {
      audience: words(fields.audience),
      occasions: words(fields.occasions),
      purposes: words(fields.purposes),
      guidance: words(fields.guidance),
      minors: words(fields.minors),
      limits: words(fields.limits),
      algorithm: words(fields.algorithm),
      personalInformation: words(fields.personalInformation),
      training: words(fields.training),
    },
    models: [{ name: 'model-a', filingNumber: '备案-1' }],
  };
};

test('nothing is public before a person publishes it; gaps need a reason [measures#10]', async () => {
  assert.equal((await send('GET', `/api/public/disclosures/${serviceId}`, undefined, {})).statusCode, 404);
  assert.equal((await send('GET', `/portal/zh/disclosures/${serviceId}`, undefined, {})).statusCode, 404);
  const content = fill(await stateOf());
  assert.equal((await send('PUT', `${stateUrl()}/draft`, { content, revision: 0 }, reviewer)).statusCode, 403);
  assert.equal((await send('PUT', `${stateUrl()}/draft`, { content, revision: 0 })).statusCode, 200);
  assert.equal((await send('PUT', `${stateUrl()}/draft`, { content, revision: 0 })).statusCode, 409);
  const body = { revision: 1, publishedAs: '张三', gapReason: null };
  const refused = await send('POST', `${stateUrl()}/draft/publication`, body);
  assert.deepEqual([refused.statusCode, refused.json().fields[0].path], [400, 'gapReason']);
  const done = await send('POST', `${stateUrl()}/draft/publication`, { ...body, gapReason: '联系方式稍后补充' });
  assert.equal(done.statusCode, 200, done.body);
  const { versions, draft, changed } = disclosureStateSchema.parse(done.json());
  assert.deepEqual([versions[0]?.number, versions[0]?.gaps, draft, changed], [1, ['contact', 'provider'], null, []]);
  const entry = (await readEvidence(harness.database)).findLast(({ kind }) => kind === 'disclosure.published');
  assert.deepEqual([entry?.data.number, entry?.data.digest], [1, versions[0]?.digest]);
  await assert.rejects(
    harness.database.query(`update service_disclosure set content = '{}' where service_id = $1`, [serviceId]),
    (error: unknown) => sqlStateOf(error) === 'HG001',
  );
});

test('the public reads the page, the JSON and the Markdown, and nothing that was meant to be run', async () => {
  const page = await send('GET', `/portal/en/disclosures/${serviceId}`, undefined, {});
  assert.equal(page.statusCode, 200);
  assert.ok(page.body.includes('model-a (备案-1)') && !page.body.includes('<img'));
  const json = publicDisclosureSchema.parse(
    (await send('GET', `/api/public/disclosures/${serviceId}`, undefined, {})).json(),
  );
  assert.deepEqual([json.number, json.facts.training, json.models[0]?.filingNumber], [1, 'opt-in', '备案-1']);
  assert.equal(json.addresses.agreement.zh, `https://hegui.example/portal/zh/agreements/${serviceId}`);
  const text = await send('GET', `/api/public/disclosures/${serviceId}/text?lang=en`, undefined, {});
  assert.match(String(text.headers['content-type']), /^text\/markdown/);
  assert.match(text.body, /^# About 客服\n\n/);
});

test('when what the product does changes, what is published no longer agrees and says in what', async () => {
  const policy = policySchema.parse({ training: { choice: 'opt-out' }, files: { filmHours: 48 } });
  await harness.registry.services.change(serviceId, { policy, policyVersion: 1 }, 'cli');
  await harness.registry.live.refresh();
  const { services } = disclosureOverviewSchema.parse((await send('GET', '/api/disclosures')).json());
  assert.deepEqual(services[0]?.changed, ['retention', 'training']);
  const page = await send('GET', `/portal/en/disclosures/${serviceId}`, undefined, {});
  assert.match(page.body, /films for 24 hours/, 'the page keeps what was published');
});

const useOf = async (user: string | null) => {
  const service = harness.registry.live.current.services.get(serviceId);
  assert.ok(service !== undefined);
  return await harness.disclosure.choices.useOf(service, user === null ? null : `${serviceId} ${user}`);
};

test('what a user says in the app counts from the next request on, and costs no query after', async () => {
  assert.deepEqual([await useOf('ann'), await useOf(null)], ['allowed', 'refused']);
  const chosen = await send('PUT', '/api/public/training-choice', { user: 'ann', choice: 'refused' }, asApp());
  assert.deepEqual(trainingChoiceSchema.parse(chosen.json()).use, 'refused');
  assert.equal(await useOf('ann'), 'refused');
  const service = harness.registry.live.current.services.get(serviceId);
  assert.ok(service !== undefined);
  const ask = () => harness.disclosure.choices.useOf(service, `${serviceId} ann`);
  // What is read while the database still tells of the change is not kept.
  let told = ask();
  for (let asked = 0; asked < 100 && told instanceof Promise; asked += 1) {
    await told;
    told = ask();
  }
  assert.equal(told, 'refused', 'at once, from memory');
  await send('PUT', '/api/public/training-choice', { user: 'ann', choice: 'refused' }, asApp());
  const entries = (await readEvidence(harness.database)).filter(({ kind }) => kind === 'training.chosen');
  assert.deepEqual(
    entries.map(({ data }) => [data.choice, data.channel]),
    [['refused', 'app']],
    'saying it again changes nothing',
  );
  assert.equal(
    (await send('PUT', '/api/public/training-choice', { user: 'ann', choice: 'refused' }, {})).statusCode,
    401,
  );
});

test('the page about training opens for whom its link knows, for nobody else, and says what counts', async () => {
  const links = portalLinksSchema.parse(
    (await send('POST', '/api/public/portal-links', { user: 'bob' }, asApp())).json(),
  );
  const open = (url: string) => send('GET', url.replace('https://hegui.example', ''), undefined, {});
  assert.match((await open(links.training.en)).body, /may use what you enter for training/);
  assert.match((await open(links.disclosure.en)).body, /Training: allow it or switch it off/);
  assert.equal((await open('https://hegui.example/portal/en/training-choice')).statusCode, 410);
  const { choices } = await stateOf();
  assert.deepEqual(choices, { allowed: 0, refused: 1 });
});
