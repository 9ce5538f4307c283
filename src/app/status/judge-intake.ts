import type { BilingualText } from '../../contract/index.ts';
import type { Measurement } from '../../status/index.ts';
import { type Intake, type IntakeFault, type IntakeProbeParts, probeIntake } from './intake-probe.ts';

/** Pages of a way in, looked at as anybody would. */
export interface Pages {
  readonly isOpen: boolean;
  /** Paths and statuses. */
  readonly detail: string;
}

/** How one way in is spoken of. */
export interface IntakeWords {
  /** Page of the console. */
  readonly page: string;
  /** What a test is called, such as `测试投诉` and `test complaint`. */
  readonly test: BilingualText;
  readonly next: BilingualText;
}

export type IntakeResult = IntakeFault | null | 'no-service';

export interface IntakeTestParts {
  readonly probe: Pick<IntakeProbeParts, 'ask' | 'newKey'>;
  /** Of a service whose key a test may use; null while there is none. */
  readonly anyServiceId: () => string | null;
}

/** Sends a test through a way in, where there is a service to send it with. */
export async function testIntake({ probe, anyServiceId }: IntakeTestParts, intake: Intake): Promise<IntakeResult> {
  const serviceId = anyServiceId();
  return serviceId === null ? 'no-service' : await probeIntake(intake, { ...probe, serviceId });
}

/** Pages and test together: shut pages are a breach whatever the test says, and a test that nobody read says nothing. */
export function judgeIntake(pages: Pages, test: IntakeResult, { page, test: name, next }: IntakeWords): Measurement {
  const [zh, en] = TOLD[test ?? 'proven'];
  const common = {
    measured: { zh: `${zh(name.zh)}；${pages.detail}`, en: `${en(name.en)}; ${pages.detail}` },
    figures: { proven: test === null ? 1 : 0 },
    evidence: [{ kind: 'page', id: page, label: page }],
  } as const;
  if (!pages.isOpen) return { ...common, status: 'breached', code: 'page-shut', next };
  if (test === 'unanswered') return { ...common, status: 'unknown', code: 'unanswered', next };
  if (test !== null && test !== 'no-service') return { ...common, status: 'breached', code: test, next };
  return { ...common, status: 'met', code: test ?? 'proven', next: null };
}

type Told = (name: string) => string;
const TOLD: Readonly<Record<IntakeFault | 'no-service' | 'proven', readonly [zh: Told, en: Told]>> = {
  proven: [
    (name) => `${name}已收到、给了回执、开始计时并已删除`,
    (name) => `a ${name} was received, acknowledged with a receipt, clocked and erased`,
  ],
  'no-service': [(name) => `还没有服务，未提交${name}`, (name) => `there is no service yet, so no ${name} was sent`],
  unanswered: [
    (name) => `${name}未被受理前即被拒回，无法判断`,
    (name) => `the ${name} was turned away unread, so nobody can say`,
  ],
  'not-received': [(name) => `${name}没有被收下`, (name) => `the ${name} was not taken`],
  'no-receipt': [(name) => `${name}没有得到回执`, (name) => `the ${name} got no receipt`],
  'not-opened': [(name) => `凭回执打不开${name}`, (name) => `the receipt did not open the ${name}`],
  'not-stored': [(name) => `${name}没有存下`, (name) => `the ${name} was not stored`],
  'not-marked-test': [(name) => `${name}没有标为测试`, (name) => `the ${name} was not marked as one`],
  'not-clocked': [
    (name) => `${name}没有按公布的时限计时`,
    (name) => `the ${name} is not clocked by the published limits`,
  ],
  'not-erased': [(name) => `${name}没有删除`, (name) => `the ${name} was not erased`],
};
