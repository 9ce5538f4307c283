import type { Action, Hit } from '../contract/index.ts';
import type { ListScreen, ServiceEntry } from '../registry/index.ts';
import { blockedRisk, readInput } from './begin-exchange.ts';
import { standardAnswer } from './chat/answer.ts';
import { classifyingFor } from './classify.ts';
import { placeholdersFor, screeningOfOutput } from './personal-information.ts';
import { nameHits, stricter } from './screen-input.ts';

/** What of a service decides about a text. */
export type TriedService = ListScreen & Pick<ServiceEntry, 'policy' | 'classifier' | 'stricter'>;

export interface TriedText {
  /** Of word lists, personal information and the classifier, by place. */
  readonly hits: readonly Hit[];
  readonly action: Action | null;
  /** What the model would be given (`input`), or the reader (`output`): the standard answer where the text is refused. */
  readonly shown: string;
}

/** The only text of a request as screening walks through one. */
const MEMBER = 'prompt';

/**
 * What a service finds in one text on its way in or out, by the very steps of the gateway. Judges are not asked: a text that
 * is tried leaves the house as little as it leaves a record.
 */
export function tryText(service: TriedService, text: string, direction: 'input' | 'output'): TriedText {
  return direction === 'input' ? tryInput(service, text) : tryOutput(service, text);
}

function tryInput(service: TriedService, text: string): TriedText {
  const body = { [MEMBER]: text };
  const { verdict } = readInput(body, service, classifyingFor(service), placeholdersFor(service.policy, body));
  const hits = verdict.pieces.flatMap((piece) => piece.hits).sort(byPlace);
  const { action } = verdict;
  if (action === 'block') return { hits, action, shown: standardAnswer(service.policy, blockedRisk(verdict)) };
  return { hits, action, shown: String(verdict.body[MEMBER]) };
}

function tryOutput(service: TriedService, text: string): TriedText {
  const { policy } = service;
  const { screen, termInfo } = screeningOfOutput(service, policy, null);
  const reader = classifyingFor(service)?.openChannel() ?? null;
  reader?.push(text);
  reader?.end();
  const hits = [...nameHits(screen.scan(text), termInfo), ...(reader?.hits ?? [])].sort(byPlace);
  const action = hits.reduce<Action | null>((most, hit) => stricter(most, hit.action), null);
  const blocking = hits.find((hit) => hit.action === 'block');
  if (blocking !== undefined) return { hits, action, shown: standardAnswer(policy, blocking.risk) };
  const stream = screen.open({ mask: policy.mask });
  return { hits, action, shown: stream.push(text).released + stream.end().released };
}

const byPlace = (a: Hit, b: Hit): number => a.start - b.start || a.end - b.end;
