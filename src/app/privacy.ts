import { personalAcceptances } from '../duties/agreements/index.ts';
import type { ComplaintsService } from '../duties/complaints/index.ts';
import { personalComplaints, retainedComplaints } from '../duties/complaints/index.ts';
import { heldByCases, personalCases, personalReviews, retainedReviews } from '../duties/content/index.ts';
import { personalChoices } from '../duties/disclosure/index.ts';
import { personalMeasures, retainedMeasures } from '../duties/enforcement/index.ts';
import { personalIdentity, retainedIdentity } from '../duties/identity/index.ts';
import { type PersonalLabelParts, personalFiles, personalLifts } from '../duties/labelling/index.ts';
import { personalMinors } from '../duties/minors/index.ts';
import { type PrivacyParts, PrivacyService } from '../duties/privacy/index.ts';
import type { ContentVault } from '../evidence/index.ts';
import { personalExchanges, retainedExchanges } from '../exchanges/index.ts';
import { personalVideos } from '../gateway/index.ts';
import { retainedNotices } from '../notices/index.ts';
import { personalOpinions } from '../opinions/index.ts';
import type { Registry } from '../registry/index.ts';
import { providerNameOf } from './complaints.ts';
import type { Portal } from './portal.ts';

export interface PrivacyOptions
  extends Pick<
    PrivacyParts,
    'database' | 'unitOfWork' | 'ids' | 'clock' | 'log' | 'fillRandom' | 'keyedHash' | 'notices' | 'pseudonym'
  > {
  readonly vault: ContentVault;
  readonly portal: Pick<Portal, 'receipts' | 'address'>;
  readonly registry: Pick<Registry, 'live'>;
  readonly complaints: ComplaintsService;
  readonly producedFiles: PersonalLabelParts['files'];
  readonly lifts: PersonalLabelParts['lifts'];
}

/** Puts requests about personal information together with everybody who keeps something about people. */
export function createPrivacy(options: PrivacyOptions): PrivacyService {
  const { portal, registry, complaints } = options;
  return new PrivacyService({
    ...options,
    ...portal,
    ...keepersOf(options),
    services: () =>
      registry.live.health.isLoaded
        ? [...registry.live.current.services.values()].map(({ id, name }) => ({ id, name }))
        : [],
    openComplaint: (receipt, secret) => complaints.openReceipt(receipt, secret),
    providerName: () => providerNameOf(registry),
  });
}

/**
 * Who keeps what about people, and what of it goes at the end of a term: one line each. Exchanges come first, for the rest hangs on
 * them and on their keys. `tests/personal-records.test.ts` holds that every table with a person in it has its keeper.
 */
function keepersOf(options: PrivacyOptions): Pick<PrivacyParts, 'holders' | 'retained'> {
  const exchanges = { ...options, heldExchanges: () => heldByCases(options) };
  const labels = { ...options, files: options.producedFiles };
  return {
    holders: [
      personalExchanges(exchanges),
      personalVideos(options),
      personalFiles(labels),
      personalLifts(labels),
      personalReviews(options),
      personalCases(options),
      personalOpinions(options),
      personalComplaints(options),
      personalMeasures(options),
      personalAcceptances(options),
      personalChoices(options),
      personalIdentity(options),
      personalMinors(options),
    ],
    retained: [
      ...retainedExchanges(exchanges),
      retainedReviews(options),
      retainedComplaints(options),
      retainedMeasures(options),
      retainedNotices(options),
      retainedIdentity(options),
    ],
  };
}
