import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { IdentityProviderSettings } from '../../contract/index.ts';
import { signTencent } from '../../judges/index.ts';
import { isSignedByTencent } from '../../judges/testing/check-signature.ts';
import { MINUTE_MS, Secret, systemClock } from '../../kernel/index.ts';
import { makeProvider } from './providers/make-provider.ts';
import { type FaultReason, type Flow, type IdentityProvider, ProviderFault } from './providers/port.ts';
import { IdentityRefusal, type RefusalReason } from './refusal.ts';
import {
  answerGarbage,
  answerJson,
  answerNational,
  answerNothing,
  type LocalAnswer,
  LocalOidc,
  type LocalProvider,
  sendJson,
  startLocal,
  tencentResult,
} from './testing/local-provider.ts';

// Each provider against a server on loopback that keeps to its documentation, and then does not.
const SECRET = 'shared-secret';
const REDIRECT = 'https://hegui.example/portal/identity/oidc';
let local: LocalProvider;
let oidc: LocalOidc;
before(async () => {
  local = await startLocal(answerNothing);
  oidc = new LocalOidc();
  oidc.issuer = local.url;
});
after(() => local.close());

const make = (settings: IdentityProviderSettings, secret: string | null = SECRET): IdentityProvider =>
  makeProvider(settings, secret === null ? null : new Secret(secret), {
    clock: systemClock,
    signTencent,
    redirectUrl: REDIRECT,
  });
const soon = (): AbortSignal => AbortSignal.timeout(5_000);
const FLOW: Flow = { id: 'idt_01ARZ3NDEKTSV4RRFFQ69G5FAV', secrets: {} };

const isFault = (reason: FaultReason) => (error: unknown) => {
  assert.ok(error instanceof ProviderFault, String(error));
  assert.equal(error.reason, reason);
  return true;
};
const isRefusal = (reason: RefusalReason) => (error: unknown) => {
  assert.ok(error instanceof IdentityRefusal, String(error));
  assert.equal(error.reason, reason);
  return true;
};

const PERSON = { name: '测试人甲', number: '11010519491231002X', phone: '13800000000' };
const tencent = (elements: 'two' | 'three') =>
  make({ kind: 'tencent', baseUrl: local.url, secretId: 'AKID', elements });

test('a vendor is asked with signed values that belong to nobody else, and its match is confirmed', async () => {
  local.answer = tencentResult('0');
  const confirmed = await tencent('three').confirm(PERSON, FLOW, soon());
  const { level, reference, ageBand, subject } = confirmed;
  assert.deepEqual(
    [level, reference, ageBand, subject],
    ['verified', 'req-0', 'adult', { kind: 'id', value: PERSON.number }],
  );
  const call = local.seen.at(-1);
  assert.ok(call !== undefined);
  assert.ok(isSignedByTencent({ ...call, query: '' }, SECRET, 'faceid'));
  assert.deepEqual(
    [call.headers['x-tc-action'], call.headers['x-tc-version'], JSON.parse(call.body)],
    ['PhoneVerification', '2018-03-01', { IdCard: PERSON.number, Name: PERSON.name, Phone: PERSON.phone }],
  );
  await tencent('two').confirm(PERSON, FLOW, soon());
  const two = local.seen.at(-1);
  assert.deepEqual(
    [two?.headers['x-tc-action'], JSON.parse(two?.body ?? '')],
    ['IdCardVerification', { IdCard: PERSON.number, Name: PERSON.name }],
  );
});

test('a vendor that says no refuses; one that cannot say is at fault; neither confirms anybody', async () => {
  const refusals: ['two' | 'three', string, RefusalReason][] = [
    ['two', '-1', 'mismatch'],
    ['two', '-5', 'unknown-person'],
    ['three', '-4', 'mismatch'],
    ['three', '-9', 'unknown-person'],
  ];
  for (const [elements, result, reason] of refusals) {
    local.answer = tencentResult(result);
    await assert.rejects(tencent(elements).confirm(PERSON, FLOW, soon()), isRefusal(reason), `${elements} ${result}`);
  }
  const error = (code: string): LocalAnswer => answerJson({ Response: { Error: { Code: code, Message: '…' } } });
  const faults: [LocalAnswer, FaultReason][] = [
    [tencentResult('-11'), 'server-error'],
    [tencentResult('-12'), 'rate-limited'],
    [tencentResult('-99'), 'unreadable'],
    [answerJson({ Response: { Result: 0 } }), 'unreadable'],
    [answerJson({}), 'unreadable'],
    [answerJson([]), 'unreadable'],
    [answerGarbage, 'unreadable'],
    [(_call, response) => void response.end('x'.repeat(300_000)), 'unreadable'],
    [error('AuthFailure.SignatureFailure'), 'credentials'],
    [error('RequestLimitExceeded'), 'rate-limited'],
    [error('Surprise'), 'rejected'],
    [answerJson({}, 500), 'server-error'],
    [
      (_call, response) => void response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
      'unreachable',
    ],
    [(_call, response) => void response.destroy(), 'unreachable'],
  ];
  for (const [answer, reason] of faults) {
    local.answer = answer;
    await assert.rejects(tencent('three').confirm(PERSON, FLOW, soon()), isFault(reason), reason);
  }
  local.answer = answerNothing;
  await assert.rejects(tencent('three').confirm(PERSON, FLOW, AbortSignal.timeout(30)), isFault('timed-out'));
});

