import { z } from 'zod';
import { setupDoneSchema } from '../../src/contract/index.ts';
import type { HeguiUnderTest } from './hegui.ts';

export const ADMINISTRATOR = { username: 'admin', name: '张三', password: 'a-long-password-1' };
/** A company that does not exist, with a check character that fits. */
export const PROVIDER = { name: '示例科技有限公司', creditCode: '91440300708461136T' };

/** The admin API as a signed-in member of staff. */
export interface Admin {
  /** An object goes as JSON, bytes go as the file that they are. */
  send(method: string, path: string, body?: object | Uint8Array<ArrayBuffer>): Promise<Response>;
}

/** Ends set-up with the link that the server printed and returns the administrator's session. */
export async function setUp(hegui: Pick<HeguiUnderTest, 'url' | 'setupUrl'>): Promise<Admin> {
  const token = new URL(hegui.setupUrl).hash.slice(1);
  const response = await fetch(`${hegui.url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, administrator: ADMINISTRATOR, provider: PROVIDER }),
  });
  if (!response.ok) throw new Error(`set-up ended with ${response.status}: ${await response.text()}`);
  const [cookie] = response.headers.getSetCookie();
  const { csrf } = z.object({ csrf: setupDoneSchema.shape.csrf }).parse(await response.json());
  const headers = { cookie: cookie?.split(';', 1)[0] ?? '', 'x-hegui-csrf': csrf };
  return {
    send: (method, path, body) =>
      fetch(`${hegui.url}${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': typeOf(body) },
        ...(body === undefined ? {} : { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
      }),
  };
}

const typeOf = (body: object): string => (body instanceof Uint8Array ? 'application/octet-stream' : 'application/json');
