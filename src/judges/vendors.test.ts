import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent } from 'undici';
import { type Direction, type JudgeSettings, judgeSettingsSchema } from '../contract/index.ts';
import { Secret, systemClock } from '../kernel/index.ts';
import { type Judge, type JudgeContext, JudgeError, type JudgeFailureReason, type Verdict } from './judge.ts';
import { makeJudge } from './make-judge.ts';
import {
  isSignedByAlibaba,
  isSignedByTencent,
  isSignedByVolcengine,
  type SeenRequest,
} from './testing/check-signature.ts';
import { json, startVendor, type VendorAnswer, type VendorServer } from './testing/vendor-server.ts';

const SECRET = 'a secret that no log may hold';
const TEXT = '测试违规词 (a+b)*c';
const connections = new Agent();
let vendor: VendorServer;
before(async () => {
  vendor = await startVendor(json({}));
});
after(async () => {
  await connections.destroy();
  await vendor.close();
});

const judgeWith = (settings: object, secret: string | null = SECRET): Judge =>
  makeJudge(
    judgeSettingsSchema.parse({ ...settings, baseUrl: vendor.baseUrl }),
    secret === null ? null : new Secret(secret),
    {
      connections,
      clock: systemClock,
    },
  );

async function ask(judge: Judge, more: Partial<JudgeContext> = {}, text = TEXT): Promise<Verdict> {
  return await judge.judge(text, {
    direction: 'input',
    role: 'user',
    exchangeId: `exc_${'0'.repeat(26)}`,
    sessionId: null,
    offset: 0,
    isLast: true,
    prompt: '',
    signal: AbortSignal.timeout(5_000),
    ...more,
  });
}

const lastSeen = (): SeenRequest => vendor.seen.at(-1) ?? assert.fail('the vendor saw nothing');
const formOf = ({ body }: SeenRequest): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

// The example of Alibaba's own documentation of signature version 3.
test('the check of Alibaba’s signature agrees with the documented example', () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const names = 'host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version';
  const signature = '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0';
  const request = {
    method: 'POST',
    path: '/',
    query: 'ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai',
    headers: {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'RunInstances',
      'x-acs-content-sha256': empty,
      'x-acs-date': '2023-10-26T10:22:32Z',
      'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-version': '2014-05-26',
      authorization: `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=${names},Signature=${signature}`,
    },
    body: '',
  };
  assert.equal(isSignedByAlibaba(request, 'YourAccessKeySecret'), true);
  assert.equal(isSignedByAlibaba(request, 'another'), false);
});

interface VendorCase {
  readonly settings: JudgeSettings | { readonly kind: JudgeSettings['kind']; readonly [name: string]: unknown };
  /** The answer that says "all is well". */
  readonly safe: object;
  /** Answers in the vendor's own words for what went wrong. */
  readonly refusals: readonly (readonly [object, JudgeFailureReason])[];
  /** Answers that are JSON and yet no verdict. */
  readonly half: readonly object[];
}

const guard = { kind: 'guard-chat', model: 'Qwen3Guard-Gen-0.6B', answer: { form: 'qwen3guard' } } as const;
const completion = (content: unknown): object => ({ choices: [{ index: 0, message: { role: 'assistant', content } }] });
const alibaba = { kind: 'alibaba', accessKeyId: 'AKID' } as const;
const plus = (data: object): object => ({ Code: 200, Message: 'OK', RequestId: 'r', Data: data });
const volcengine = { kind: 'volcengine', accessKeyId: 'AKLT', scene: 'app-test' } as const;
const shield = (type: number, more: object = {}): object => ({
  ResponseMetadata: { RequestId: 'r', Action: 'Moderate', Version: '2025-08-31', Service: 'llmshield' },
  Result: { MsgID: 'msg-1', Decision: { DecisionType: type }, RiskInfo: { Risks: [] }, Degraded: false, ...more },
});