test('what is typed wrong is not sent, and a test of the vendor sends nobody’s number', async () => {
  const before = local.seen.length;
  await assert.rejects(tencent('two').confirm({ ...PERSON, number: '110105194912310021' }, FLOW, soon()), /number/);
  assert.equal(local.seen.length, before);
  local.answer = tencentResult('-7');
  await tencent('three').probe(soon());
  assert.match(local.seen.at(-1)?.body ?? '', /"IdCard":"110101190001010000"/);
  local.answer = tencentResult('0');
  await assert.rejects(tencent('three').probe(soon()), isFault('unreadable'), 'it confirms whatever comes');
});

const BIZ = 'A'.repeat(32);
const national = (secret = SECRET, authMode: 'R03' | 'R04' = 'R03') =>
  make({ kind: 'national', baseUrl: local.url, orgId: '00000001', appId: '0002', authMode }, secret);
const credential = { idCardAuthData: 'opaque', certPwdData: 'sealed' };

test('a credential of the national service is exchanged once, by a signed question and a signed answer', async () => {
  local.answer = answerNational(SECRET, { resultCode: 'C0000000', networkId: 'net-1', ageBand: '16-17' });
  const flow = { id: BIZ, secrets: {} };
  assert.deepEqual(await national().confirm(credential, flow, soon()), {
    level: 'verified',
    subject: { kind: 'account', value: 'national\nnet-1' },
    reference: BIZ,
    ageBand: '16-17',
  });
  const body: unknown = JSON.parse(local.seen.at(-1)?.body ?? '');
  assert.deepEqual(body, { orgID: '00000001', appID: '0002', bizSeq: BIZ, authMode: 'R03', idCardAuthData: 'opaque' });
  await national(SECRET, 'R04').confirm(credential, flow, soon());
  assert.match(local.seen.at(-1)?.body ?? '', /"certPwdData":"sealed"/);
  local.answer = answerNational(SECRET, { resultCode: 'C0000000' });
  assert.equal((await national().confirm(credential, flow, soon())).subject, null, 'nothing to tell people apart by');
});

test('an answer of the access point that is forged, old, of another question, or no answer confirms nobody', async () => {
  const flow = { id: BIZ, secrets: {} };
  const passed = { resultCode: 'C0000000' };
  const rows: [LocalAnswer, FaultReason][] = [
    [answerJson({ bizSeq: BIZ, ...passed }), 'signature'],
    [answerNational('another-secret', passed), 'credentials'],
    [answerNational(SECRET, passed, { at: new Date(Date.now() - 6 * MINUTE_MS) }), 'signature'],
    [answerNational(SECRET, passed, { bizSeq: 'B'.repeat(32) }), 'signature'],
    [answerNational(SECRET, { result: 'C0000000' }), 'unreadable'],
    [answerNational(SECRET, { ...passed, ageBand: '1990-01-01' }), 'unreadable'],
    [answerGarbage, 'unreadable'],
  ];
  for (const [answer, reason] of rows) {
    local.answer = answer;
    await assert.rejects(national().confirm(credential, flow, soon()), isFault(reason), reason);
  }
  local.answer = answerNational(SECRET, { resultCode: 'C0413001' });
  await assert.rejects(national().confirm(credential, flow, soon()), isRefusal('not-authenticated'));
  await national().probe(soon());
  local.answer = answerNational(SECRET, passed);
  await assert.rejects(national().probe(soon()), isFault('unreadable'), 'it confirms an empty credential');
  local.answer = answerNothing;
  await assert.rejects(national().confirm(credential, flow, AbortSignal.timeout(30)), isFault('timed-out'));
});

const signInAt = (more: object = {}, secret: string | null = SECRET) =>
  make(
    { kind: 'oidc', issuer: local.url, clientId: 'hegui', level: 'phone', scope: 'openid', acr: null, ...more },
    secret,
  );

