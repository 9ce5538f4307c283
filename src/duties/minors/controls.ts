import { type MinorSettings, minorSettingsSchema } from '../../contract/index.ts';
import { HOUR_MS } from '../../kernel/index.ts';
import type { Control, Measurement } from '../../status/index.ts';
import type { Database } from '../../store/index.ts';
import type { MinorsParts } from './model.ts';
import { limitsOf, looserThan, startSettings, stopOf } from './rules.ts';
import { countAppeals } from './store/appeals.ts';
import { countCrises } from './store/companions.ts';
import { countBands } from './store/people.ts';
import { listPolicies } from './store/policies.ts';

export interface MinorControlParts extends Pick<MinorsParts, 'services' | 'scopeOf'> {
  readonly database: Database;
}

/** A service with what it sets and what scoping found. */
export interface Stand {
  readonly serviceId: string;
  readonly settings: MinorSettings;
  /** `target`, `admit`, `excluded` or `unknown`, as it was told; null where nobody told. */
  readonly minors: string | null;
  /** What was decided about Order 21; null where nothing was. */
  readonly companion: string | null;
  /** May what users enter be used for training unless they say no? */
  readonly trainsUnasked: boolean;
}

const EVIDENCE = [{ kind: 'page', id: '/minors', label: '/minors' }] as const;
/** Somebody in danger must not wait for longer than this. Our own number; the rule says at once. */
const CRISIS_MS_MAX = HOUR_MS;
type Text = Measurement['measured'];
type Next = NonNullable<Measurement['next']>;

