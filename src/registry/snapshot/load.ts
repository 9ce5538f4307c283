import { setImmediate } from 'node:timers/promises';
import { policySchema } from '../../contract/index.ts';
import { chinaDay } from '../../kernel/index.ts';
import { buildProviderCode, toLabelName } from '../../label/index.ts';
import type { compileScreen } from '../../screening/index.ts';
import type {
  KeyEntry,
  ListScreen,
  RegistryParts,
  RegistrySnapshot,
  ServiceEntry,
  UpstreamTarget,
  UpstreamTimeouts,
} from '../model.ts';
import { type ProviderRow, readProvider } from '../provider/store.ts';
import { listServices, type ServiceRow } from '../services/store.ts';
import { listUpstreams, type UpstreamRow } from '../upstreams/store.ts';
import { toTarget } from '../upstreams/target.ts';
import { compileLists, isCurrent, keyOfLists, type LoadedList, loadList } from './lists.ts';
import { readOneInstant, type ServedKeyRow, servedKeys, servedLists } from './store.ts';

export interface SnapshotOptions {
  readonly compile: typeof compileScreen;
  readonly demonstration: UpstreamTarget;
  readonly timeouts: UpstreamTimeouts;
}

/** What one load leaves for the next, so that only what changed is read and compiled again. */
export interface SnapshotCache {
  readonly lists: ReadonlyMap<string, LoadedList>;
  readonly screens: ReadonlyMap<string, ListScreen>;
}

export const emptyCache: SnapshotCache = { lists: new Map(), screens: new Map() };

interface StoredState {
  readonly provider: ProviderRow | undefined;
  readonly services: readonly ServiceRow[];
  readonly keys: readonly ServedKeyRow[];
  readonly upstreams: readonly UpstreamRow[];
  readonly lists: readonly LoadedList[];
}

/** Reads everything served as of one instant and compiles what is not compiled yet. */
export async function loadSnapshot(
  parts: Pick<RegistryParts, 'database' | 'clock' | 'keyEncryption'>,
  options: SnapshotOptions,
  cache: SnapshotCache,
): Promise<{ snapshot: RegistrySnapshot; cache: SnapshotCache }> {
  const state = await readState(parts, cache);
  const screens = new ScreenSet(cache.screens, options.compile);
  const stored = await Promise.all(state.upstreams.map((row) => toTarget(row, parts.keyEncryption, options.timeouts)));
  const upstreams = stored.length === 0 ? [options.demonstration] : stored;
  const services = new Map<string, ServiceEntry>();
  for (const row of state.services) {
    // Other work gets a turn before each compilation; within one, the process is busy.
    await setImmediate();
    const lists = row.wordListIds.length === 0 ? state.lists : pickLists(state.lists, row.wordListIds);
    services.set(
      row.id,
      makeService(row, state.provider, screens.of(lists), pickUpstreams(upstreams, row.upstreamIds)),
    );
  }
  const snapshot = makeSnapshot(state, services, upstreams, screens);
  return {
    snapshot,
    cache: { lists: new Map(state.lists.map((list) => [list.id, list])), screens: screens.used },
  };
}

async function readState(
  { database, clock }: Pick<RegistryParts, 'database' | 'clock'>,
  cache: SnapshotCache,
): Promise<StoredState> {
  return await database.transaction(async (tx) => {
    await readOneInstant(tx);
    const provider = await readProvider(tx);
    const services = await listServices(tx);
    const keys = await servedKeys(tx, clock.now());
    const upstreams = await listUpstreams(tx);
    const lists: LoadedList[] = [];
    const day = chinaDay(clock.now());
    for (const row of await servedLists(tx)) {
      const known = cache.lists.get(row.id);
      const isKnown = known !== undefined && isCurrent(known, row, day);
      lists.push(isKnown ? known : await loadList(tx, row, day));
    }
    return { provider, services, keys, upstreams, lists };
  });
}

/** Compiled sets of lists, shared between services and kept from the load before. */
class ScreenSet {
  readonly used = new Map<string, ListScreen>();
  readonly #before: ReadonlyMap<string, ListScreen>;
  readonly #compile: typeof compileScreen;

  constructor(before: ReadonlyMap<string, ListScreen>, compile: typeof compileScreen) {
    this.#before = before;
    this.#compile = compile;
  }

  of(lists: readonly LoadedList[]): ListScreen {
    const key = keyOfLists(lists);
    const found = this.used.get(key) ?? this.#before.get(key) ?? compileLists(lists, this.#compile);
    this.used.set(key, found);
    return found;
  }
}

const pickLists = (lists: readonly LoadedList[], ids: readonly string[]): LoadedList[] =>
  lists.filter(({ id }) => ids.includes(id));

/** A service's own upstreams in its order; without any of its own, all. */
function pickUpstreams(all: readonly UpstreamTarget[], ids: readonly string[]): readonly UpstreamTarget[] {
  if (ids.length === 0) return all;
  return ids.flatMap((id) => all.filter((target) => target.id === id));
}

function makeService(
  row: ServiceRow,
  provider: ProviderRow | undefined,
  lists: ListScreen,
  upstreams: readonly UpstreamTarget[],
): ServiceEntry {
  return {
    id: row.id,
    name: row.name,
    policy: policySchema.parse(row.policy),
    policyVersion: row.policyVersion,
    // Annex E takes a name where there is no code. @law gb-45438-2025#E
    providerCode:
      provider === undefined ? toLabelName(row.name) : buildProviderCode(provider.creditCode, row.modelCode),
    upstreams,
    ...lists,
  };
}

function makeSnapshot(
  state: StoredState,
  services: ReadonlyMap<string, ServiceEntry>,
  upstreams: readonly UpstreamTarget[],
  screens: ScreenSet,
): RegistrySnapshot {
  const keys = new Map<string, KeyEntry>();
  for (const { hash, serviceId, ...key } of state.keys) {
    const service = services.get(serviceId);
    if (service !== undefined) keys.set(hash.toString('hex'), { ...key, service });
  }
  const { provider } = state;
  return {
    keyByHash: (hash) => keys.get(typeof hash === 'string' ? hash : hash.toString('hex')),
    services,
    provider: provider === undefined ? null : { name: provider.name, creditCode: provider.creditCode },
    terms: state.lists.reduce((total, list) => total + list.terms.length, 0),
    upstreams,
    enabledLists: () => screens.of(state.lists),
  };
}
