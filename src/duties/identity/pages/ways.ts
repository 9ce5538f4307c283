import type { ConfirmedLevel, IdentityFunction } from '../../../contract/index.ts';
import { fill, type Html, html, type LinkedUser, type PortalVisit } from '../../../portal/index.ts';
import type { ProviderRow } from '../model.ts';
import { isAtLeast } from '../rules.ts';
import { CONFIRM, type IdentityPagesParts, withUser } from './shared.ts';
import { signInForm } from './sign-in.ts';
import { identityTexts } from './texts.ts';

/** A function for which the user is not known surely enough. */
export interface Lacking {
  readonly function: IdentityFunction;
  readonly needed: ConfirmedLevel;
}

interface Way {
  readonly level: ConfirmedLevel;
  readonly isEmail?: true;
  /** A card that leads on, or a section with a button. */
  readonly card?: Html;
  readonly section?: Html;
}

/** The ways that lead to what is lacking; all there are where nothing is. */
export async function waysOf(
  parts: IdentityPagesParts,
  visit: PortalVisit,
  { user, token }: { readonly user: LinkedUser; readonly token: string },
  lacking: readonly Lacking[],
): Promise<Html> {
  const all = await listWays(parts, visit, user, token);
  const helps = ({ level, isEmail }: Way): boolean =>
    lacking.some((lack) => isAtLeast(level, lack.needed) && !(isEmail === true && lack.function === 'publish'));
  const useful = lacking.length === 0 ? all : all.filter(helps);
  if (useful.length === 0) return html`<p class="said">${identityTexts[visit.language].confirm.noWays}</p>`;
  const cards = useful.flatMap(({ card }) => card ?? []);
  return html`${cards.length > 0 && html`<ul class="cards">${cards}</ul>`}${useful.map(({ section }) => section)}`;
}

async function listWays(
  { identity }: IdentityPagesParts,
  visit: PortalVisit,
  user: LinkedUser,
  token: string,
): Promise<Way[]> {
  const { language, url } = visit;
  const { code, check, signIn } = identityTexts[language];
  const [channels, providers] = await Promise.all([
    identity.codes.channelsOf(user.serviceId),
    identity.providers.inUse(),
  ]);
  const card = (path: string, more: string, title: string, text: string): Html =>
    html`<li><a href="${url(withUser(`${CONFIRM}/${path}`, token, more))}"><strong>${title}</strong><span>${text}</span></a></li>`;
  const byProvider = providers.flatMap((row): Way[] => {
    const { id, name, settings } = row;
    if (settings.kind === 'tencent')
      return [{ level: 'verified', card: card('check', `&provider=${id}`, check.title, checkText(row, check)) }];
    // The national service is begun by an app: there is nothing that a page could open.
    if (settings.kind !== 'oidc') return [];
    const provider = { provider: name };
    const section = html`<h3>${fill(signIn.title, provider)}</h3><p>${fill(signIn.text, provider)}</p>${signInForm(visit, token, id)}`;
    return [{ level: settings.level, section }];
  });
  return [
    ...(channels.sms ? [{ level: 'phone', card: card('code', '&way=sms', code.smsTitle, code.smsText) } as const] : []),
    ...byProvider,
    ...(channels.email
      ? [{ level: 'phone', isEmail: true, card: card('code', '&way=email', code.emailTitle, code.emailText) } as const]
      : []),
  ];
}

export const checkText = (
  { name, settings }: ProviderRow,
  { text, andPhone }: { readonly text: string; readonly andPhone: string },
): string =>
  fill(text, { provider: name, phone: settings.kind === 'tencent' && settings.elements === 'three' ? andPhone : '' });