const CASES: Readonly<Record<string, VendorCase>> = {
  'guard model': {
    settings: guard,
    safe: completion('Safety: Safe\nCategories: None'),
    refusals: [],
    half: [{}, { choices: [] }, completion(null), completion('Safety:'), completion('I cannot help with that.')],
  },
  OpenAI: {
    settings: { kind: 'openai-moderations' },
    safe: { id: 'modr', model: 'm', results: [{ flagged: false, categories: {}, category_scores: {} }] },
    refusals: [],
    half: [{}, { results: [] }, { results: [{ categories: {} }] }, { results: [{ flagged: 'no' }] }],
  },
  Alibaba: {
    settings: alibaba,
    safe: plus({ Result: [{ Label: 'nonLabel' }], RiskLevel: 'none' }),
    refusals: [
      [{ Code: 408, Message: 'PERMISSION_DENIED' }, 'credentials'],
      [{ Code: 'SignatureDoesNotMatch', Message: 'm' }, 'credentials'],
      [{ Code: 588, Message: 'EXCEED_QUOTA' }, 'rate-limited'],
      [{ Code: 'Throttling.User', Message: 'm' }, 'rate-limited'],
      [{ Code: 500, Message: 'GENERAL_ERROR' }, 'server-error'],
      [{ Code: 400, Message: 'BAD_REQUEST' }, 'rejected'],
    ],
    half: [{ Code: 200 }, plus({}), plus({ Result: [] }), plus({ RiskLevel: 'odd' })],
  },
  Tencent: {
    settings: { kind: 'tencent', secretId: 'AKIDx' },
    safe: { Response: { Suggestion: 'Pass', Label: 'Normal', Score: 0, Keywords: [], RequestId: 'r' } },
    refusals: [
      [{ Response: { Error: { Code: 'AuthFailure.SignatureFailure', Message: 'm' } } }, 'credentials'],
      [{ Response: { Error: { Code: 'RequestLimitExceeded', Message: 'm' } } }, 'rate-limited'],
      [{ Response: { Error: { Code: 'InternalError.InternalError', Message: 'm' } } }, 'server-error'],
      [{ Response: { Error: { Code: 'InvalidParameterValue.InvalidContent', Message: 'm' } } }, 'rejected'],
    ],
    half: [{}, { Response: {} }, { Response: { Suggestion: 'Maybe' } }],
  },
  Volcengine: {
    settings: volcengine,
    safe: shield(1),
    refusals: [
      [{ ResponseMetadata: { Error: { Code: 'SignatureDoesNotMatch', Message: 'm' } } }, 'credentials'],
      [{ ResponseMetadata: { Error: { Code: 'FlowLimitExceeded', Message: 'm' } } }, 'rate-limited'],
      [{ ResponseMetadata: { Error: { Code: 'InternalServiceError', Message: 'm' } } }, 'server-error'],
      [shield(1, { Degraded: true, DegradeReason: 'timeout' }), 'server-error'],
    ],
    half: [{}, { Result: {} }, shield(0), shield(9)],
  },
};

const failsWith = (reason: JudgeFailureReason) => (error: unknown) => {
  assert.ok(error instanceof JudgeError, String(error));
  assert.equal(error.reason, reason, error.message);
  assert.ok(!error.message.includes(SECRET) && !error.message.includes('测试'), error.message);
  return true;
};