/** The board's questions about minors and companions. @law measures#10 minors#43 order21#14 */
export function minorControls(parts: MinorControlParts): Control[] {
  const { database } = parts;
  const stands = () => readStands(parts);
  return [
    {
      id: 'minors.mode-set',
      kind: 'query',
      title: { zh: '未成年人模式已设置', en: 'Minor mode is set' },
      about: {
        zh: '面向或允许未成年人的服务是否开启未成年人模式、不面向的是否排除；并以一名 13 岁的假想用户实际套用规则：夜间和超时是否都被拒。宽于规则的设置会列为待办。',
        en: 'Whether services that admit minors have minor mode on, and those that do not exclude them; the rules are tried on a made-up 13-year-old at night and beyond the daily time. What is looser than the rules is due.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeMode(await stands()),
    },
    {
      id: 'minors.consent-held',
      kind: 'query',
      title: { zh: '不满十四周岁须监护人同意', en: 'Guardians consent for children under 14' },
      about: {
        zh: '服务是否在监护人同意之前拒绝不满十四周岁的用户；已告知不满十四周岁而没有同意的用户有多少。',
        en: 'Whether services refuse children under 14 until a guardian consented, and how many are known without consent.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeConsent(await stands(), await countBands(database)),
    },
    {
      id: 'minors.appeals-in-time',
      kind: 'query',
      title: { zh: '年龄申诉按时答复', en: 'Appeals about ages are answered in time' },
      about: {
        zh: '年龄被认错的申诉是否都在承诺的工作日内由人员答复。',
        en: 'Whether appeals about misjudged ages are answered by a person within the promised working days.',
      },
      owner: 'compliance-officer',
      measure: async (now) => judgeAppeals(await countAppeals(database, now)),
    },
    {
      id: 'companion.set',
      kind: 'query',
      title: { zh: '拟人化互动措施已设置', en: 'Companion services are set up' },
      about: {
        zh: '范围判定为拟人化互动的服务，是否设置了两小时提醒、退出用语、危机词库，训练是否须用户同意；以未成年人为对象的虚拟亲属、伴侣是被禁止的。',
        en: 'Whether services that Order 21 binds have the reminder, phrases to leave and lists for crises, and train only with what users allowed; kin and partners aimed at minors are barred.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeCompanions(await stands()),
    },
    {
      id: 'companion.crises-handled',
      kind: 'query',
      title: { zh: '危机情形有人处理', en: 'People in danger are taken care of' },
      about: {
        zh: '词库提示用户可能有危险后，一小时内是否有人处理。',
        en: 'Whether somebody took care within an hour of everybody who seemed to be in danger.',
      },
      owner: 'reviewer',
      measure: async (now) =>
        judgeCrises(await stands(), await countCrises(database, new Date(now.getTime() - CRISIS_MS_MAX))),
    },
  ];
}

async function readStands({ database, services, scopeOf }: MinorControlParts): Promise<Stand[]> {
  const policies = await listPolicies(database);
  return await Promise.all(
    [...(await services()).values()].map(async ({ id: serviceId, policy }) => {
      const stored = policies.get(serviceId);
      const settings = stored === undefined ? startSettings() : minorSettingsSchema.parse(stored);
      const trainsUnasked = policy.training.choice === 'opt-out';
      return { serviceId, settings, trainsUnasked, ...(await scopeOf(serviceId)) };
    }),
  );
}

const ADMITS: ReadonlySet<string> = new Set(['target', 'admit']);
const BINDS: ReadonlySet<string> = new Set(['yes', 'prohibited_feature']);
const AT_NIGHT = Date.parse('2026-01-01T23:00:00+08:00') / 60_000;
const BY_DAY = Date.parse('2026-01-01T12:00:00+08:00') / 60_000;
const CHILD = { band: '8-13', source: 'declared', guardian: null, hasConsent: true } as const;

/** Are a made-up child's requests refused at night, and beyond the daily time? */
function stopsChild(settings: MinorSettings): boolean {
  const limits = limitsOf(settings, CHILD, true);
  if (limits === null) return false;
  const asked = { endpoint: 'chat.completions', role: null };
  const beyond = settings.dailyMinutes['8-13'] + 1;
  return (
    stopOf(settings, limits, { ...asked, minute: AT_NIGHT, usedMinutes: 1 }) !== null &&
    stopOf(settings, limits, { ...asked, minute: BY_DAY, usedMinutes: beyond }) !== null
  );
}

const OPEN_SETTINGS: Next = { zh: '打开“未成年人”页设置', en: 'Open the minors page and set it' };

export function judgeMode(stands: readonly Stand[]): Measurement {
  const lacking = stands.filter(({ settings, minors }) =>
    minors === 'excluded'
      ? settings.mode !== 'excluded'
      : ADMITS.has(minors ?? '') && (settings.mode === 'off' || !stopsChild(settings)),
  ).length;
  const untold = stands.filter(
    ({ settings, minors }) => settings.mode === 'off' && minors !== 'excluded' && !ADMITS.has(minors ?? ''),
  ).length;
  const looser = stands.reduce((sum, { settings }) => sum + looserThan(settings).length, 0);
  const figures = { services: stands.length, lacking, untold, looser };
  const measured: Text = {
    zh: `服务 ${stands.length}，未按范围设置 ${lacking}，未说明是否面向未成年人 ${untold}，宽于规则的设置 ${looser} 项`,
    en: `${stands.length} services; ${lacking} not set as scoped, ${untold} not told whether minors are admitted, ${looser} settings looser than the rules`,
  };
  const common = { measured, figures, evidence: EVIDENCE };
  if (stands.length === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (lacking > 0) return { ...common, status: 'breached', code: 'not-set', next: OPEN_SETTINGS };
  if (untold > 0)
    return {
      ...common,
      status: 'unknown',
      code: 'not-told',
      next: { zh: '在“适用范围”里说明服务是否面向未成年人', en: 'Say on the scope page whether minors are admitted' },
    };
  if (looser > 0)
    return {
      ...common,
      status: 'due',
      code: 'looser',
      next: { zh: '核对宽于规则的设置及其理由', en: 'Look at what is looser than the rules, and why' },
    };
  return { ...common, status: 'met', code: 'set', next: null };
}

export function judgeConsent(
  stands: readonly Stand[],
  bands: readonly {
    readonly serviceId: string;
    readonly band: string;
    readonly users: number;
    readonly consented: number;
  }[],
): Measurement {
  const open = new Set(
    stands
      .filter(({ settings, minors }) =>
        settings.mode === 'mode' ? !settings.consentUnder14 : settings.mode === 'off' && ADMITS.has(minors ?? ''),
      )
      .map(({ serviceId }) => serviceId),
  );
  const children = bands.filter(({ band }) => band === 'under-8' || band === '8-13');
  const without = (rows: typeof children): number =>
    rows.reduce((sum, { users, consented }) => sum + users - consented, 0);
  const waiting = without(children.filter(({ serviceId }) => !open.has(serviceId)));
  const served = without(children.filter(({ serviceId }) => open.has(serviceId)));
  const figures = { services: stands.length, open: open.size, waiting, served };
  const common = {
    measured: {
      zh: `不要求同意的服务 ${open.size}；不满十四周岁而无同意：可使用 ${served} 人，被拒 ${waiting} 人`,
      en: `services that ask for no consent ${open.size}; children under 14 without: ${served} served, ${waiting} refused`,
    },
    figures,
    evidence: EVIDENCE,
  };
  if (stands.length === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (served > 0 || open.size > 0)
    return { ...common, status: 'breached', code: 'served-without', next: OPEN_SETTINGS };
  return { ...common, status: 'met', code: 'asked', next: null };
}

export function judgeAppeals({ open, overdue }: { readonly open: number; readonly overdue: number }): Measurement {
  const common = {
    measured: { zh: `待答复 ${open} 件，超期 ${overdue} 件`, en: `${open} open, ${overdue} overdue` },
    figures: { open, overdue },
    evidence: EVIDENCE,
  };
  if (overdue === 0) return { ...common, status: 'met', code: 'in-time', next: null };
  return {
    ...common,
    status: 'breached',
    code: 'overdue',
    next: { zh: '打开“未成年人”，先答复超期的申诉', en: 'Open the minors page and decide the overdue appeals first' },
  };
}

export function judgeCompanions(stands: readonly Stand[]): Measurement {
  const bound = stands.filter(({ companion, settings }) => BINDS.has(companion ?? '') || settings.companion !== null);
  const lacking = bound.filter(
    ({ settings: { companion } }) =>
      companion === null || companion.exitPhrases.length === 0 || companion.crisisListIds.length === 0,
  ).length;
  const barred = bound.filter(({ companion }) => companion === 'prohibited_feature').length;
  const looser = bound.filter(({ settings }) => looserThan(settings).includes('companion.reminderMinutes')).length;
  const unasked = bound.filter(({ trainsUnasked }) => trainsUnasked).length;
  const common = {
    measured: {
      zh: `拟人化互动服务 ${bound.length}，措施不全 ${lacking}，提醒宽于两小时 ${looser}，未经同意即可训练 ${unasked}，范围判定为禁止 ${barred}`,
      en: `${bound.length} companion services; ${lacking} not set up, ${looser} remind later than two hours, ${unasked} train without being allowed, ${barred} found to be barred`,
    },
    figures: { services: bound.length, lacking, looser, unasked, barred },
    evidence: EVIDENCE,
  };
  if (bound.length === 0) return { ...common, status: 'not-applicable', code: 'no-companion', next: null };
  if (barred > 0)
    return {
      ...common,
      status: 'breached',
      code: 'barred',
      next: {
        zh: '不得以未成年人为对象提供虚拟亲属、伴侣：改变角色或对象',
        en: 'No virtual kin or partner may be aimed at minors: change the role, or whom it is for',
      },
    };
  if (lacking > 0) return { ...common, status: 'breached', code: 'not-set', next: OPEN_SETTINGS };
  if (unasked > 0)
    return {
      ...common,
      status: 'breached',
      code: 'trains-unasked',
      next: {
        zh: '把训练选择改为“同意后才用于训练”：敏感的交互数据须单独同意',
        en: 'Let training wait for a yes (opt-in): sensitive interactions take a consent of their own',
      },
    };
  if (looser > 0) return { ...common, status: 'due', code: 'looser', next: OPEN_SETTINGS };
  return { ...common, status: 'met', code: 'set', next: null };
}

export function judgeCrises(
  stands: readonly Stand[],
  { open, waiting }: { readonly open: number; readonly waiting: number },
): Measurement {
  const common = {
    measured: {
      zh: `待处理 ${open} 件，超过一小时 ${waiting} 件`,
      en: `${open} open, ${waiting} for more than an hour`,
    },
    figures: { open, waiting },
    evidence: EVIDENCE,
  };
  const isBound = stands.some(({ companion, settings }) => BINDS.has(companion ?? '') || settings.companion !== null);
  if (!isBound && open === 0) return { ...common, status: 'not-applicable', code: 'no-companion', next: null };
  if (waiting === 0) return { ...common, status: 'met', code: 'handled', next: null };
  return {
    ...common,
    status: 'breached',
    code: 'waiting',
    next: { zh: '打开“未成年人”里的危机，立即处理', en: 'Open the crises on the minors page and take care at once' },
  };
}
