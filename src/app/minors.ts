import type { IdentityService } from '../duties/identity/index.ts';
import { type MinorsParts, MinorsService, minorsDoor } from '../duties/minors/index.ts';
import { sealedInputSchema } from '../exchanges/index.ts';
import type { AdmissionDoor, ExchangeRecords } from '../gateway/index.ts';
import { type Clock, HeguiError, type Language, type Log } from '../kernel/index.ts';
import { find, type LawBook } from '../law/index.ts';
import { portalUrl, USER_LINK } from '../portal/index.ts';
import type { Registry } from '../registry/index.ts';
import { providerNameOf } from './complaints.ts';
import type { Portal } from './portal.ts';

type Shared = Pick<
  MinorsParts,
  'database' | 'unitOfWork' | 'vault' | 'ids' | 'clock' | 'log' | 'notices' | 'fillRandom' | 'pseudonym'
>;

export interface MinorsOptions extends Shared {
  readonly law: LawBook;
  readonly registry: Pick<Registry, 'live'>;
  readonly scoping: {
    state(serviceId: string): Promise<{
      readonly latest: {
        readonly facts: { readonly minors?: string | null | undefined };
        readonly findings: { readonly companion_measures: string };
      } | null;
    }>;
  };
  readonly identity: Pick<IdentityService, 'assertions'>;
  readonly portal: Pick<Portal, 'receipts' | 'userLinks' | 'address' | 'keyedHash'>;
}

/** Puts minor mode together with what it needs of other parts: services, scoping, the portal, the law's data. */
export function createMinors({ law, registry, scoping, identity, portal, ...shared }: MinorsOptions): MinorsService {
  const { userLinks, address, receipts, keyedHash } = portal;
  return new MinorsService({
    ...shared,
    receipts,
    address,
    keyedHash,
    checkedAges: {
      of: async (user) => (await identity.assertions.assuranceOf(user)).age?.band ?? null,
      channel: 'hegui_identity',
    },
    services: async () =>
      (registry.live.health.isLoaded ? registry.live.current : await registry.live.refresh()).services,
    scopeOf: async (serviceId) => {
      const { latest } = await orNothing(scoping.state(serviceId));
      return { minors: latest?.facts.minors ?? null, companion: latest?.findings.companion_measures ?? null };
    },
    pageFor: (user) => {
      const token = userLinks.make(user);
      return { zh: pageAt(address, 'zh', token), en: pageAt(address, 'en', token) };
    },
    providerName: () => providerNameOf(registry),
    confidenceOf: (obligation) => find(law.obligations, 'obligation', obligation).confidence,
  });
}

/** Nothing can be scoped before the provider is registered. */
async function orNothing<T extends { readonly latest: unknown }>(state: Promise<T>): Promise<T | { latest: null }> {
  try {
    return await state;
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_NOT_FOUND') return { latest: null };
    throw error;
  }
}

const PATH = '/minor-mode';
const pageAt = (address: string, language: Language, token?: string): string => {
  const page = `${address.replace(/\/portal$/, '')}${portalUrl(language === 'en' ? 'en' : 'zh-CN', PATH)}`;
  return token === undefined ? page : `${page}?${USER_LINK}=${token}`;
};

/** The gateway's door of minor mode, with pages that know whom it sent away. */
export const doorOfMinors = (
  minors: MinorsService,
  { userLinks, address }: Pick<Portal, 'userLinks' | 'address'>,
  clock: Clock,
): AdmissionDoor =>
  minorsDoor({
    mode: minors.mode,
    clock,
    pageFor: (user, language) => pageAt(address, language, userLinks.make(user)),
    about: (language) => pageAt(address, language),
  });

/**
 * The records, with what minor mode learns of them: how long an answer took that counts as time of use, and what lists that mean danger
 * found in what somebody wrote last.
 */
export function observeMinors(records: ExchangeRecords, minors: MinorsService, log: Log): ExchangeRecords {
  const open = new Map<string, { readonly endUser: string; readonly at: Date }>();
  return {
    get isUp() {
      return records.isUp;
    },
    open: async (record) => {
      const { evidence, endUser, exchangeId, at, synthetic, serviceId } = record;
      // Nobody sits and waits for a film, which another process may finish.
      if (evidence.minorMode === 'used' && endUser !== null && record.endpoint !== 'videos')
        open.set(exchangeId, { endUser, at });
      try {
        await records.open(record);
      } catch (error) {
        open.delete(exchangeId);
        throw error;
      }
      if (synthetic || evidence.hits === 0) return;
      const found = { exchangeId, serviceId, endUser };
      lookForCrisis(minors, found, record.content).catch((error: unknown) => {
        const cause = error instanceof Error ? error : new Error('unknown');
        log.error({ exchange: exchangeId, error: cause }, 'a crisis could not be told');
      });
    },
    close: async (record) => {
      const began = open.get(record.exchangeId);
      open.delete(record.exchangeId);
      if (began !== undefined) minors.mode.book.note(began.endUser, began.at, record.at);
      await records.close(record);
    },
  };
}

async function lookForCrisis(
  minors: MinorsService,
  found: Parameters<MinorsService['noteCrisis']>[0],
  content: unknown,
): Promise<void> {
  const settings = await minors.mode.settingsOf(found.serviceId);
  const lists = settings?.companion?.crisisListIds ?? [];
  if (lists.length === 0) return;
  const { input } = sealedInputSchema.parse(content);
  // What stands in the history was looked at when it was written.
  const last = input.findLast(({ role }) => role === 'user');
  if (last === undefined) return;
  const turn = turnOf(last.path);
  const hits = input
    .filter(({ role, path }) => role === 'user' && turnOf(path) === turn)
    .flatMap((piece) => piece.hits);
  if (hits.some(({ listId }) => lists.includes(listId))) await minors.noteCrisis(found);
}

/** One message may have several parts. */
const turnOf = (path: string): string => /^messages\.\d+/.exec(path)?.[0] ?? path;