for (const [name, { settings, safe, refusals, half }] of Object.entries(CASES)) {
  test(`${name}: its own words for "safe" are safe`, async () => {
    vendor.answer = json(safe);
    const verdict = await ask(judgeWith(settings));
    assert.equal(verdict.decision, 'safe');
    assert.deepEqual(verdict.labels, []);
  });

  test(`${name}: what is no verdict is a failure, never "safe"`, async () => {
    const judge = judgeWith(settings);
    const raw =
      (body: string, type = 'application/json', status = 200): VendorAnswer =>
      (_request, response) => {
        response.writeHead(status, { 'content-type': type });
        response.end(body);
      };
    const answers: readonly (readonly [VendorAnswer, JudgeFailureReason])[] = [
      [json({ error: { message: TEXT } }, 401), 'credentials'],
      [json({ error: { message: TEXT } }, 403), 'credentials'],
      [json({ error: {} }, 429), 'rate-limited'],
      [json({ error: {} }, 400), 'rejected'],
      [json({ error: {} }, 500), 'server-error'],
      [json(safe, 503), 'server-error'],
      [raw('', 'text/plain', 302), 'rejected'],
      [raw('<!doctype html><title>Sign in</title>', 'text/html'), 'unreadable'],
      [raw(JSON.stringify(safe).slice(0, -3)), 'unreadable'],
      [raw(''), 'unreadable'],
      [raw('[1,2,3]'), 'unreadable'],
      [raw('null'), 'unreadable'],
      [raw('x'.repeat(2 * 1_024 * 1_024)), 'unreadable'],
      [(_request, response) => void response.destroy(), 'unreachable'],
      [
        (_request, response) => {
          response.writeHead(200, { 'content-length': 1_000 });
          response.write('{"half":');
          setImmediate(() => response.destroy());
        },
        'unreachable',
      ],
      ...half.map((body) => [json(body), 'unreadable'] as const),
      ...refusals.map(([body, reason]) => [json(body), reason] as const),
    ];
    for (const [answer, reason] of answers) {
      vendor.answer = answer;
      await assert.rejects(ask(judge), failsWith(reason));
    }
  });

  test(`${name}: an answer that does not come ends with the caller's reason`, async () => {
    const answers: readonly VendorAnswer[] = [
      () => undefined,
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
      },
    ];
    for (const answer of answers) {
      vendor.answer = answer;
      const ended = new AbortController();
      const asked = ask(judgeWith(settings), { signal: ended.signal });
      setTimeout(() => ended.abort(new JudgeError('timed-out', 'too late')), 30);
      await assert.rejects(asked, failsWith('timed-out'));
    }
  });
}

