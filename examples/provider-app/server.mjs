// An app of a provider that gives its users everything that Hegui keeps for them, without a page of Hegui's: plain Node, plain HTML.
// Users, receipts and events lie in memory; an app of yours keeps them in its database, and signs its users in properly.
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import * as hegui from './hegui.mjs';
import { form, html, page, select } from './pages.mjs';
import { readEvent } from './webhooks.mjs';

const port = Number(process.env.PORT ?? 3000);
const webhookSecret = process.env.HEGUI_WEBHOOK_SECRET ?? '';
const BODY_BYTES_MAX = 100_000;

/** By session: who is signed in. By user: the receipts that they hold. */
const sessions = new Map();
const receiptsOf = new Map();
/** Ids of events that were taken, and the newest one by receipt or measure. */
const taken = new Set();
const news = new Map();

const receipts = (user) => receiptsOf.get(user) ?? [];
const keep = (user, kind, { receipt, secret }) => receiptsOf.set(user, [...receipts(user), { kind, receipt, secret }]);
const find = (user, receipt) => receipts(user).find((one) => one.receipt === receipt);

/** Names this very form of this user: sent twice it is taken once, and nobody else's form is ever taken for it. */
const keyOf = (user, body) =>
  createHash('sha256')
    .update(JSON.stringify([user, body.get('key')]))
    .digest('hex');

const KINDS = [
  ['illegal-content', '违法内容 · Illegal content'],
  ['other', '其他 · Something else'],
];
const WISHES = [
  ['copy', '要一份副本 · A copy'],
  ['delete', '删除 · Delete'],
  ['explain', '说明规则 · Explain the rules'],
];

const BANDS = [
  ['under-8', '不满 8 岁 · under 8'],
  ['8-13', '8–13'],
  ['14-15', '14–15'],
  ['16-17', '16–17'],
  ['adult', '已满 18 岁 · 18 or older'],
];

