import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import type { AskAgain } from '../duties/content/index.ts';
import { HeguiError, MINUTE_MS } from '../kernel/index.ts';
import type { DeskOptions } from './desk.ts';

const KEY_LIFE_MS = 10 * MINUTE_MS;
const ANSWER_MS_MAX = 3 * MINUTE_MS;
/** Whoever tries keys makes no gateway read its registry more often; a key of this moment may have to wait as long. */
const KEY_MS_MAX = 3_000;
const KEY_POLL_MS = 300;

/**
 * Asks through the very gateway that the public uses: over HTTP, with a key of its own that is marked synthetic and ends
 * afterwards, so that lists, policy, labels and records are the real ones.
 */
export function createAskAgain(
  options: Pick<DeskOptions, 'selfUrl' | 'registry' | 'clock' | 'unitOfWork'> & {
    /** What the key is called after. */
    readonly purpose?: string;
  },
): AskAgain {
  return async ({ serviceId, model, audience, messages, by }) => {
    const { selfUrl, registry, clock } = options;
    if (selfUrl === undefined)
      throw new HeguiError('E_UPSTREAM_UNAVAILABLE', 'no gateway runs in this process; ask again from the console');
    const made = await options.unitOfWork.run((tx, evidence) =>
      registry.keys.createIn(
        tx,
        evidence,
        serviceId,
        {
          name: `${options.purpose ?? 'retest'} ${by}`,
          ratePerMinute: null,
          openMax: null,
          synthetic: true,
          expiresAt: new Date(clock.now().getTime() + KEY_LIFE_MS),
        },
        by,
      ),
    );
    try {
      // The gateway answers only once the record of its answer is closed.
      const exchangeId = await post(`${selfUrl}/v1/chat/completions`, made.key, {
        audience,
        body: { model, messages },
      });
      return { exchangeId };
    } finally {
      await registry.keys.revoke(made.id, by);
    }
  };
}

async function post(
  url: string,
  key: string,
  { audience, body }: { readonly audience: string; readonly body: object },
): Promise<string> {
  const send = async () => {
    const answer = await request(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-hegui-audience': audience },
      body: JSON.stringify(body),
      headersTimeout: ANSWER_MS_MAX,
      bodyTimeout: ANSWER_MS_MAX,
    }).catch((cause: unknown) => {
      throw new HeguiError('E_UPSTREAM_UNAVAILABLE', 'the gateway could not be reached', { cause });
    });
    await answer.body.dump();
    return answer;
  };
  let answer = await send();
  for (let waitedMs = 0; answer.statusCode === 401 && waitedMs < KEY_MS_MAX; waitedMs += KEY_POLL_MS) {
    await delay(KEY_POLL_MS);
    answer = await send();
  }
  const id = answer.headers['x-request-id'];
  if (answer.statusCode >= 400 || typeof id !== 'string')
    throw new HeguiError('E_UPSTREAM_UNAVAILABLE', `the gateway answered ${answer.statusCode}; see its record`);
  return id;
}