const READINGS: readonly (readonly [title: string, settings: object, answer: object, expected: Partial<Verdict>])[] = [
  [
    'Qwen3Guard unsafe',
    guard,
    completion('Safety: Unsafe\nCategories: Violent, PII'),
    { decision: 'unsafe', labels: ['Violent', 'PII'], risks: ['A.1.f', 'A.4.f'] },
  ],
  [
    'Qwen3Guard controversial',
    guard,
    completion('Safety: Controversial\nCategories: Politically Sensitive Topics\nRefusal: No'),
    { decision: 'unsure', labels: ['Politically Sensitive Topics'], risks: [] },
  ],
  [
    'OpenAI flagged',
    { kind: 'openai-moderations' },
    {
      results: [
        { flagged: true, categories: { violence: true, hate: false }, category_scores: { violence: 0.9, hate: 0.1 } },
      ],
    },
    { decision: 'unsafe', labels: ['violence'], risks: ['A.1.f'], score: 0.9 },
  ],
  [
    'OpenAI unsure by score',
    { kind: 'openai-moderations', unsureScoreMin: 0.4 },
    { results: [{ flagged: false, categories: { hate: false }, category_scores: { hate: 0.5, sexual: 0.1 } }] },
    { decision: 'unsure', labels: ['hate'], score: 0.5 },
  ],
  [
    'Alibaba high with advice',
    alibaba,
    plus({
      Result: [{ Label: 'pornographic_adult', Confidence: 81.2, RiskWords: '词' }],
      RiskLevel: 'high',
      Advice: [{ Answer: '标准答复', HitLabel: 'x' }],
    }),
    { decision: 'unsafe', labels: ['pornographic_adult'], risks: ['A.1.f'], advice: '标准答复', score: 0.812 },
  ],
  [
    'Alibaba medium',
    alibaba,
    plus({ Result: [{ Label: 'inappropriate_profanity' }], RiskLevel: 'medium' }),
    { decision: 'unsure', labels: ['inappropriate_profanity'], risks: [] },
  ],
  [
    'Alibaba attack',
    alibaba,
    plus({ Result: [], RiskLevel: 'none', AttackLevel: 'high', AttackResult: [{ Label: 'Roleplay' }] }),
    { decision: 'unsafe', labels: ['Roleplay'] },
  ],
  [
    'Alibaba guard',
    { ...alibaba, action: 'MultiModalGuard' },
    plus({
      Suggestion: 'block',
      Detail: [
        {
          Type: 'contentModeration',
          Level: 'high',
          Suggestion: 'block',
          Result: [{ Label: 'contraband_act', Confidence: 90, Level: 'high' }],
        },
      ],
    }),
    { decision: 'unsafe', labels: ['contraband_act'], score: 0.9 },
  ],
  [
    'Tencent block',
    { kind: 'tencent', secretId: 'x' },
    {
      Response: {
        Suggestion: 'Block',
        Label: 'Porn',
        SubLabel: 'SexualBehavior',
        Score: 97,
        Keywords: ['词'],
        DetailResults: [
          { Label: 'Abuse', Suggestion: 'Review' },
          { Label: 'Ad', Suggestion: 'Pass' },
        ],
      },
    },
    { decision: 'unsafe', labels: ['Porn', 'SexualBehavior', 'Abuse'], risks: ['A.1.f'], score: 0.97 },
  ],
  [
    'Tencent review',
    { kind: 'tencent', secretId: 'x' },
    { Response: { Suggestion: 'Review', Label: 'Ad', Score: 60 } },
    { decision: 'unsure', labels: ['Ad'] },
  ],
  [
    'Volcengine block',
    volcengine,
    shield(2, { RiskInfo: { Risks: [{ Category: 'content', Label: 'violence', Prob: 0.8, Matches: [] }] } }),
    { decision: 'unsafe', labels: ['content', 'violence'], risks: ['A.1.f'], score: 0.8 },
  ],
  ['Volcengine mark', volcengine, shield(3), { decision: 'unsure' }],
  [
    'Volcengine replace',
    volcengine,
    shield(4, {
      Decision: {
        DecisionType: 4,
        DecisionDetail: { ReplaceDetail: { Replacement: { Role: 'assistant', Content: '换成这句' } } },
      },
    }),
    { decision: 'unsafe', advice: '换成这句' },
  ],
];
for (const [title, settings, answer, expected] of READINGS) {
  test(`${title} is read as it is meant`, async () => {
    vendor.answer = json(answer);
    const verdict = await ask(judgeWith(settings));
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(Reflect.get(verdict, name), value, name);
  });
}

test('a guard model gets the text as a conversation, or inside the words agreed on', async () => {
  vendor.answer = json(completion('Safety: Safe'));
  await ask(judgeWith(guard), { direction: 'output', prompt: '问题' });
  const seen = lastSeen();
  assert.equal(seen.path, '/chat/completions');
  assert.equal(seen.headers.authorization, `Bearer ${SECRET}`);
  const body = JSON.parse(seen.body);
  assert.equal(body.model, 'Qwen3Guard-Gen-0.6B');
  assert.deepEqual(body.messages, [
    { role: 'user', content: '问题' },
    { role: 'assistant', content: TEXT },
  ]);
  const words = {
    kind: 'guard-chat',
    model: 'llama-guard',
    answer: { form: 'words', prompt: 'Judge this {{direction}}: {{text}}!', unsureWord: 'unsure' },
  };
  for (const [said, decision, labels] of [
    ['safe', 'safe', []],
    ['unsafe\nS1,S9', 'unsafe', ['S1', 'S9']],
    ['Unsure.', 'unsure', []],
  ] as const) {
    vendor.answer = json(completion(said));
    const verdict = await ask(judgeWith(words, null), {}, '$& 文字 {{direction}}');
    assert.equal(verdict.decision, decision);
    assert.deepEqual(verdict.labels, labels);
  }
  assert.equal(JSON.parse(lastSeen().body).messages[0].content, 'Judge this input: $& 文字 {{direction}}!');
  assert.equal(lastSeen().headers.authorization, undefined);
  vendor.answer = json(completion('safety first: unsafe'));
  await assert.rejects(ask(judgeWith(words, null)), failsWith('unreadable'));
});

