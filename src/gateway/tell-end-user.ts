import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission, EndUserLanguage } from './admit.ts';

/** The end user's language, as the app passes it on: `x-hegui-language` before `accept-language`; Chinese unless English is asked for. */
export function languageOf({ headers }: Pick<IncomingMessage, 'headers'>): EndUserLanguage {
  const named = headers['x-hegui-language'] ?? headers['accept-language'];
  return typeof named === 'string' && /^\s*en\b/i.test(named) ? 'en' : 'zh-CN';
}

/** Says in headers, which every endpoint has, where an end user reads on: `x-hegui-remedy` of a refusal, `x-hegui-notice` else. */
export function tellInHeaders(response: Pick<ServerResponse, 'setHeader'>, { refusal, notices }: Admission): void {
  if (refusal?.remedy !== undefined) response.setHeader('x-hegui-remedy', refusal.remedy.url);
  if (notices.length > 0)
    response.setHeader(
      'x-hegui-notice',
      notices.map(({ url }) => url),
    );
}
