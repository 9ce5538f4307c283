import type { ComplaintControl, ComplaintsService } from '../../duties/complaints/index.ts';
import type { Control, Measurement } from '../../status/index.ts';
import { type IntakeTestParts, type IntakeWords, judgeIntake, testIntake } from './judge-intake.ts';
import { onlyInServer } from './probes.ts';

const NEXT = {
  zh: '打开投诉处理台，先处理并反馈超期的投诉',
  en: 'Open the desk of complaints; handle and answer the overdue ones first',
};
const WORDS: IntakeWords = {
  page: '/complaints',
  test: { zh: '测试投诉', en: 'test complaint' },
  next: {
    zh: '公众投诉入口不通：查看服务日志与反向代理',
    en: 'The public cannot complain: see the server log and the proxy before it',
  },
};
const TEST_TEXT = '系统自动检测：测试投诉，无需处理。An automatic test of the way in; nothing to do.';

export interface ComplaintControlParts extends IntakeTestParts {
  readonly complaints: Pick<ComplaintsService, 'controls' | 'readKept' | 'eraseTests'>;
  readonly fetchPage: (path: string) => Promise<number>;
}

/** The board's questions about complaints, answered by the duty itself and by a test. @law measures#15 */
export function complaintControls(parts: ComplaintControlParts): Control[] {
  const { complaints, fetchPage } = parts;
  const found = async (id: ComplaintControl['id']): Promise<ComplaintControl | undefined> =>
    (await complaints.controls(fetchPage)).find((one) => one.id === id);
  return [
    {
      id: 'complaints.in-time',
      kind: 'query',
      title: { zh: '投诉按公布的时限处理', en: 'Complaints are answered in the published time' },
      about: {
        zh: '超过受理时公布的时限仍未反馈的投诉有多少。',
        en: 'How many complaints wait longer than the limit published when they came.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeInTime(await found('complaints.in-time')),
    },
    {
      id: 'complaints.channel-open',
      kind: 'probe',
      title: { zh: '实测：公众能投诉', en: 'Probe: the public can complain' },
      about: {
        zh: '像公众一样打开投诉页；再经公开接口提交一份测试投诉，凭回执打开，核对时限已开始计算，然后删除。测试投诉不进处理台，不计入任何数字，也不通知任何人。',
        en: 'Opens the pages as anybody would; sends a test complaint through the public interface, opens it with its receipt, looks whether its clock runs, and erases it. It reaches neither desk nor figures nor people.',
      },
      owner: 'administrator',
      measure: onlyInServer(async () => {
        const pages = await found('complaints.channel-open');
        const test = await testIntake(parts, {
          path: '/api/public/complaints',
          body: { kind: 'other', text: TEST_TEXT },
          readKept: (receipt) => complaints.readKept(receipt),
          eraseTests: () => complaints.eraseTests(),
        });
        return judgeIntake({ isOpen: pages?.state === 'met', detail: pages?.detail ?? '–' }, test, WORDS);
      }),
    },
  ];
}

function judgeInTime(found: ComplaintControl | undefined): Measurement {
  const status = found?.state ?? 'unknown';
  const detail = found?.detail ?? '–';
  return {
    status,
    code: status,
    measured: { zh: detail.replace('overdue', '件超期'), en: detail },
    next: status === 'met' ? null : NEXT,
    figures: {},
    evidence: [{ kind: 'page', id: '/complaints', label: '/complaints' }],
  };
}
