import { countText, HOUR_MS } from '../../kernel/index.ts';
import type { Control, Measurement } from '../../status/index.ts';
import type { Database } from '../../store/index.ts';
import { countErasures } from './store/erasures.ts';
import { countRequests } from './store/requests.ts';
import { readSwept, type SweptKind } from './store/retention.ts';

export interface PrivacyControlParts {
  readonly database: Database;
  /** Kinds of what is kept for a term. */
  readonly kinds: readonly string[];
  /** Whether people can ask: pages opened, a test request sent, as anybody would. */
  readonly probeChannel: () => Promise<Measurement>;
}

/** What was ordered should be done within a day. */
const ERASURE_MS_MAX = 24 * HOUR_MS;
/** The sweep runs every hour. */
const SWEEP_MS_MAX = 24 * HOUR_MS;
const PAGE = { kind: 'page', id: '/privacy', label: '/privacy' } as const;
/** What whoever wants to ask opens first. */
export const PRIVACY_PATHS = ['/zh/privacy', '/zh/privacy/new'] as const;

/** The board's questions about personal information, by small tables alone. @law measures#11 pipl#44 */
export function privacyControls({ database, kinds, probeChannel }: PrivacyControlParts): Control[] {
  return [
    {
      id: 'privacy.requests-in-time',
      kind: 'query',
      title: { zh: '个人信息请求按时答复', en: 'Requests about personal information are answered in time' },
      about: {
        zh: '超过受理或答复期限仍未办理的请求有多少；期限默认 15 个工作日，法律没有规定天数。',
        en: 'How many requests are overdue; 15 working days by default, the laws give no number.',
      },
      owner: 'compliance-officer',
      measure: async (now) => {
        const [open, overdue] = await Promise.all([
          countRequests(database, { state: 'open', now }),
          countRequests(database, { state: 'overdue', now }),
        ]);
        return judgeRequests(open, overdue);
      },
    },
    {
      id: 'privacy.erasure-proven',
      kind: 'query',
      title: { zh: '删除已执行并核对', en: 'What was to be erased is erased, and that is proven' },
      about: {
        zh: '下令删除后超过一天仍未完成核对的，或保留到期后仍未删除的，有多少。',
        en: 'How many orders to erase, or holds that ended, are not proven after a day.',
      },
      owner: 'administrator',
      measure: async (now) => judgeErasures(await countErasures(database, new Date(now.getTime() - ERASURE_MS_MAX))),
    },
    {
      id: 'privacy.retention-kept',
      kind: 'query',
      title: { zh: '到期即删', en: 'What is past its term goes' },
      about: {
        zh: '各类内容的保存期限是否由清理任务执行；一天没有清理，或清理后仍有到期内容，即为不符。',
        en: 'Whether the sweep erases what is past its term; a day without a sweep, or a rest after one, is a breach.',
      },
      owner: 'administrator',
      measure: async (now) => judgeRetention(await readSwept(database), kinds, now),
    },
    {
      id: 'privacy.channel-open',
      kind: 'probe',
      title: { zh: '实测：公众能提出个人信息请求', en: 'Probe: people can ask about their information' },
      about: {
        zh: '像公众一样打开说明页和请求页；再经公开接口提交一份测试请求，凭回执打开，核对时限已开始计算，然后删除。测试请求不进处理台，不计入任何数字，也不通知任何人。',
        en: 'Opens the pages as anybody would; sends a test request through the public interface, opens it with its receipt, looks whether its clock runs, and erases it. It reaches neither desk nor figures nor people.',
      },
      owner: 'administrator',
      measure: probeChannel,
    },
  ];
}

export function judgeRequests(open: number, overdue: number): Measurement {
  const common = {
    measured: {
      zh: `待办 ${countText(open)} 件，超期 ${countText(overdue)} 件`,
      en: `${countText(open)} open, ${countText(overdue)} overdue`,
    },
    figures: { open, overdue },
    evidence: [PAGE],
  };
  if (overdue === 0) return { ...common, status: 'met', code: 'in-time', next: null };
  const next = {
    zh: '打开个人信息请求，先办超期的',
    en: 'Open the requests about personal information; handle the overdue ones first',
  };
  return { ...common, status: 'breached', code: 'overdue', next };
}

export function judgeErasures({ due, late, proven, faulty }: Awaited<ReturnType<typeof countErasures>>): Measurement {
  const common = {
    measured: {
      zh: `已核对 ${countText(proven)}，执行中 ${countText(due)}，超过一天 ${countText(late)}`,
      en: `${countText(proven)} proven, ${countText(due)} being carried out, ${countText(late)} for over a day`,
    },
    figures: { due, late, proven, faulty },
    evidence: [PAGE],
  };
  if (late + faulty === 0) return { ...common, status: 'met', code: 'proven', next: null };
  const next = {
    zh: '查看服务日志中删除失败的原因；修好后会自动继续',
    en: 'See the server log for why erasing fails; it goes on by itself once that is mended',
  };
  return { ...common, status: 'breached', code: 'late', next };
}

export function judgeRetention(swept: readonly SweptKind[], kinds: readonly string[], now: Date): Measurement {
  const since = now.getTime() - SWEEP_MS_MAX;
  const states = kinds.map((kind) => swept.find((row) => row.kind === kind));
  const stale = states.filter((row) => row === undefined || row.sweptAt.getTime() < since).length;
  const rest = states.reduce((sum, row) => sum + (row?.leftOver ?? 0), 0);
  const erased = states.reduce((sum, row) => sum + (row?.erased ?? 0), 0);
  const common = {
    measured: {
      zh: `${kinds.length} 类有期限；累计清除 ${countText(erased)}，到期未清 ${countText(rest)}，一天未清理 ${stale} 类`,
      en: `${kinds.length} kinds have a term; ${countText(erased)} erased so far, ${countText(rest)} past their term left, ${stale} kinds not swept for a day`,
    },
    figures: { kinds: kinds.length, erased, rest, stale },
    evidence: [{ kind: 'page', id: '/privacy?tab=retention', label: '/privacy?tab=retention' }],
  } as const;
  if (stale === kinds.length && swept.length === 0)
    return { ...common, status: 'unknown', code: 'not-swept', next: null };
  if (stale + rest === 0) return { ...common, status: 'met', code: 'kept', next: null };
  const next = {
    zh: '清理在服务进程里每小时一次；查看服务日志',
    en: 'The sweep runs every hour in the server; see its log',
  };
  return { ...common, status: stale > 0 ? 'breached' : 'due', code: stale > 0 ? 'not-swept' : 'rest', next };
}
