import { IncidentsService, incidentControls, registerIncidentRoutes } from '../duties/incidents/index.ts';
import { type LettersParts, LettersService, registerLetterRoutes } from '../duties/letters/index.ts';
import { OrdersService, orderControls, registerOrderRoutes } from '../duties/liability/index.ts';
import {
  type LicenceNeeds,
  LicencesService,
  licenceControls,
  registerLicenceRoutes,
} from '../duties/licences/index.ts';
import { type RosterNeeds, RosterService, registerRosterRoutes, rosterControls } from '../duties/roster/index.ts';
import type { LawBook } from '../law/index.ts';
import type { AdminRoutes, requirePermission } from '../staff/index.ts';
import type { BoardDate, Control, ServiceScope } from '../status/index.ts';

export interface RegistersOptions extends LettersParts {
  readonly law: LawBook;
  /** What was decided about every service in use. */
  readonly scopes: () => Promise<readonly ServiceScope[]>;
}

/** Registers that the board leans on. */
export interface Registers {
  readonly letters: LettersService;
  readonly incidents: IncidentsService;
  readonly orders: OrdersService;
  readonly licences: LicencesService;
  readonly roster: RosterService;
  readonly controls: readonly Control[];
  /** Everything that is due, in all of them. */
  dates(): Promise<readonly BoardDate[]>;
}

/** Puts the registers together with what they need of scope memos. */
export function createRegisters(options: RegistersOptions): Registers {
  const { scopes, law } = options;
  const letters = new LettersService(options);
  const incidents = new IncidentsService({ ...options, letters });
  const orders = new OrdersService({ ...options, letters });
  const licences = new LicencesService({ ...options, law, needs: async () => licenceNeeds(await scopes()) });
  const roster = new RosterService({ ...options, needs: async () => rosterNeeds(await scopes()) });
  return {
    letters,
    incidents,
    orders,
    licences,
    roster,
    controls: [
      ...incidentControls({ open: () => incidents.open() }),
      ...orderControls({ list: () => orders.list() }),
      ...licenceControls({ read: () => licences.read() }),
      ...rosterControls({ read: () => roster.read() }),
    ],
    dates: async () =>
      (await Promise.all([incidents.dates(), orders.dates(), licences.dates(), roster.dates()])).flat(),
  };
}

export function registerRegisterRoutes(
  app: AdminRoutes,
  { letters, incidents, orders, licences, roster }: Registers,
  require: typeof requirePermission,
): void {
  registerIncidentRoutes(app, { incidents, requirePermission: require });
  registerOrderRoutes(app, orders);
  registerLetterRoutes(app, letters);
  registerLicenceRoutes(app, licences);
  registerRosterRoutes(app, roster);
}

// No licence, but the answer that none can be had; the memo says so, and the register cannot mend it.
const NOT_OBTAINABLE = 'not_obtainable_without_mainland_entity';

/** Licences that findings name, with where each stands in the law. */
export function licenceNeeds(scopes: readonly ServiceScope[]): LicenceNeeds {
  const found = scopes.flatMap(({ name, memo }) =>
    (memo?.findings.licences ?? [])
      .filter((finding) => finding !== NOT_OBTAINABLE)
      .map((finding) => ({ finding, serviceName: name, sources: sourcesOf(memo, finding) })),
  );
  return { found, undecided: undecidedAbout(scopes, 'licences') };
}

function sourcesOf(memo: ServiceScope['memo'], finding: string): LicenceNeeds['found'][number]['sources'] {
  const reasons = memo?.findings.reasons ?? [];
  return reasons
    .filter(({ finding: about, value }) => about === 'licences' && [value].flat().includes(finding))
    .flatMap(({ sources }) => sources.map(({ id, confidence }) => ({ id, confidence })));
}

/** Articles and other duties that bind some service. */
export function rosterNeeds(scopes: readonly ServiceScope[]): RosterNeeds {
  const findings = scopes.flatMap(({ memo }) => memo?.findings ?? []);
  return {
    articles: new Set(findings.flatMap((one) => one.core_articles)),
    otherDuties: new Set(findings.flatMap((one) => one.other_duties)),
    undecided: undecidedAbout(scopes, 'core_articles'),
  };
}

/** Services without a memo, or with an open question that may change the finding. */
const undecidedAbout = (scopes: readonly ServiceScope[], finding: 'licences' | 'core_articles'): string[] =>
  scopes
    .filter(({ memo }) => memo?.findings.questions.every(({ changes }) => !changes.includes(finding)) !== true)
    .map(({ name }) => name);
