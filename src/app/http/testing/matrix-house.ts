import assert from 'node:assert/strict';
import { problemSchema, type Role } from '../../../contract/index.ts';
import { IdFactory } from '../../../kernel/index.ts';
import { type AdminAppHarness, openAdminApp, ROLES, type SignedIn, signIn } from './open-admin-app.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One house with everybody who could come to its doors. */
export interface MatrixHouse {
  readonly harness: AdminAppHarness;
  readonly staff: Readonly<Record<Role, SignedIn>>;
  /** A second one of the roles that must not decide alone. */
  readonly second: { readonly reviewer: SignedIn; readonly officer: SignedIn };
  /** Whose account was taken away while they were signed in. */
  readonly removed: SignedIn;
  readonly own: HouseService;
  readonly other: HouseService;
  /** A key that was revoked. */
  readonly revokedKey: string;
  /** Headers of whoever tries the own service out: a reviewer may take such a key. */
  readonly playground: { readonly authorization: string };
  /** Ids that the code would make. */
  readonly ids: IdFactory;
  /** Words of the short messages that went out, the newest last. */
  readonly messages: readonly string[];
}

export interface HouseService {
  readonly id: string;
  /** Headers of its app. */
  readonly app: { readonly authorization: string };
}

export async function openMatrixHouse(): Promise<MatrixHouse> {
  const messages: string[] = [];
  const sms = {
    send: async ({ content }: { readonly content: object }) => void messages.push(String(Reflect.get(content, 'text'))),
  };
  const harness = await openAdminApp({ channels: { sms } });
  const { registry } = harness;
  await registry.provider.put({ name: '示例科技有限公司', creditCode: '91440300708461136T' }, 'cli');
  const given = { ratePerMinute: null, openMax: null };
  const serve = async (name: string, modelCode: string): Promise<HouseService> => {
    const { id } = await registry.services.create({ name, modelCode, upstreamIds: [], wordListIds: [] }, 'cli');
    const { key } = await registry.keys.create(id, { ...given, name: 'app' }, 'cli');
    return { id, app: { authorization: `Bearer ${key}` } };
  };
  const [own, other] = [await serve('客服', '0001'), await serve('别的服务', '0002')];
  const revoked = await registry.keys.create(own.id, { ...given, name: 'old' }, 'cli');
  await registry.keys.revoke(revoked.id, 'cli');
  const playground = await registry.keys.createForPlayground(own.id, 'cli');
  await registry.live.refresh();
  const staff: Record<Role, SignedIn> = {
    administrator: await signIn(harness, 'administrator'),
    'compliance-officer': await signIn(harness, 'compliance-officer'),
    reviewer: await signIn(harness, 'reviewer'),
    inspector: await signIn(harness, 'inspector'),
  };
  assert.deepEqual(Object.keys(staff).sort(), [...ROLES].sort());
  const removed = await signIn(harness, 'administrator', 'removed');
  const account = (await harness.staff.members.list()).find(({ username }) => username === 'removed');
  assert.ok(account !== undefined);
  await harness.staff.members.change('cli', account.id, { disabled: true });
  return {
    harness,
    staff,
    second: {
      reviewer: await signIn(harness, 'reviewer', 'second-reviewer'),
      officer: await signIn(harness, 'compliance-officer', 'second-officer'),
    },
    removed,
    own,
    other,
    revokedKey: revoked.key,
    playground: { authorization: `Bearer ${playground.key}` },
    ids: new IdFactory(),
    messages,
  };
}

/** Asks as somebody; a change without a body of its own carries an empty one. */
export async function ask(
  { harness }: Pick<MatrixHouse, 'harness'>,
  method: Method,
  url: string,
  headers: object,
  payload: object | null = method === 'GET' ? null : {},
) {
  const response = await harness.app.inject({
    method,
    url,
    headers: { ...headers },
    ...(payload === null ? {} : { payload }),
  });
  const isProblem = String(response.headers['content-type']).startsWith('application/problem+json');
  return {
    status: response.statusCode,
    code: isProblem ? problemSchema.parse(response.json()).code : null,
    body: response.body,
    json: (): unknown => response.json(),
  };
}

/** The same, and it must be done. */
export async function mustDo(...[house, method, url, headers, payload]: Parameters<typeof ask>) {
  const answer = await ask(house, method, url, headers, payload);
  assert.ok(answer.status >= 200 && answer.status < 300, `${method} ${url}: ${answer.status} ${answer.body}`);
  return answer;
}

/** The same, and it must be refused so. */
export async function mustRefuse(code: string, ...[house, method, url, headers, payload]: Parameters<typeof ask>) {
  const answer = await ask(house, method, url, headers, payload);
  assert.equal(answer.code, code, `${method} ${url}: ${answer.status} ${answer.body}`);
}