test('Alibaba is asked by signature version 3, with the service of the direction and the session', async () => {
  vendor.answer = (request, response) => {
    const isGood = isSignedByAlibaba(request, SECRET);
    json(isGood ? plus({ Result: [], RiskLevel: 'none' }) : { Code: 'SignatureDoesNotMatch' })(request, response);
  };
  const seen: Record<string, string>[] = [];
  for (const direction of ['input', 'output'] as const satisfies readonly Direction[]) {
    assert.equal((await ask(judgeWith(alibaba), { direction, sessionId: 'exc-choice' })).decision, 'safe');
    seen.push(formOf(lastSeen()));
  }
  assert.deepEqual(
    seen.map(({ Service }) => Service),
    ['llm_query_moderation', 'llm_response_moderation'],
  );
  assert.deepEqual(JSON.parse(seen[0]?.ServiceParameters ?? ''), {
    content: TEXT,
    dataId: `exc_${'0'.repeat(26)}`,
    sessionId: 'exc-choice',
  });
  assert.equal(lastSeen().headers['x-acs-action'], 'TextModerationPlus');
  assert.equal(lastSeen().headers['x-acs-version'], '2022-03-02');
  await assert.rejects(ask(judgeWith(alibaba, 'another secret')), failsWith('credentials'));
});

test('Tencent is asked by TC3, with the text in base64', async () => {
  vendor.answer = (request, response) => {
    const isGood = isSignedByTencent(request, SECRET, 'tms') && request.headers['x-tc-action'] === 'TextModeration';
    const error = { Response: { Error: { Code: 'AuthFailure.SignatureFailure', Message: '' } } };
    json(isGood ? { Response: { Suggestion: 'Pass', Label: 'Normal' } } : error)(request, response);
  };
  const tencent = { kind: 'tencent', secretId: 'AKIDx', bizType: 'biz_1' };
  assert.equal((await ask(judgeWith(tencent), { sessionId: 's1' })).decision, 'safe');
  const { headers, body } = lastSeen();
  assert.equal(headers['x-tc-version'], '2020-12-29');
  assert.equal(headers['x-tc-region'], 'ap-guangzhou');
  const sent = JSON.parse(body);
  assert.equal(Buffer.from(sent.Content, 'base64').toString('utf8'), TEXT);
  assert.equal(sent.BizType, 'biz_1');
  assert.equal(sent.SessionId, 's1');
  await assert.rejects(ask(judgeWith(tencent, 'another secret')), failsWith('credentials'));
});

