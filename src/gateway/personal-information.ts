import type { Hit, PersonalInformationPolicy } from '../contract/index.ts';
import {
  compilePersonalInformation,
  composeStreams,
  type PersonalInformationScreen,
  Placeholders,
  readPersonalInformationTag,
  type Screen,
} from '../screening/index.ts';
import type { JsonObject } from './chat/json-object.ts';
import type { LookUpTerm } from './screen-input.ts';

/** @law gb-t-45654-2025#A.4.f */
const RISK = 'A.4.f';

/** What one direction of an exchange is screened with: word lists first, then personal information. */
export interface Screening {
  readonly screen: Screen;
  readonly termInfo: LookUpTerm;
}

export interface InputScreening extends Screening {
  /** What the model is given instead of values; null when the policy replaces none. */
  readonly placeholders: Placeholders | null;
}

/** How what comes in is screened. Values whose action is `reversible` get placeholders that the request does not hold yet. */
export function screeningOfInput(
  lists: Screening,
  policy: PersonalInformationPolicy,
  body: JsonObject,
): InputScreening {
  const actions = policy.input;
  const isReversible = Object.values(actions).includes('reversible');
  const placeholders = isReversible ? new Placeholders(JSON.stringify(body)) : null;
  const screen = compilePersonalInformation({
    actions,
    ...(placeholders === null ? {} : { replace: (kind, value) => placeholders.for(kind, value) }),
  });
  return { ...withPersonalInformation(lists, screen), placeholders };
}

/** How what goes out is screened. What was turned back for the reader is his own and passes. */
export function screeningOfOutput(
  lists: Screening,
  policy: PersonalInformationPolicy,
  placeholders: Placeholders | null,
): Screening {
  const actions = policy.output;
  const isOwn = placeholders === null ? {} : { isOwn: placeholders.isOwn };
  return withPersonalInformation(lists, compilePersonalInformation({ actions, ...isOwn }));
}

function withPersonalInformation(lists: Screening, information: PersonalInformationScreen): Screening {
  const { screen, termInfo } = lists;
  if (!information.isOn) return { screen, termInfo };
  return {
    screen: {
      terms: screen.terms,
      scan: (...asked: Parameters<Screen['scan']>) => {
        const found = information.scan(asked[0]);
        const terms = screen.scan(...asked);
        return found.length === 0 ? terms : [...terms, ...found].sort((a, b) => a.start - b.start || a.end - b.end);
      },
      open: (options) => composeStreams(screen.open(options), information.open()),
    },
    termInfo: (tag) => describeTag(tag) ?? termInfo(tag),
  };
}

/** What a hit's tag stands for; the value itself is not in it. */
function describeTag(tag: number): Omit<Hit, 'start' | 'end'> | null {
  const read = readPersonalInformationTag(tag);
  if (read === null) return null;
  const action = read.action === 'block' || read.action === 'flag' ? read.action : 'replace';
  return {
    term: read.kind,
    listId: 'personal-information',
    listName: '个人信息',
    risk: RISK,
    action,
    source: 'personal-information',
  };
}
