import { request } from 'undici';

/** Asks this very server for a page of the portal, as anybody would. A page that nobody serves in this process is no page that is shut. */
export const fetchPageAt =
  (selfUrl: string | undefined) =>
  async (path: string): Promise<number> => {
    const { statusCode, body } = await request(`${selfUrl ?? 'http://127.0.0.1:9'}/portal${path}`);
    await body.dump();
    return statusCode;
  };
