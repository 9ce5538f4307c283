import type { z } from 'zod';
import { defaultPolicy, type Hit, type listTestedSchema } from '../../../contract/index.ts';
import { unknownId } from '../../../kernel/index.ts';
import type { ListScreen } from '../../../registry/index.ts';
import type { Screens } from '../model.ts';
import { standardAnswerFor, strictestAction } from '../rules.ts';

export type TestedText = z.infer<typeof listTestedSchema>;

/**
 * What a service's lists, or all enabled lists, find in a text, and what a reader would be shown of it. Uses the lists as
 * they are stored at the time of the call; leaves nothing behind.
 *
 * @throws HeguiError E_NOT_FOUND for a service that is not there.
 */
export async function testText(
  screens: Screens,
  { text, serviceId }: { readonly text: string; readonly serviceId?: string | undefined },
): Promise<TestedText> {
  const served = serviceId === undefined ? undefined : await screens.ofService(serviceId);
  if (serviceId !== undefined && served === undefined) throw unknownId('service');
  const lists = served ?? (await screens.ofEnabledLists());
  const policy = served?.policy ?? defaultPolicy;
  const hits = findHits(lists, text);
  const action = strictestAction(hits);
  const blocking = hits.find((hit) => hit.action === 'block');
  if (blocking !== undefined) return { hits, action, output: standardAnswerFor(policy, blocking.risk) };
  return { hits, action, output: action === 'replace' ? maskHits(lists, text, policy.mask) : text };
}

const findHits = ({ screen, termInfo }: ListScreen, text: string): Hit[] =>
  screen.scan(text).map(({ start, end, tag }) => ({ start, end, ...termInfo(tag) }));

function maskHits({ screen }: ListScreen, text: string, mask: string): string {
  const stream = screen.open({ mask });
  return stream.push(text).released + stream.end().released;
}
