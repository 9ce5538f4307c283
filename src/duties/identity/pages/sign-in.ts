import {
  fill,
  type Html,
  html,
  type PortalAnswer,
  type PortalPage,
  type PortalVisit,
  renderForm,
  USER_LINK,
  withoutChallenge,
} from '../../../portal/index.ts';
import { backLink } from './code.ts';
import { CONFIRM, expired, faultsOf, type IdentityPagesParts, LIMIT, linkedForm, withUser } from './shared.ts';
import { identityTexts } from './texts.ts';

const BEGIN = `${CONFIRM}/sign-in`;
const FORM = 'identity-sign-in';
const RETURN = '/identity/oidc';
const DONE = `${RETURN}/done`;

/** The button that begins a sign-in elsewhere. */
export const signInForm = ({ language, url, blankForm }: PortalVisit, token: string, provider: string): Html =>
  renderForm({
    action: url(BEGIN),
    fields: [],
    state: withoutChallenge(blankForm(FORM)),
    language,
    submit: identityTexts[language].signIn.open,
    isSecondary: true,
    fixed: { [USER_LINK]: token, provider },
  });

function failed({ language, url }: PortalVisit, error: unknown, token: string | null): PortalAnswer {
  const t = identityTexts[language];
  return {
    kind: 'page',
    title: t.confirm.title,
    status: 422,
    main: html`${faultsOf(error, language).map(({ message }) => html`<p class="said" role="alert">${message}</p>`)}${
      token !== null && backLink(url, language, token)
    }`,
  };
}

/**
 * Leads to the sign-in elsewhere by a link: forms of these pages are sent to this site alone, and browsers hold redirects of forms to
 * that as well.
 */
export const beginPage = (parts: IdentityPagesParts): PortalPage => ({
  method: 'POST',
  path: BEGIN,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body, visitor, url } = submission;
    const linked = linkedForm(parts, submission, FORM);
    if (linked === null) return expired(language);
    const { user, token } = linked;
    const id = body.fields.get('provider') ?? '';
    const provider = (await parts.identity.providers.inUse()).find((row) => row.id === id);
    if (linked.faults.length > 0 || provider?.settings.kind !== 'oidc')
      return { kind: 'redirect', path: withUser(CONFIRM, token) };
    const t = identityTexts[language].signIn;
    try {
      const address = await parts.identity.checks.beginSignIn(user, id, visitor);
      return {
        kind: 'page',
        title: fill(t.goTitle, { provider: provider.name }),
        main: html`<p class="lead">${t.goText}</p><p><a href="${address}" rel="noreferrer">${t.go}</a></p>${backLink(url, language, token)}`,
      };
    } catch (error) {
      return failed(submission, error, token);
    }
  },
});

/** Where the other site leads back to; one step more shows that it is the browser in which it began. */
export const returnPage = (): PortalPage => ({
  method: 'GET',
  path: RETURN,
  isReturn: true,
  answer: async ({ language, url, query }) => {
    const t = identityTexts[language].signIn;
    return {
      kind: 'page',
      title: t.backTitle,
      main: html`<p class="lead">${t.backText}</p><p><a href="${url(`${DONE}?${new URLSearchParams([...query])}`)}">${t.back}</a></p>`,
    };
  },
});

/** Takes the answer of the sign-in, once. */
export const signedInPage = (parts: IdentityPagesParts): PortalPage => ({
  method: 'GET',
  path: DONE,
  answer: async (visit) => {
    const answer = new URLSearchParams([...visit.query]);
    try {
      const { serviceId, endUser } = await parts.identity.checks.endSignIn(answer, visit.visitor);
      return { kind: 'redirect', path: withUser(CONFIRM, parts.makeLink({ serviceId, endUser }), '&done=1') };
    } catch (error) {
      // Whoever fails here has not shown whose attempt it is: no link that knows a user.
      return failed(visit, error, null);
    }
  },
});
