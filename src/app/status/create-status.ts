import { type AgreedService, agreementControls } from '../../duties/agreements/index.ts';
import { contentControls, type ServicePolicies } from '../../duties/content/index.ts';
import { disclosureControls } from '../../duties/disclosure/index.ts';
import { type IdentityControlParts, identityControls } from '../../duties/identity/index.ts';
import { labellingControls } from '../../duties/labelling/index.ts';
import { minorControls } from '../../duties/minors/index.ts';
import { privacyControls } from '../../duties/privacy/index.ts';
import { scopingControls } from '../../duties/scoping/index.ts';
import { readRecord } from '../../exchanges/index.ts';
import { type FillRandom, MINUTE_MS, SECOND_MS } from '../../kernel/index.ts';
import { opinionControls } from '../../opinions/index.ts';
import type { Registry, RegistrySnapshot, ServiceEntry } from '../../registry/index.ts';
import {
  type Control,
  createCounted,
  onlyWhenCounted,
  type StatusPace,
  StatusService,
  statusControls,
} from '../../status/index.ts';
import { doorOfAgreements } from '../agreements.ts';
import type { Core } from '../core.ts';
import { doorOfIdentity } from '../identity.ts';
import { complaintControls } from './complaint-controls.ts';
import { enforcementControls } from './enforcement-controls.ts';
import { evidenceControls } from './evidence-controls.ts';
import { fetchPageAt } from './fetch-page.ts';
import { createGatewayAsker } from './gateway-asker.ts';
import { obligationsOf, versionsOf } from './obligations.ts';
import { probePrivacy } from './privacy-probe.ts';
import { onlyInServer, type ProbeParts, probeLabels, probeRefusal, probeUpstreams } from './probes.ts';
import { serviceControls } from './service-controls.ts';

/** What the board asks about; a server or a command has all of it before the board. */
export type StatusCore = Pick<
  Core,
  | 'config'
  | 'database'
  | 'unitOfWork'
  | 'ids'
  | 'clock'
  | 'log'
  | 'reader'
  | 'keys'
  | 'fillRandom'
  | 'registry'
  | 'content'
  | 'desk'
  | 'upstreams'
  | 'scoping'
  | 'law'
  | 'complaints'
  | 'enforcement'
  | 'agreements'
  | 'disclosure'
  | 'identity'
  | 'portal'
  | 'minors'
  | 'privacy'
  | 'registers'
>;

const COUNT_EVERY_MS = SECOND_MS;

/** Puts the board together: what each part offers to be measured by, against what the law asks. */
export function createStatus(core: StatusCore, selfUrl: string | undefined): StatusService {
  const { database, unitOfWork, ids, clock, log, fillRandom, reader, config } = core;
  const pace: StatusPace = {
    queryMs: config.status.everySeconds * SECOND_MS,
    probeMs: config.status.probeMinutes * MINUTE_MS,
    countMs: COUNT_EVERY_MS,
  };
  const controls = allControls(core, selfUrl, pace);
  return new StatusService({
    database,
    unitOfWork,
    ids,
    clock,
    log,
    fillRandom,
    reader,
    controls,
    obligations: obligationsOf(core.law, new Set(controls.map(({ id }) => id))),
    versions: versionsOf(core.law),
    scope: () => core.scoping.latest(),
    dates: () => core.registers.dates(),
    pace,
  });
}

