import { agreementsTexts } from '../agreements/texts.ts';
import { appTexts } from '../app/texts.ts';
import { casesTexts } from '../cases/texts.ts';
import { classifierTexts } from '../classifier/texts.ts';
import { complaintsTexts } from '../complaints/texts.ts';
import { contentTexts } from '../content/texts.ts';
import { disclosureTexts } from '../disclosure/texts.ts';
import { evidenceTexts } from '../evidence/texts.ts';
import { exchangesTexts } from '../exchanges/texts.ts';
import { identityTexts } from '../identity/texts.ts';
import { incidentsTexts } from '../incidents/texts.ts';
import { judgesTexts } from '../judges/texts.ts';
import { labelCheckTexts } from '../label-check/texts.ts';
import { labelsTexts } from '../labels/texts.ts';
import { lawTexts } from '../law/texts.ts';
import { lettersTexts } from '../letters/texts.ts';
import { liabilityTexts } from '../liability/texts.ts';
import { licencesTexts } from '../licences/texts.ts';
import { liftedLabelsTexts } from '../lifted-labels/texts.ts';
import { measuresTexts } from '../measures/texts.ts';
import { minorsTexts } from '../minors/texts.ts';
import { overviewTexts } from '../overview/texts.ts';
import { playgroundTexts } from '../playground/texts.ts';
import { privacyTexts } from '../privacy/texts.ts';
import { registersTexts } from '../registers/texts.ts';
import { audienceTexts } from '../registry/audience-texts.ts';
import { personalInformationTexts } from '../registry/personal-information-texts.ts';
import { registryTexts } from '../registry/texts.ts';
import { reviewTexts } from '../review/texts.ts';
import { rosterTexts } from '../roster/texts.ts';
import { scopeTexts } from '../scope/texts.ts';
import { sessionTexts } from '../session/texts.ts';
import { setupTexts } from '../setup/texts.ts';
import { staffTexts } from '../staff/texts.ts';
import { statusTexts } from '../status/texts.ts';
import { webhooksTexts } from '../webhooks/texts.ts';

/** Every feature's texts; the key is the namespace of `useTranslation('…')`. */
export const namespaces = {
  agreements: agreementsTexts,
  app: appTexts,
  disclosure: disclosureTexts,
  classifier: classifierTexts,
  audiences: audienceTexts,
  cases: casesTexts,
  complaints: complaintsTexts,
  measures: measuresTexts,
  minors: minorsTexts,
  content: contentTexts,
  evidence: evidenceTexts,
  exchanges: exchangesTexts,
  identity: identityTexts,
  incidents: incidentsTexts,
  judges: judgesTexts,
  labelCheck: labelCheckTexts,
  liftedLabels: liftedLabelsTexts,
  law: lawTexts,
  letters: lettersTexts,
  liability: liabilityTexts,
  licences: licencesTexts,
  labels: labelsTexts,
  overview: overviewTexts,
  personalInformation: personalInformationTexts,
  playground: playgroundTexts,
  registers: registersTexts,
  privacy: privacyTexts,
  registry: registryTexts,
  review: reviewTexts,
  roster: rosterTexts,
  scope: scopeTexts,
  session: sessionTexts,
  setup: setupTexts,
  staff: staffTexts,
  status: statusTexts,
  webhooks: webhooksTexts,
} as const;

export type Namespaces = typeof namespaces;