/** Every page: what it shows, by method and path. */
const routes = {
  'GET /': async ({ user }) =>
    page('提问 · Ask', user, form('/ask', '发送 · Send', { fields: [['text', '问题 · Question', true]] })),
  'POST /ask': async ({ user, body }) => {
    const answer = await hegui.ask(user, body.get('text') ?? '');
    const [choice] = answer.choices;
    // A refusal reads like an answer and says what to do, with a link; so it is shown as it is.
    return page(
      '回答 · Answer',
      user,
      html`<p>${choice.message.content}</p><p><small>${choice.finish_reason}</small></p>`,
    );
  },

  'GET /agreement': async ({ user }) => {
    const { inForce, mustAccept } = await hegui.agreements(user);
    if (inForce === null) return page('服务协议 · Agreement', user, html`<p>尚未发布 · Not published yet</p>`);
    const { number, digest, title, text } = inForce;
    const hidden = { number, digest: digest.zh };
    return page(
      title.zh,
      user,
      html`<pre>${text.zh}</pre>${mustAccept ? form('/agreement', '同意 · Accept', { hidden }) : html`<p>已同意 · Accepted</p>`}`,
    );
  },
  'POST /agreement': async ({ user, body }) => {
    const [number, digest] = [Number(body.get('number')), body.get('digest')];
    await hegui.acceptAgreement(user, { number, digest, language: 'zh' });
    return { to: '/agreement' };
  },

  'GET /complaint': async ({ user }) =>
    page(
      '投诉 · Complain',
      user,
      form('/complaint', '提交 · Send', {
        hidden: { key: randomUUID() },
        extra: select('kind', '类型 · Kind', KINDS),
        fields: [['text', '内容 · What happened', true]],
      }),
    ),
  'POST /complaint': async ({ user, body }) => {
    const given = { kind: body.get('kind'), text: body.get('text'), language: 'zh-CN' };
    const made = await hegui.complain(keyOf(user, body), given);
    if (!find(user, made.receipt)) keep(user, 'complaint', made);
    return { to: `/receipts/${made.receipt}` };
  },

  'GET /privacy': async ({ user }) =>
    page(
      '个人信息 · My data',
      user,
      html`${form('/privacy', '提交 · Send', {
        hidden: { key: randomUUID() },
        extra: select('kind', '我要 · I want', WISHES),
        fields: [['text', '说明 · In your words', true]],
      })}<section><h2>确认网页上的请求 · Confirm a request from the web</h2>${form('/privacy/confirm', '查看 · Look', {
        fields: [['code', '确认码 · Code']],
      })}</section>`,
    ),
  'POST /privacy': async ({ user, body }) => {
    const given = { kind: body.get('kind'), text: body.get('text'), user, language: 'zh-CN' };
    const made = await hegui.requestPrivacy(keyOf(user, body), given);
    if (!find(user, made.receipt)) keep(user, 'request', made);
    return { to: `/receipts/${made.receipt}` };
  },
  'POST /privacy/confirm': async ({ user, body }) => {
    const [code, isSure] = [body.get('code') ?? '', body.get('sure') === 'yes'];
    const { kind, receivedAt, warning, confirmed } = await hegui.confirmRequest(user, code, isSure);
    const name = WISHES.find(([value]) => value === kind)?.[1] ?? kind;
    return page(
      '确认 · Confirm',
      user,
      confirmed
        ? html`<p>已确认 · Confirmed: ${name}</p>`
        : html`<p>${name}, ${receivedAt}</p><p><strong>${warning.zh}</strong><br>${warning.en}</p>${form('/privacy/confirm', '是我提出的 · It was me', { hidden: { code, sure: 'yes' } })}`,
    );
  },

  'GET /receipts/:receipt': async ({ user, receipt }) => {
    news.delete(receipt.receipt);
    const found = await hegui.openReceipt(receipt);
    const { state, messages, canReopenUntil, copy = null } = found;
    const at = `/receipts/${receipt.receipt}`;
    const isOpen = state === 'received' || state === 'acknowledged';
    return page(
      `回执 · Receipt ${receipt.receipt}`,
      user,
      html`<p>${state}</p><p>查询密码 · Secret: ${receipt.secret}</p><ol>${messages.map(
        ({ author, text }) => html`<li>${author}: ${text}</li>`,
      )}</ol>${copy !== null && form(`${at}/copy`, '下载副本 · Download')}${isOpen && form(`${at}/more`, '补充 · Add', { fields: [['text', '补充 · More', true]] })}${
        canReopenUntil !== null &&
        form(`${at}/more`, '不同意 · Disagree', { hidden: { reopen: 'yes' }, fields: [['text', '理由 · Why', true]] })
      }`,
    );
  },
  'POST /receipts/:receipt/more': async ({ receipt, body }) => {
    await hegui.sayMore(receipt, body.get('text') ?? '', body.get('reopen') === 'yes');
    return { to: `/receipts/${receipt.receipt}` };
  },
  'POST /receipts/:receipt/copy': async ({ receipt }) => ({
    file: await hegui.fetchCopy(receipt),
    name: 'my-data.zip',
  }),

  'GET /measures': async ({ user }) => {
    const found = await hegui.measures(user);
    return page(
      '处置与申诉 · Measures',
      user,
      found.length === 0
        ? html`<p>没有 · None</p>`
        : found.map(
            ({ id, state, statements, appeal, canAppealUntil }) =>
              html`<section><h2>${statements[0].title}</h2><p>${state}</p>${statements[0].sections.map(
                ({ heading, text }) => html`<h3>${heading}</h3><p>${text}</p>`,
              )}${appeal !== null && html`<h3>申诉 · Appeal</h3><p>${appeal.text}</p><p>${appeal.outcome ?? `最迟 ${appeal.answerBy} 答复`}</p><p>${appeal.answer}</p>`}${
                canAppealUntil !== null &&
                form('/measures', '申诉 · Appeal', {
                  hidden: { id },
                  fields: [['text', `理由，${canAppealUntil} 前 · Why`, true]],
                })
              }</section>`,
          ),
    );
  },
  'POST /measures': async ({ user, body }) => {
    await hegui.appeal(user, body.get('id') ?? '', body.get('text') ?? '');
    return { to: '/measures' };
  },

  'GET /training': async ({ user }) => {
    const { use } = await hegui.trainingChoice(user);
    const isAllowed = use === 'allowed';
    return page(
      '训练选择 · Training',
      user,
      html`<p>${isAllowed ? '您的输入可以用于训练 · Your input may be used for training' : '您的输入不用于训练 · Your input is not used for training'}</p>${form(
        '/training',
        isAllowed ? '不允许 · Refuse' : '允许 · Allow',
        { hidden: { choice: isAllowed ? 'refused' : 'allowed' } },
      )}`,
    );
  },
  'POST /training': async ({ user, body }) => {
    await hegui.chooseTraining(user, body.get('choice'));
    return { to: '/training' };
  },

  'GET /age': async ({ user }) => {
    const { band, isMinor, usedMinutes, leftMinutes, opensAt, spending, page: more } = await hegui.minorState(user);
    return page(
      '年龄与监护人 · Age and guardians',
      user,
      html`<p>${band === null ? '未告知 · not told' : BANDS.find(([value]) => value === band)[1]}</p>${
        isMinor &&
        html`<p>今天 · Today: ${usedMinutes} min${leftMinutes !== null && html`, 还剩 · left: ${leftMinutes} min`}${opensAt !== null && html`, ${opensAt}`}</p><p>${spending === 'off' && '不提供付费 · Nothing is sold'}</p><p><a href="${more.zh}">未成年人模式 · About minor mode</a></p>${form('/age/code', '给监护人的关联码 · A code for a guardian')}`
      }${form('/age', '保存 · Save', { extra: select('band', '我的年龄 · My age', BANDS) })}`,
    );
  },
  'POST /age': async ({ user, body }) => {
    await hegui.declareAge(user, body.get('band'));
    return { to: '/age' };
  },
  'POST /age/code': async ({ user }) => {
    const { code, page: where } = await hegui.guardianCode(user);
    return page('关联码 · Code', user, html`<p><strong>${code}</strong></p><p>${where.zh}</p>`);
  },

  'GET /news': async ({ user }) =>
    page(
      '新消息 · News',
      user,
      html`<ul>${receipts(user)
        .filter(({ receipt }) => news.has(receipt))
        .map(
          ({ receipt }) => html`<li><a href="/receipts/${receipt}">${news.get(receipt).type} ${receipt}</a></li>`,
        )}</ul>`,
    ),
  'POST /sign-out': async ({ session }) => {
    sessions.delete(session);
    return { to: '/' };
  },
};

