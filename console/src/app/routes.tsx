import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { NotFound, PageFault } from './page-fault.tsx';
import { PageLoading } from './page-loading.tsx';
import { Shell } from './shell.tsx';

const page = (path: string, load: () => Promise<ComponentType>): RouteObject => ({
  path,
  ErrorBoundary: PageFault,
  lazy: async () => ({ Component: await load() }),
});

const pages: RouteObject[] = [
  page('/', async () => (await import('../overview/overview-page.tsx')).OverviewPage),
  page('/board', async () => (await import('../status/board-page.tsx')).BoardPage),
  page('/board/digest', async () => (await import('../status/digest-page.tsx')).DigestPage),
  page('/exchanges', async () => (await import('../exchanges/exchanges-page.tsx')).ExchangesPage),
  page('/exchanges/:id', async () => (await import('../exchanges/exchange-page.tsx')).ExchangePage),
  page('/playground', async () => (await import('../playground/playground-page.tsx')).PlaygroundPage),
  page('/lists', async () => (await import('../content/word-lists-page.tsx')).WordListsPage),
  page('/coverage', async () => (await import('../content/coverage-page.tsx')).CoveragePage),
  page('/lists/:id', async () => (await import('../content/word-list-page.tsx')).WordListPage),
  page('/classifier', async () => (await import('../classifier/classifier-page.tsx')).ClassifierPage),
  page('/judges', async () => (await import('../judges/judges-page.tsx')).JudgesPage),
  page('/review', async () => (await import('../review/review-page.tsx')).ReviewPage),
  page('/cases', async () => (await import('../cases/cases-page.tsx')).CasesPage),
  page('/cases/:id', async () => (await import('../cases/case-page.tsx')).CasePage),
  page('/complaints', async () => (await import('../complaints/complaints-page.tsx')).ComplaintsPage),
  page('/complaints/:id', async () => (await import('../complaints/complaint-page.tsx')).ComplaintPage),
  page('/agreements', async () => (await import('../agreements/agreements-page.tsx')).AgreementsPage),
  page('/agreements/:id', async () => (await import('../agreements/agreement-page.tsx')).AgreementPage),
  page('/disclosure', async () => (await import('../disclosure/disclosures-page.tsx')).DisclosuresPage),
  page('/disclosure/:id', async () => (await import('../disclosure/disclosure-page.tsx')).DisclosurePage),
  page('/complaint-settings', async () => (await import('../complaints/settings-page.tsx')).ComplaintSettingsPage),
  page('/incidents', async () => (await import('../incidents/incidents-page.tsx')).IncidentsPage),
  page('/incidents/:id', async () => (await import('../incidents/incident-page.tsx')).IncidentPage),
  page('/orders', async () => (await import('../liability/orders-page.tsx')).OrdersPage),
  page('/orders/:id', async () => (await import('../liability/order-page.tsx')).OrderPage),
  page('/licences', async () => (await import('../licences/licences-page.tsx')).LicencesPage),
  page('/roster', async () => (await import('../roster/roster-page.tsx')).RosterPage),
  page('/measures', async () => (await import('../measures/measures-page.tsx')).MeasuresPage),
  page('/measures/:id', async () => (await import('../measures/measure-page.tsx')).MeasurePage),
  page('/measure-policies', async () => (await import('../measures/policy-page.tsx')).MeasurePolicyPage),
  page('/identity', async () => (await import('../identity/identity-page.tsx')).IdentityPage),
  page('/identity/:id', async () => (await import('../identity/policy-page.tsx')).IdentityPolicyPage),
  page('/minors', async () => (await import('../minors/minors-page.tsx')).MinorsPage),
  page('/privacy', async () => (await import('../privacy/privacy-page.tsx')).PrivacyPage),
  page('/privacy/:id', async () => (await import('../privacy/request-page.tsx')).PrivacyRequestPage),
  page('/labels', async () => (await import('../labels/labels-page.tsx')).LabelsPage),
  page('/services', async () => (await import('../registry/services-page.tsx')).ServicesPage),
  page('/services/:id', async () => (await import('../registry/service-page.tsx')).ServicePage),
  page('/upstreams', async () => (await import('../registry/upstreams-page.tsx')).UpstreamsPage),
  page('/provider', async () => (await import('../registry/provider-page.tsx')).ProviderPage),
  page('/lifted-labels', async () => (await import('../lifted-labels/lifted-labels-page.tsx')).LiftedLabelsPage),
  page('/evidence', async () => (await import('../evidence/evidence-page.tsx')).EvidencePage),
  page('/scope', async () => (await import('../scope/scope-page.tsx')).ScopePage),
  page('/law', async () => (await import('../law/law-page.tsx')).LawPage),
  page('/staff', async () => (await import('../staff/staff-page.tsx')).StaffPage),
  { path: '*', Component: NotFound },
];

/** Every address of the console; each page is a file of its own, loaded when it is opened. */
export const createRouter = () =>
  createBrowserRouter([
    {
      HydrateFallback: PageLoading,
      ErrorBoundary: PageFault,
      children: [
        page('/setup', async () => (await import('../setup/setup-page.tsx')).SetupPage),
        page('/sign-in', async () => (await import('../session/sign-in-page.tsx')).SignInPage),
        page('/check', async () => (await import('../label-check/label-check-page.tsx')).LabelCheckPage),
        { Component: Shell, children: pages },
      ],
    },
  ]);