/** Every control that a part of the product offers. */
function allControls(core: StatusCore, selfUrl: string | undefined, pace: StatusPace): Control[] {
  const { database, content, desk, registry } = core;
  const scope = () => core.scoping.latest();
  const counted = createCounted(core);
  const probe = probePartsOf(core, selfUrl);
  const intake = {
    fetchPage: fetchPageAt(selfUrl),
    probe: { ask: probe.ask, newKey: () => newKey(core.fillRandom) },
    anyServiceId: () => probe.services().keys().next().value ?? null,
  };
  const turn = (now: Date): number => Math.floor(now.getTime() / pace.probeMs);
  const overCounts = [
    ...labellingControls({ counted, probe: onlyInServer(() => probeLabels(probe)) }),
    ...serviceControls({ registry, counted, probeUpstreams: onlyInServer(() => probeUpstreams(probe)) }),
    ...evidenceControls({ ...core, key: core.keys.signer.key, counted }),
  ].map((control) =>
    control.kind === 'query' && COUNTS.has(control.id) ? onlyWhenCounted(control, counted) : control,
  );
  return [
    ...overCounts,
    ...contentControls({
      coverage: () => content.coverage(),
      cases: (now) => desk.cases.figures(now),
      queue: (now) => desk.review.figures(now),
      policies: async () => policiesOf((await loaded(registry)).services),
      probe: (now) => onlyInServer(() => probeRefusal(probe, turn(now)))(),
    }),
    ...opinionControls({ database }),
    ...complaintControls({ ...intake, complaints: core.complaints }),
    ...enforcementControls(core.enforcement.service),
    ...agreementControls({
      agreements: core.agreements,
      services: async () => (await loaded(registry)).services,
      admitsStranger: strangerAsker(core),
    }),
    ...identityControls({
      identity: core.identity,
      services: async () => (await loaded(registry)).services,
      admitsStranger: unknownUserAsker(core),
    }),
    ...disclosureControls({ disclosure: core.disclosure, fetchPage: fetchPageAt(selfUrl) }),
    ...minorControls(core.minors.controlParts),
    ...privacyControls({
      database,
      kinds: core.privacy.retainedKinds,
      probeChannel: probePrivacy({ ...intake, privacy: core.privacy }),
    }),
    ...scopingControls({ latest: scope }),
    ...statusControls({ database, scope }),
    ...core.registers.controls,
  ];
}

const KEY_BYTES = 24;
function newKey(fillRandom: FillRandom): string {
  const bytes = Buffer.alloc(KEY_BYTES);
  fillRandom(bytes);
  return bytes.toString('base64url');
}

/** No pseudonym that the gateway makes looks like this one. */
const STRANGER = 'nobody';

/** Would the gateway let in somebody who accepted nothing? Asked of its own door. */
function strangerAsker({ agreements, portal, clock }: StatusCore): (service: AgreedService) => Promise<boolean> {
  const door = doorOfAgreements(agreements, portal, clock);
  return async (service) => {
    const question = { key: { service, synthetic: false }, endUser: STRANGER, language: 'zh' } as const;
    return (await door.ask(question)).admit;
  };
}

/** Would the gateway let somebody in of whom nothing was confirmed? Asked of its own door. */
function unknownUserAsker({ identity, portal, clock }: StatusCore): IdentityControlParts['admitsStranger'] {
  const door = doorOfIdentity(identity, portal, clock);
  return async (service, declared) => {
    const key = { service, synthetic: false };
    const asked = { endpoint: 'chat.completions', declared, companion: null, language: 'zh' } as const;
    return (await door.ask({ key, endUser: STRANGER, ...asked })).admit;
  };
}

/** Controls that say nothing while counting is behind the log. */
const COUNTS: ReadonlySet<string> = new Set([
  'labelling.coverage',
  'labelling.lifts-recorded',
  'continuity.available',
  'evidence.every-exchange-closed',
]);

function probePartsOf(core: StatusCore, selfUrl: string | undefined): ProbeParts {
  const { database, registry, clock, content, upstreams } = core;
  return {
    ask: createGatewayAsker({ selfUrl, registry, clock }),
    services: () => registry.live.current.services,
    // A load that fails leaves the state before it in service, and that is what a probe then finds.
    refresh: async () => void (await registry.live.refresh().catch(() => undefined)),
    upstreams: () => registry.live.current.upstreams,
    probeUpstream: (target) => upstreams.probe(target),
    content,
    streaks: createCounted(core).streaks,
    readRecord: (exchangeId) => readRecord(database, exchangeId),
  };
}

/** What is served; a command loads it first. */
const loaded = async ({ live }: Pick<Registry, 'live'>): Promise<RegistrySnapshot> =>
  live.health.isLoaded ? live.current : await live.refresh();

function policiesOf(services: ReadonlyMap<string, ServiceEntry>): ServicePolicies {
  const policies = [...services.values()].map(({ policy }) => policy);
  const isOn = (actions: Readonly<Record<string, string | undefined>>): boolean =>
    Object.values(actions).some((action) => action !== undefined && action !== 'off');
  return {
    services: policies.length,
    lookForPersonalInformation: policies.filter(
      ({ personalInformation: { input, output } }) => isOn(input) && isOn(output),
    ).length,
    classify: policies.filter(({ classifier }) => classifier.enabled).length,
    review: policies.filter(({ review }) => review.flagged || review.samplePerMille > 0).length,
  };
}