const signInPage = () =>
  html`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>登录 · Sign in</title><h1>登录 · Sign in</h1>${form('/sign-in', '登录 · Sign in', { fields: [['user', '名字 · Name']] })}</html>`
    .text;

/** Hegui tells that something happened. It is told again until it is answered with 2xx, so every id is taken once. */
function takeEvent(headers, text) {
  const event = readEvent(headers, text, webhookSecret);
  if (event === null) return 401;
  if (!taken.has(event.id)) {
    taken.add(event.id);
    const about = event.data.receipt ?? event.data.measure;
    // They come in any order; the newest counts.
    if (about !== undefined && !(news.get(about)?.timestamp > event.timestamp)) news.set(about, event);
  }
  return 204;
}

/** The page of an address, and the receipt that it names; only the one who holds it gets there. */
function routeOf(method, path, user) {
  const exact = routes[`${method} ${path}`];
  if (exact !== undefined) return { answer: exact };
  const [, number, rest = ''] = /^\/receipts\/([0-9A-Z-]+)(\/\w+)?$/.exec(path) ?? [];
  const receipt = number === undefined ? undefined : find(user, number);
  const answer = routes[`${method} /receipts/:receipt${rest}`];
  return answer === undefined || receipt === undefined ? null : { answer, receipt };
}

async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new hegui.Refused(413, { detail: '太大 · too large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A form of this very site: browsers say where a form comes from, and send the cookie of no other site's. */
const isOwnForm = ({ headers: { origin, host } }) =>
  origin === undefined || origin === `http://${host}` || origin === `https://${host}`;

async function handle(request, response) {
  const { method = 'GET', headers } = request;
  const path = new URL(request.url ?? '/', 'http://app').pathname;
  const send = (status, type, body, more = {}) =>
    response.writeHead(status, { 'content-type': type, ...more }).end(body);
  const text = method === 'POST' ? await readBody(request) : '';
  if (method === 'POST' && path === '/hegui-events') return send(takeEvent(headers, text), 'text/plain', '');
  const session = /(?:^|; )session=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
  const user = sessions.get(session);
  if (method === 'POST' && !isOwnForm(request)) return send(403, 'text/plain', 'not a form of this site');
  const body = new URLSearchParams(text);
  if (method === 'POST' && path === '/sign-in' && body.get('user')) {
    const made = randomUUID();
    sessions.set(made, body.get('user'));
    return response
      .writeHead(303, { location: '/', 'set-cookie': `session=${made}; HttpOnly; SameSite=Strict; Path=/` })
      .end();
  }
  if (user === undefined) return send(path === '/' ? 200 : 401, 'text/html; charset=utf-8', signInPage());
  const route = routeOf(method, path, user);
  if (route === null) return send(404, 'text/html; charset=utf-8', page('没有这一页 · Not found', user, ''));
  const answer = await route.answer({ user, body, session, receipt: route.receipt });
  if (typeof answer === 'string') return send(200, 'text/html; charset=utf-8', answer);
  if ('to' in answer) return response.writeHead(303, { location: answer.to }).end();
  return send(200, 'application/zip', answer.file, { 'content-disposition': `attachment; filename="${answer.name}"` });
}

createServer((request, response) => {
  handle(request, response).catch((error) => {
    const isRefusal = error instanceof hegui.Refused;
    if (!isRefusal) console.error(error);
    const told = isRefusal ? error.message : '出错了，请稍后再试 · Something went wrong; try again later';
    response.writeHead(isRefusal ? error.status : 500, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page('没有成功 · Refused', '', html`<p>${told}</p>`));
  });
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));
