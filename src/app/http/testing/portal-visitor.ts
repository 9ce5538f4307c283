import type { AdminAppHarness } from './open-admin-app.ts';

/** A browser without scripts on the portal's Chinese pages: keeps its cookies, and sends forms with their tokens. */
export class PortalVisitor {
  readonly #app: AdminAppHarness['app'];
  readonly #cookies = new Map<string, string>();

  constructor({ app }: Pick<AdminAppHarness, 'app'>) {
    this.#app = app;
  }

  async open(
    path: string,
  ): Promise<{ readonly status: number; readonly location: string | null; readonly body: string }> {
    return await this.#ask('GET', path);
  }

  /** Sends the form that a page holds; `at` is where both are. */
  async send(at: string, fields: Readonly<Record<string, string>>) {
    const { body } = await this.open(at);
    const token = new RegExp(`action="[^"]*${at}"[^>]*>\\s*<input type="hidden" name="form" value="([^"]+)"`).exec(
      body,
    )?.[1];
    return await this.#ask('POST', at, new URLSearchParams({ form: token ?? '', ...fields }).toString());
  }

  async #ask(method: 'GET' | 'POST', path: string, payload?: string) {
    const response = await this.#app.inject({
      method,
      url: `/portal/zh${path}`,
      headers: {
        cookie: [...this.#cookies].map((one) => one.join('=')).join('; '),
        ...(payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value } of response.cookies) this.#cookies.set(name, value);
    const { location } = response.headers;
    return { status: response.statusCode, location: location ?? null, body: response.body };
  }
}