async function begin(provider: IdentityProvider): Promise<{ readonly flow: Flow; readonly url: string }> {
  local.answer = oidc.answer;
  const begun = await provider.begin?.(FLOW.id, soon());
  assert.ok(begun !== undefined);
  return { flow: { id: FLOW.id, secrets: begun.secrets }, url: begun.url };
}

test('a sign-in elsewhere goes by code, PKCE, state and nonce, and only a band of an age comes of it', async () => {
  const provider = signInAt({ acr: 'real-name', level: 'verified' });
  const { flow, url } = await begin(provider);
  const asked = Object.fromEntries(new URL(url).searchParams);
  assert.deepEqual(
    [asked.response_type, asked.redirect_uri, asked.state, asked.code_challenge_method, asked.acr_values, asked.scope],
    ['code', REDIRECT, FLOW.id, 'S256', 'real-name', 'openid'],
  );
  oidc.claims = { acr: 'real-name', birthdate: '2000-02-29', name: '测试人甲' };
  const answer = oidc.signIn(url);
  assert.deepEqual(await provider.confirm({ answer }, flow, soon()), {
    level: 'verified',
    subject: { kind: 'account', value: `${local.url}\nperson-7` },
    reference: null,
    ageBand: 'adult',
  });
  const token = local.seen.find(({ path }) => path === '/token');
  assert.match(token?.headers.authorization ?? '', /^Basic /);
  await assert.rejects(
    provider.confirm({ answer }, flow, soon()),
    isRefusal('not-authenticated'),
    'a code is good once',
  );
  for (const birthdate of ['2000', '0000-02-29', '2999-01-01', 7]) {
    const next = await begin(provider);
    oidc.claims = { acr: 'real-name', birthdate };
    assert.equal((await provider.confirm({ answer: oidc.signIn(next.url) }, next.flow, soon())).ageBand, null);
  }
});

test('a token that is forged, unsigned, stale, for another or of another sign-in confirms nobody', async () => {
  const rows: [
    Readonly<Record<string, unknown>>,
    Partial<Pick<LocalOidc, 'signsFalsely' | 'signsNothing'>>,
    FaultReason,
  ][] = [
    [{}, { signsFalsely: true }, 'unreadable'],
    [{}, { signsNothing: true }, 'unreadable'],
    [{ nonce: 'another' }, {}, 'signature'],
    [{ aud: 'somebody-else' }, {}, 'signature'],
    [{ iss: 'https://elsewhere.example' }, {}, 'signature'],
    [{ exp: 1 }, {}, 'signature'],
  ];
  for (const [claims, how, reason] of rows) {
    const provider = signInAt();
    const { flow, url } = await begin(provider);
    oidc.claims = claims;
    Object.assign(oidc, how);
    await assert.rejects(
      provider.confirm({ answer: oidc.signIn(url) }, flow, soon()),
      isFault(reason),
      JSON.stringify(claims),
    );
    Object.assign(oidc, { signsFalsely: false, signsNothing: false, claims: {} });
  }
});

test('a sign-in that was refused, weaker than asked, of another state, or never answered confirms nobody', async () => {
  const provider = signInAt({ acr: 'real-name' });
  const { flow, url } = await begin(provider);
  const denied = new URLSearchParams({ error: 'access_denied', state: FLOW.id, iss: local.url });
  await assert.rejects(provider.confirm({ answer: denied.toString() }, flow, soon()), isRefusal('not-authenticated'));
  oidc.claims = { acr: 'guest' };
  await assert.rejects(provider.confirm({ answer: oidc.signIn(url) }, flow, soon()), isRefusal('not-authenticated'));
  const other = oidc.signIn(url).replace(FLOW.id, 'another');
  await assert.rejects(provider.confirm({ answer: other }, flow, soon()), ProviderFault);
  const begun = { ...flow, secrets: { ...flow.secrets, verifier: 'x'.repeat(43) } };
  await assert.rejects(provider.confirm({ answer: oidc.signIn(url) }, begun, soon()), isRefusal('not-authenticated'));
  local.answer = (call, response) =>
    call.path === '/token' ? sendJson(response, { error: 'invalid_client' }, 401) : oidc.answer(call, response);
  await assert.rejects(provider.confirm({ answer: oidc.signIn(url) }, flow, soon()), isFault('credentials'));
  local.answer = answerGarbage;
  await assert.rejects(provider.probe(soon()), isFault('unreadable'));
  local.answer = answerNothing;
  await assert.rejects(provider.probe(AbortSignal.timeout(30)), isFault('timed-out'));
});
