// What an app asks of Hegui for its users. The key of the service vouches for whoever the app names: keep it on the server, and pass
// only the name of the user who is signed in.
const baseUrl = (process.env.HEGUI_URL ?? 'http://127.0.0.1:8815').replace(/\/$/, '');
const apiKey = process.env.HEGUI_API_KEY ?? '';

/** What Hegui refused, in words that may be shown. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.remedy ?? problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? '';
  }
}

async function call(method, path, { body, headers = {}, isFile = false } = {}) {
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Refused(response.status, await response.json().catch(() => ({})));
  return isFile ? Buffer.from(await response.arrayBuffer()) : await response.json();
}

const query = (user) => `?${new URLSearchParams({ user })}`;
const withSecret = (secret) => ({ 'x-receipt-secret': secret });

/** A refusal is an ordinary answer: show its text. What `hegui` says besides tells refusals from answers. */
export const ask = (user, text) =>
  call('POST', '/v1/chat/completions', {
    body: { model: process.env.MODEL ?? 'hegui-demo', user, messages: [{ role: 'user', content: text }] },
  });

export const agreements = (user) => call('GET', `/api/public/agreements${query(user)}`);
/** `digest` is that of the text that was shown: nobody accepts what they have not seen. */
export const acceptAgreement = (user, { number, language, digest }) =>
  call('POST', '/api/public/agreements/acceptances', { body: { user, number, language, digest } });

/** `key` names this very form: sent twice, because the answer was lost on the way, it is taken once. */
export const complain = (key, body) =>
  call('POST', '/api/public/complaints', { body, headers: { 'idempotency-key': key } });
export const requestPrivacy = (key, body) =>
  call('POST', '/api/public/privacy-requests', { body, headers: { 'idempotency-key': key } });
/** Without `confirm` it is only described: show that, and ask. */
export const confirmRequest = (user, code, confirm) =>
  call('POST', '/api/public/privacy-requests/confirm', { body: { user, code, confirm } });

const PATHS = { complaint: '/api/public/complaints', request: '/api/public/privacy-requests' };
/** What a receipt opens; `kind` is `complaint` or `request`. */
export const openReceipt = ({ kind, receipt, secret }) =>
  call('GET', `${PATHS[kind]}/${receipt}`, { headers: withSecret(secret) });
export const sayMore = ({ kind, receipt, secret }, text, reopen) =>
  call('POST', `${PATHS[kind]}/${receipt}/messages`, { body: { text, reopen }, headers: withSecret(secret) });
/** The person's copy as a ZIP; made as it is fetched, a few times only. */
export const fetchCopy = ({ receipt, secret }) =>
  call('POST', `${PATHS.request}/${receipt}/copy`, { headers: withSecret(secret), isFile: true });

export const measures = async (user) => (await call('GET', `/api/public/measures${query(user)}`)).measures;
export const appeal = (user, id, text) =>
  call('POST', `/api/public/measures/${id}/appeals`, { body: { user, text, language: 'zh-CN' } });

export const trainingChoice = (user) => call('GET', `/api/public/training-choice${query(user)}`);
export const chooseTraining = (user, choice) => call('PUT', '/api/public/training-choice', { body: { user, choice } });

/** What holds for a user by their age: time left, whether anything may be sold, what a guardian closed. */
export const minorState = (user) => call('GET', `/api/public/minors/state${query(user)}`);
export const declareAge = (user, band) => call('PUT', '/api/public/minors/age', { body: { user, band } });
/** Shown once, good for half an hour: a guardian types it into the portal. */
export const guardianCode = (user) => call('POST', '/api/public/minors/guardian-codes', { body: { user } });

/** Pages of Hegui's portal that know this user for an hour, for an app that builds none of its own. */
export const portalLinks = (user) => call('POST', '/api/public/portal-links', { body: { user } });
