import type { DisclosureFacts } from '../contract/index.ts';
import { type AgreementParts, AgreementsService, agreementsDoor } from '../duties/agreements/index.ts';
import type { ComplaintsService } from '../duties/complaints/index.ts';
import { type DisclosureParts, DisclosureService } from '../duties/disclosure/index.ts';
import type { LiftsService } from '../duties/labelling/index.ts';
import { KINDS } from '../evidence/index.ts';
import type { Clock, Language } from '../kernel/index.ts';
import { find, type LawBook } from '../law/index.ts';
import { type LinkedUser, portalUrl, USER_LINK, USER_LINK_MS, type UserLinks } from '../portal/index.ts';
import type { Registry, RegistrySnapshot, ServiceEntry } from '../registry/index.ts';
import type { Portal } from './portal.ts';

type Shared = Pick<AgreementParts, 'database' | 'unitOfWork' | 'ids' | 'clock' | 'pseudonym'>;

export interface AgreementsOptions extends Shared {
  readonly law: LawBook;
  readonly registry: Pick<Registry, 'live'>;
  readonly lifts: Pick<LiftsService, 'agreementsFor'>;
  readonly complaints: Pick<ComplaintsService, 'settings'>;
  readonly portal: Pick<Portal, 'settings' | 'address'>;
}

/** What users agree to, and what services say about themselves. */
export interface Agreements {
  readonly agreements: AgreementsService;
  readonly disclosure: DisclosureService;
}

/** Puts both together with what they need of other parts: services, complaints, labels, the portal. */
export function createAgreements(options: AgreementsOptions): Agreements {
  const { law, registry, lifts, portal, complaints, ...shared } = options;
  const services = async (): Promise<RegistrySnapshot['services']> => (await loaded(registry)).services;
  const parts = {
    ...shared,
    services,
    portalAddress: portal.address,
    confidenceOf: (obligation: string) => find(law.obligations, 'obligation', obligation).confidence,
  };
  const labelAgreements: AgreementParts['labelAgreements'] = async (serviceId) => {
    const service = (await services()).get(serviceId);
    return service === undefined ? [] : await lifts.agreementsFor(service);
  };
  const factsOf: DisclosureParts['factsOf'] = async ({ id }) => {
    const { services: all, provider } = await loaded(registry);
    const service = all.get(id);
    if (service === undefined) throw new Error(`the service ${id} went away while it was read`);
    const [{ limits }, contact] = await Promise.all([complaints.settings(), portal.settings.current()]);
    return { ...factsOfService(service), provider: provider?.name ?? null, ...limitsOf(limits), ...contactOf(contact) };
  };
  return {
    agreements: new AgreementsService({ ...parts, labelAgreements }),
    disclosure: new DisclosureService({ ...parts, factsOf }),
  };
}

/** What is served; a command loads it first. */
const loaded = async ({ live }: Pick<Registry, 'live'>): Promise<RegistrySnapshot> =>
  live.health.isLoaded ? live.current : await live.refresh();

const LOG_MONTHS_MIN = KINDS['request.opened'].retentionMonthsMin;

function factsOfService({ name, policy, upstreams }: ServiceEntry) {
  const connected = upstreams.filter(({ demonstration }) => !demonstration);
  return {
    service: name,
    models: [...new Set(connected.flatMap(({ models }) => Object.keys(models)))].sort(),
    label: { explicit: policy.label.explicit, text: policy.label.text },
    retention: { logMonthsMin: LOG_MONTHS_MIN, filmHours: policy.files.filmHours },
    training: policy.training.choice,
  };
}

function limitsOf(
  limits: Awaited<ReturnType<ComplaintsService['settings']>>['limits'],
): Pick<DisclosureFacts, 'complaints'> {
  const days = Object.values(limits).map(({ answerDays }) => answerDays);
  return { complaints: { answerDaysMin: Math.min(...days), answerDaysMax: Math.max(...days) } };
}

const contactOf = ({ phone, email }: DisclosureFacts['contact']): Pick<DisclosureFacts, 'contact'> => ({
  contact: { phone, email },
});

const withUser = (address: string, language: Language, path: string, token: string): string =>
  `${address.replace(/\/portal$/, '')}${portalUrl(language === 'en' ? 'en' : 'zh-CN', path)}?${USER_LINK}=${token}`;

/** The gateway's door of the agreements, with links that know whom it sent away. */
export const doorOfAgreements = (
  agreements: AgreementsService,
  { userLinks, address }: Pick<Portal, 'userLinks' | 'address'>,
  clock: Clock,
) =>
  agreementsDoor({
    acceptances: agreements.acceptances,
    clock,
    linkFor: (serviceId, endUser, language) =>
      withUser(address, language, '/agreements/accept', userLinks.make({ serviceId, endUser })),
    address: (serviceId, language) => `${address}/${language}/agreements/${serviceId}`,
  });

/** Pages that know a user for an hour, in both languages. */
export const linksFor =
  ({ userLinks, address }: { readonly userLinks: UserLinks; readonly address: string }, clock: Clock) =>
  (user: LinkedUser) => {
    const token = userLinks.make(user);
    const at = (path: string) => ({
      zh: withUser(address, 'zh', path, token),
      en: withUser(address, 'en', path, token),
    });
    return {
      agreement: at('/agreements/accept'),
      training: at('/training-choice'),
      disclosure: at(`/disclosures/${user.serviceId}`),
      expiresAt: new Date(clock.now().getTime() + USER_LINK_MS).toISOString(),
    };
  };
