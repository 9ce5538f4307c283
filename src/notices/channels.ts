import { createTransport } from 'nodemailer';
import { type Clock, type Config, SECOND_MS } from '../kernel/index.ts';
import { type Channel, ChannelFault, type NoticeChannel, type NoticeContent } from './model.ts';
import { signedHeaders } from './standard-webhook.ts';

const TIMEOUT_MS = 20 * SECOND_MS;

/** The channels that the configuration sets up. */
export function channelsOf(
  { smtpUrl, mailFrom, smsUrl, smsKey, webhookUrl, webhookSecret }: Config['notices'],
  clock: Clock,
): Readonly<Partial<Record<NoticeChannel, Channel>>> {
  return {
    ...(smtpUrl === undefined || mailFrom === undefined ? {} : { email: emailChannel(smtpUrl.reveal(), mailFrom) }),
    ...(smsUrl === undefined ? {} : { sms: smsChannel(smsUrl, smsKey?.reveal()) }),
    ...(webhookUrl === undefined || webhookSecret === undefined
      ? {}
      : { webhook: webhookChannel(webhookUrl, webhookSecret.reveal(), clock) }),
  };
}

/** Mail over SMTP. The message's id is the notice's, so that a repeated mail can be told from a new one. */
export function emailChannel(smtpUrl: string, from: string): Channel {
  const transport = createTransport(smtpUrl, { from });
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'hegui.invalid';
  return {
    send: async ({ id, content }) => {
      const { to, subject, text } = wordsOf(content);
      try {
        const messageId = `<${id.toLowerCase()}@${domain}>`;
        await transport.sendMail({ to, subject, text, messageId, headers: { 'auto-submitted': 'auto-generated' } });
      } catch (error) {
        const code: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : undefined;
        // 5xx of SMTP: the same mail will not be taken later either.
        throw typeof code === 'number'
          ? new ChannelFault(`smtp-${code}`, code >= 500, error)
          : new ChannelFault('smtp-unreachable', false, error);
      }
    },
  };
}

/** Short messages through any gateway that takes `{ id, to, text, template }` as JSON with a bearer key. */
export const smsChannel = (url: string, key: string | undefined): Channel => ({
  send: async ({ id, template, content }) => {
    const { to, text } = wordsOf(content);
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    await post('sms', url, JSON.stringify({ id, to, text, template }), headers);
  },
});

/** Tells the provider's own systems and the apps of services, signed; see `signedHeaders`. */
export const webhookChannel = (url: string, secret: string, clock: Clock): Channel => ({
  send: async ({ id, template, createdAt, content }) => {
    if (!('event' in content)) throw new ChannelFault('not-an-event', true);
    const body = JSON.stringify({ type: template, timestamp: createdAt.toISOString(), data: content.event });
    await post('webhook', url, body, signedHeaders(id, body, secret, clock.now()));
  },
});

async function post(name: string, url: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      // A redirect would carry words and keys to where nobody set them up for.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
  } catch (cause) {
    throw new ChannelFault(`${name}-unreachable`, false, cause);
  }
  if (response.ok) return;
  const { status } = response;
  // Refusals of the request itself stay refusals, but for those that ask for patience.
  throw new ChannelFault(`${name}-${status}`, status >= 400 && status < 500 && ![408, 425, 429].includes(status));
}

function wordsOf(content: NoticeContent) {
  if ('event' in content) throw new ChannelFault('not-a-message', true);
  return content;
}
