import type { ComplaintControl, ComplaintsService } from '../../duties/complaints/index.ts';
import type { Control, Measurement } from '../../status/index.ts';
import { type Intake, type IntakeFault, type IntakeProbeParts, probeIntake } from './intake-probe.ts';
import { onlyInServer } from './probes.ts';

const NEXT = {
  'complaints.in-time': {
    zh: '打开投诉处理台，先处理并反馈超期的投诉',
    en: 'Open the desk of complaints; handle and answer the overdue ones first',
  },
  'complaints.channel-open': {
    zh: '公众投诉入口不通：查看服务日志与反向代理',
    en: 'The public cannot complain: see the server log and the proxy before it',
  },
} as const satisfies Record<ComplaintControl['id'], object>;

const TEST_TEXT = '系统自动检测：测试投诉，无需处理。An automatic test of the way in; nothing to do.';

export interface ComplaintControlParts {
  readonly complaints: Pick<ComplaintsService, 'controls' | 'readKept' | 'eraseTests'>;
  readonly fetchPage: (path: string) => Promise<number>;
  readonly probe: Pick<IntakeProbeParts, 'ask' | 'newKey'>;
  /** Of a service whose key a test may use; null while there is none. */
  readonly anyServiceId: () => string | null;
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
      measure: onlyInServer(async () =>
        judgeChannel(await found('complaints.channel-open'), await testComplaint(parts)),
      ),
    },
  ];
}

async function testComplaint({
  complaints,
  probe,
  anyServiceId,
}: ComplaintControlParts): Promise<IntakeFault | null | 'no-service'> {
  const serviceId = anyServiceId();
  if (serviceId === null) return 'no-service';
  const intake: Intake = {
    path: '/api/public/complaints',
    body: { kind: 'other', text: TEST_TEXT },
    readKept: (receipt) => complaints.readKept(receipt),
    eraseTests: () => complaints.eraseTests(),
  };
  return await probeIntake(intake, { ...probe, serviceId });
}

function judgeInTime(found: ComplaintControl | undefined): Measurement {
  const status = found?.state ?? 'unknown';
  const detail = found?.detail ?? '–';
  return {
    status,
    code: status,
    measured: { zh: detail.replace('overdue', '件超期'), en: detail },
    next: status === 'met' ? null : NEXT['complaints.in-time'],
    figures: {},
    evidence: [{ kind: 'page', id: '/complaints', label: '/complaints' }],
  };
}

/** Pages and test together: shut pages are a breach whatever the test says, and a test that nobody read says nothing. */
export function judgeChannel(
  pages: Pick<ComplaintControl, 'state' | 'detail'> | undefined,
  test: IntakeFault | null | 'no-service',
): Measurement {
  const [zh, en] = TOLD[test ?? 'proven'];
  const common = {
    measured: { zh: `${zh}；${pages?.detail ?? '–'}`, en: `${en}; ${pages?.detail ?? '–'}` },
    figures: { proven: test === null ? 1 : 0 },
    evidence: [{ kind: 'page', id: '/complaints', label: '/complaints' }],
  } as const;
  const next = NEXT['complaints.channel-open'];
  if (pages?.state === 'breached') return { ...common, status: 'breached', code: 'page-shut', next };
  if (test === 'unanswered' || pages === undefined) return { ...common, status: 'unknown', code: 'unanswered', next };
  if (test !== null && test !== 'no-service') return { ...common, status: 'breached', code: test, next };
  return { ...common, status: 'met', code: test ?? 'proven', next: null };
}

const TOLD: Readonly<Record<IntakeFault | 'no-service' | 'proven', readonly [zh: string, en: string]>> = {
  proven: [
    '测试投诉已收到、给了回执、开始计时并已删除',
    'a test complaint was received, acknowledged with a receipt, clocked and erased',
  ],
  'no-service': ['还没有服务，未提交测试投诉', 'there is no service yet, so no test complaint was sent'],
  unanswered: ['测试投诉未被受理前即被拒回，无法判断', 'the test complaint was turned away unread, so nobody can say'],
  'not-received': ['测试投诉没有被收下', 'the test complaint was not taken'],
  'no-receipt': ['测试投诉没有得到回执', 'the test complaint got no receipt'],
  'not-opened': ['凭回执打不开测试投诉', 'the receipt did not open the test complaint'],
  'not-stored': ['测试投诉没有存下', 'the test complaint was not stored'],
  'not-marked-test': ['测试投诉没有标为测试', 'the test complaint was not marked as one'],
  'not-clocked': ['测试投诉没有按公布的时限计时', 'the test complaint is not clocked by the published limits'],
  'not-erased': ['测试投诉没有删除', 'the test complaint was not erased'],
};