test('Baidu is asked with a token bought once, bought anew when it is gone, and a form', async () => {
  let tokens = 0;
  let verdict: object = { log_id: 1, conclusion: '合规', conclusionType: 1 };
  vendor.answer = (request, response) => {
    const query = Object.fromEntries(new URLSearchParams(request.query));
    if (request.path === '/oauth/2.0/token') {
      const isGood =
        query.grant_type === 'client_credentials' && query.client_id === 'AK' && query.client_secret === SECRET;
      if (isGood) tokens += 1;
      json(isGood ? { access_token: `token-${tokens}`, expires_in: 2_592_000 } : { error: 'invalid_client' })(
        request,
        response,
      );
      return;
    }
    assert.equal(request.path, '/rest/2.0/solution/v1/text_censor/v2/user_defined');
    const isGood = query.access_token === `token-${tokens}`;
    json(isGood ? verdict : { error_code: 110, error_msg: 'Access token invalid' })(request, response);
  };
  const baidu = { kind: 'baidu', apiKey: 'AK', strategyId: 3 };
  const judge = judgeWith(baidu);
  assert.equal((await ask(judge)).decision, 'safe');
  assert.deepEqual(formOf(lastSeen()), { text: TEXT, strategyId: '3' });
  verdict = {
    conclusionType: 2,
    data: [
      {
        type: 33,
        subType: 330000,
        msg: '存在色情不合规',
        hits: [{ datasetName: 'd', words: ['词'], probability: 0.98 }],
      },
    ],
  };
  const unsafe = await ask(judge);
  assert.deepEqual(
    [unsafe.decision, unsafe.labels, unsafe.risks, unsafe.score],
    ['unsafe', ['baidu:33'], ['A.1.f'], 0.98],
  );
  assert.equal(tokens, 1);
  tokens = 5;
  verdict = { conclusionType: 3, data: [{ type: 36 }] };
  assert.equal((await ask(judge)).decision, 'unsure');
  assert.equal(tokens, 6);
  for (const [answer, reason] of [
    [{ conclusionType: 4 }, 'server-error'],
    [{ error_code: 18, error_msg: 'qps' }, 'rate-limited'],
    [{ error_code: 282000, error_msg: 'internal' }, 'server-error'],
    [{ error_code: 282134, error_msg: 'empty' }, 'rejected'],
    [{}, 'unreadable'],
    [{ conclusionType: 7 }, 'unreadable'],
  ] as const) {
    verdict = answer;
    await assert.rejects(ask(judge), failsWith(reason));
  }
  await assert.rejects(ask(judgeWith(baidu, 'another secret')), failsWith('credentials'));
});

test('Volcengine is asked by its signature; a stream is one message that grows', async () => {
  vendor.answer = (request, response) => {
    const isGood =
      isSignedByVolcengine(request, SECRET, 'cn-beijing') && request.headers['x-top-service'] === 'llmshield';
    json(isGood ? shield(1) : { ResponseMetadata: { Error: { Code: 'SignatureDoesNotMatch' } } })(request, response);
  };
  assert.equal((await ask(judgeWith(volcengine))).decision, 'safe');
  assert.equal(lastSeen().path, '/v2/moderate');
  assert.equal(lastSeen().query, 'Action=Moderate&Version=2025-08-31');
  assert.deepEqual(JSON.parse(lastSeen().body), {
    Message: { Role: 'user', Content: TEXT, ContentType: 1 },
    MsgID: '',
    UseStream: 0,
    Scene: 'app-test',
  });
  await assert.rejects(ask(judgeWith(volcengine, 'another secret')), failsWith('credentials'));

  const judge = judgeWith({ ...volcengine, useStream: true });
  const before = vendor.seen.length;
  const output = { direction: 'output', sessionId: 's' } as const;
  await Promise.all([
    ask(judge, { ...output, offset: 0, isLast: false }, '一二三四'),
    ask(judge, { ...output, offset: 2, isLast: false }, '三四五六'),
    ask(judge, { ...output, offset: 4, isLast: true }, '五六七'),
  ]);
  const sent = vendor.seen.slice(before).map(({ body }) => JSON.parse(body));
  assert.deepEqual(
    sent.map(({ Message, MsgID, UseStream }) => [Message.Content, MsgID, UseStream]),
    [
      ['一二三四', '', 1],
      ['一二三四五六', 'msg-1', 1],
      ['一二三四五六七', 'msg-1', 2],
    ],
  );
});

test('a judge that signs its calls cannot be made without a secret', () => {
  for (const settings of [alibaba, volcengine, { kind: 'tencent', secretId: 'x' }, { kind: 'baidu', apiKey: 'x' }])
    assert.throws(() => judgeWith(settings, null), /secret/);
});
