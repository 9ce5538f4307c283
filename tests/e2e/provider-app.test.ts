import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import {
  complaintsPageSchema,
  measureDetailSchema,
  minorPolicyStateSchema,
  privacyPageSchema,
  serviceSchema,
  webhookCreatedSchema,
  webhookDeliveriesPageSchema,
} from '../../src/contract/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

// The app of examples/, against a real server: what a user of a provider does there, and what staff do meanwhile.
const WAIT_MS_MAX = 40_000;

let hegui: HeguiUnderTest;
let admin: Admin;
let app: ChildProcess;
let appUrl = '';
let webhook: z.infer<typeof webhookCreatedSchema>;
let serviceId = '';

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  const [service] = z.array(serviceSchema).parse(await must('GET', '/api/services'));
  assert.ok(service !== undefined);
  serviceId = service.id;
  const policy = {
    ...service.policy,
    agreements: { acceptance: 'required', unnamed: 'refuse' },
    training: { choice: 'opt-out' },
  };
  await must('PATCH', `/api/services/${serviceId}`, { policy, policyVersion: service.policyVersion });
  const port = await freePort();
  appUrl = `http://127.0.0.1:${port}`;
  const events = ['complaint', 'privacy', 'measure'];
  const made = await must('POST', `/api/services/${serviceId}/webhooks`, { url: `${appUrl}/hegui-events`, events });
  webhook = webhookCreatedSchema.parse(made);
  app = spawn(process.execPath, [resolve('examples/provider-app/server.mjs')], {
    env: {
      ...process.env,
      PORT: String(port),
      HEGUI_URL: hegui.url,
      HEGUI_API_KEY: hegui.apiKey,
      HEGUI_WEBHOOK_SECRET: webhook.secret,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.ok(app.stdout !== null);
  await once(createInterface(app.stdout), 'line');
});
after(async () => {
  app?.kill();
  await hegui.stop();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  server.close();
  await once(server, 'close');
  return address.port;
}

async function must(method: string, path: string, body?: object): Promise<unknown> {
  const response = await admin.send(method, path, body);
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** A browser without scripts: keeps its session, follows what it is led to. */
class Visitor {
  #cookie = '';

  static async signIn(user: string): Promise<Visitor> {
    const visitor = new Visitor();
    await visitor.send('/sign-in', { user });
    return visitor;
  }

  async open(path: string): Promise<string> {
    return await (await this.#fetch(path, {})).text();
  }

  /** Sends a form; returns the page that it leads to. */
  async send(path: string, fields: Readonly<Record<string, string>>): Promise<string> {
    return await (await this.post(path, fields)).text();
  }

  async post(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    return await this.#fetch(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Sends the form of a page whose action is this, with its hidden fields and what is typed. */
  async fill(page: string, action: string, typed: Readonly<Record<string, string>> = {}): Promise<string> {
    const [, inside = ''] = new RegExp(`<form method="post" action="${action}">(.*?)</form>`, 's').exec(page) ?? [];
    assert.notEqual(inside, '', `no form ${action} in ${page}`);
    const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
    return await this.send(action, { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...typed });
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(`${appUrl}${path}`, {
      ...init,
      headers: { cookie: this.#cookie },
      redirect: 'manual',
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.#cookie = cookie.split(';', 1)[0] ?? '';
    const location = response.headers.get('location');
    return location === null ? response : await this.#fetch(location, {});
  }
}

const receiptOf = (page: string): string => {
  const [, receipt = ''] = /Receipt ([0-9A-Z-]{14})/.exec(page) ?? [];
  assert.notEqual(receipt, '', page);
  return receipt;
};
const newsOf = async (visitor: Visitor, what: RegExp): Promise<void> => {
  await waitUntil(async () => what.test(await visitor.open('/news')), `the app hears ${what}`, WAIT_MS_MAX);
};

test('whoever accepted nothing is refused with where to go, accepts in the app, and is answered', async () => {
  const title = { zh: '用户服务协议', en: 'Agreement' };
  const text = { zh: '协议的正文。', en: 'What we agree.' };
  const draft = `/api/services/${serviceId}/agreements/draft`;
  await must('PUT', draft, { title, text, marks: {}, revision: 0 });
  const body = { revision: 1, effectiveAt: null, isMaterial: true, publishedAs: '张三', gapReason: '例子' };
  await must('POST', `${draft}/publication`, body);
  const ann = await Visitor.signIn('ann');
  const refused = await ann.send('/ask', { text: '说说喝茶' });
  assert.match(refused, /content_filter/);
  assert.match(refused, /协议/);
  const agreement = await ann.open('/agreement');
  assert.match(agreement, /协议的正文/);
  assert.match(await ann.fill(agreement, '/agreement'), /已同意/);
  assert.match(await ann.send('/ask', { text: '说说喝茶' }), /<small>stop<\/small>/);
});

test('a complaint is sent once however often, is the sender’s alone, and its answer reaches the app as an event', async () => {
  const ann = await Visitor.signIn('ann');
  const form = await ann.open('/complaint');
  const typed = { kind: 'other', text: '<b>测试投诉</b>' };
  const page = await ann.fill(form, '/complaint', typed);
  const receipt = receiptOf(page);
  assert.ok(page.includes('&lt;b&gt;测试投诉') && !page.includes('<b>测试'), 'words are never markup');
  assert.equal(receiptOf(await ann.fill(form, '/complaint', typed)), receipt);
  const bob = await Visitor.signIn('bob');
  assert.match(await bob.open(`/receipts/${receipt}`), /Not found/);
  const { items } = complaintsPageSchema.parse(await must('GET', '/api/complaints'));
  assert.equal(items.length, 1);
  const id = items[0]?.id ?? '';
  await must('POST', `/api/complaints/${id}/acknowledge`, { text: '已受理' });
  await must('POST', `/api/complaints/${id}/answer`, { outcome: 'upheld', text: '投诉成立，已处理。' });
  await newsOf(ann, new RegExp(`complaint\\.answered ${receipt}`));
  const answered = await ann.open(`/receipts/${receipt}`);
  assert.match(answered, /投诉成立，已处理/);
  assert.match(await ann.fill(answered, `/receipts/${receipt}/more`, { text: '不同意' }), /不同意/);
});

test('a request made on the web is described, then confirmed in the app; one made in the app gives its copy', async () => {
  const ann = await Visitor.signIn('ann');
  const page = await ann.fill(await ann.open('/privacy'), '/privacy', { kind: 'copy', text: '请给我副本' });
  const receipt = receiptOf(page);
  const find = async () => privacyPageSchema.parse(await must('GET', `/api/privacy/requests?find=${receipt}`)).items[0];
  const id = (await find())?.id ?? '';
  await must('POST', `/api/privacy/requests/${id}/acknowledge`, { text: '已受理' });
  await must('POST', `/api/privacy/requests/${id}/answer`, { outcome: 'fulfilled', text: '请下载。' });
  await newsOf(ann, new RegExp(`privacy\\.answered ${receipt}`));
  await ann.open(`/receipts/${receipt}`);
  const copy = await ann.post(`/receipts/${receipt}/copy`, {});
  assert.equal(
    Buffer.from(await copy.arrayBuffer())
      .subarray(0, 2)
      .toString(),
    'PK',
  );

  const code = await codeFromPortal();
  const wrong = await ann.post('/privacy/confirm', { code: 'WRONG-CODES' });
  assert.equal(wrong.status, 401);
  const described = await ann.send('/privacy/confirm', { code });
  assert.match(described, /只有您本人/);
  assert.match(await ann.fill(described, '/privacy/confirm'), /已确认/);
});

/** Somebody asks on the portal, without an account, and is shown a code. */
async function codeFromPortal(): Promise<string> {
  const portal = `${hegui.url}/portal/zh/privacy`;
  const cookies = new Map<string, string>();
  const visit = async (path: string, fields?: Readonly<Record<string, string>>): Promise<string> => {
    const response = await fetch(`${portal}${path}`, {
      headers: { cookie: [...cookies].map((one) => one.join('=')).join('; ') },
      redirect: 'manual',
      ...(fields === undefined ? {} : { method: 'POST', body: new URLSearchParams(fields) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return response.headers.has('location') ? await visit('/view') : await response.text();
  };
  const tokenOf = (page: string, action: string): string =>
    new RegExp(`action="[^"]*${action}"[^>]*>\\s*<input type="hidden" name="form" value="([^"]+)"`).exec(page)?.[1] ??
    '';
  const form = await visit('/new?kind=explain');
  const sent = await visit('/new', {
    form: tokenOf(form, '/privacy/new'),
    kind: 'explain',
    service: serviceId,
    text: '请说明',
  });
  const [number = '', secret = ''] = [...sent.matchAll(/<dd class="code">([0-9A-Z-]+)<\/dd>/g)].map(([, one]) => one);
  const open = await visit('/open');
  const view = await visit('/open', { form: tokenOf(open, '/privacy/open'), number, secret });
  const shown = await visit('/code', { form: tokenOf(view, '/privacy/code') });
  const [, code = ''] = /<dd class="code">([0-9A-Z-]+)<\/dd>/.exec(shown) ?? [];
  assert.notEqual(code, '', shown);
  return code;
}

test('a measure is read with its reasons in the app, appealed against there, and the decision is shown', async () => {
  const carl = await Visitor.signIn('carl');
  const reason = { zh: '多次输入测试违规词。', en: 'Invented breaches.' };
  const payload = { serviceId, user: 'carl', rung: 'warning', days: 7, reason };
  const { id } = measureDetailSchema.parse(await must('POST', '/api/measures', payload));
  const page = await carl.open('/measures');
  assert.match(page, /多次输入测试违规词/);
  assert.match(await carl.fill(page, '/measures', { text: '不是我' }), /不是我/);
  assert.match(await (await Visitor.signIn('bob')).open('/measures'), /None/);
  const told = await deliveries();
  assert.ok(
    told.some(({ type }) => type === 'measure.appealed'),
    JSON.stringify(told),
  );
  await must('POST', `/api/measures/${id}/lift`, { mistaken: true, reason: '误判。' });
  assert.match(await carl.open('/measures'), /ended/);
});

test('the choice about training is one click in the app, and counts', async () => {
  const dora = await Visitor.signIn('dora');
  const page = await dora.open('/training');
  assert.match(page, /可以用于训练/);
  assert.match(await dora.fill(page, '/training'), /不用于训练/);
  assert.match(await dora.open('/training'), /不用于训练/);
});

test('a user who says how old they are sees what holds for them, and gets a code for a guardian', async () => {
  const { settings, revision } = minorPolicyStateSchema.parse(await must('GET', `/api/services/${serviceId}/minors`));
  await must('PUT', `/api/services/${serviceId}/minors`, { settings: { ...settings, mode: 'mode' }, revision });
  const finn = await Visitor.signIn('finn');
  const page = await finn.fill(await finn.open('/age'), '/age', { band: '16-17' });
  assert.match(page, /Today: 0 min, 还剩 · left: 120 min/);
  assert.match(page, /Nothing is sold/);
  assert.match(await finn.fill(page, '/age/code'), /[0-9A-Z]{4}-[0-9A-Z]{4}/);
});

const deliveries = async () =>
  webhookDeliveriesPageSchema.parse(await must('GET', `/api/webhooks/${webhook.id}/deliveries`)).items;

test('every event was taken with its signature; forged, old and repeated ones change nothing', async () => {
  await must('POST', `/api/webhooks/${webhook.id}/ping`, {});
  await waitUntil(async () => (await deliveries()).every(({ state }) => state === 'sent'), 'all is sent', WAIT_MS_MAX);
  const all = await deliveries();
  assert.ok(all.length >= 6, `${all.length} deliveries`);
  assert.ok(all.every(({ attempts, fault }) => attempts === 1 && fault === null));
  const key = Buffer.from(webhook.secret.slice('whsec_'.length), 'base64');
  const body = JSON.stringify({ type: 'complaint.answered', timestamp: new Date().toISOString(), data: {} });
  const post = async (id: string, seconds: number, signedWith: Buffer): Promise<number> => {
    const signature = createHmac('sha256', signedWith).update(`${id}.${seconds}.${body}`).digest('base64');
    const headers = { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
    return (await fetch(`${appUrl}/hegui-events`, { method: 'POST', headers, body })).status;
  };
  const now = Math.floor(Date.now() / 1_000);
  assert.deepEqual(
    [
      await post('ntc_a', now, key),
      await post('ntc_a', now, key),
      await post('ntc_b', now, Buffer.from('guessed')),
      await post('ntc_c', now - 3_600, key),
    ],
    [204, 204, 401, 401],
  );
});
