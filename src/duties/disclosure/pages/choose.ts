import { HOUR_MS } from '../../../kernel/index.ts';
import {
  fill,
  html,
  type LinkedUser,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  portalTexts,
  renderForm,
  USER_LINK,
  withoutChallenge,
} from '../../../portal/index.ts';
import type { DisclosureService } from '../service.ts';
import { disclosureTexts } from './texts.ts';

export interface ChoiceParts {
  readonly disclosure: DisclosureService;
  /** Whom a link stands for; null when its time is over. */
  readonly readLink: (token: string) => LinkedUser | null;
}

const PATH = '/training-choice';
const FORM = 'training-choice';
const LIMIT = { name: 'training.choice', count: 60, withinMs: HOUR_MS };

const expired = (language: PortalLanguage): PortalAnswer => {
  const t = disclosureTexts[language].choice;
  return { kind: 'page', title: t.expiredTitle, status: 410, main: html`<p>${t.expired}</p>` };
};

/** What counts now, and one button that turns it round: two clicks from the page about the service. */
export const choicePage = ({ disclosure, readLink }: ChoiceParts): PortalPage => ({
  method: 'GET',
  path: PATH,
  answer: async ({ language, url, query, blankForm }) => {
    const token = query.get(USER_LINK) ?? '';
    const user = readLink(token);
    if (user === null) return expired(language);
    const t = disclosureTexts[language].choice;
    const { use, choice } = await disclosure.choices.read(user);
    const name = await disclosure.nameOf(user.serviceId);
    const next = use === 'allowed' ? 'refused' : 'allowed';
    const failed =
      query.get('again') === undefined ? null : html`<p class="faults">${portalTexts[language].form.expired}</p>`;
    return {
      kind: 'page',
      title: t.title,
      main: html`${failed}<div class="${use === 'refused' ? 'good' : 'said'}"><p><strong>${fill(t[use], { service: name })}</strong></p>${choice === null && html`<p>${t.byDefault}</p>`}</div><p>${t.effect}</p>${renderForm(
        {
          action: url(PATH),
          fields: [],
          state: withoutChallenge(blankForm(FORM)),
          language,
          submit: next === 'refused' ? t.refuse : t.allow,
          isSecondary: next === 'allowed',
          fixed: { [USER_LINK]: token, choice: next },
        },
      )}<p class="after"><a href="${url(`/disclosures/${user.serviceId}?${USER_LINK}=${token}`)}">${t.about}</a></p>`,
    };
  },
});

/** Takes the choice. */
export const chosenPage = ({ disclosure, readLink }: ChoiceParts): PortalPage => ({
  method: 'POST',
  path: PATH,
  limit: LIMIT,
  answer: async (submission) => {
    const { fields } = submission.body;
    const token = fields.get(USER_LINK) ?? '';
    const user = readLink(token);
    if (user === null) return expired(submission.language);
    const back = `${PATH}?${USER_LINK}=${token}`;
    if (submission.readForm(FORM, { hasChallenge: false }).fault !== null)
      return { kind: 'redirect', path: `${back}&again=1` };
    const choice = fields.get('choice');
    if (choice === 'allowed' || choice === 'refused') await disclosure.choices.choose(user, choice, 'portal');
    return { kind: 'redirect', path: back };
  },
});
