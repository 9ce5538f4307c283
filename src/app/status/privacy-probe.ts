import { PRIVACY_PATHS, type PrivacyService } from '../../duties/privacy/index.ts';
import type { Measurement } from '../../status/index.ts';
import { type IntakeTestParts, type IntakeWords, judgeIntake, testIntake } from './judge-intake.ts';
import { onlyInServer } from './probes.ts';

const WORDS: IntakeWords = {
  page: '/privacy',
  test: { zh: '测试请求', en: 'test request' },
  next: {
    zh: '公众无法就个人信息提出请求：查看服务日志与反向代理',
    en: 'People cannot ask about their information: see the server log and the proxy before it',
  },
};
const TEST_TEXT = '系统自动检测：测试请求，无需处理。An automatic test of the way in; nothing to do.';
/** No app names a user so; explaining asks for nobody's data. */
const TEST_USER = 'hegui-status-probe';

export interface PrivacyProbeParts extends IntakeTestParts {
  readonly privacy: Pick<PrivacyService, 'readKept' | 'eraseTests'>;
  /** Status of a page of the portal, asked for as anybody would; rejects when nothing answers. */
  readonly fetchPage: (path: string) => Promise<number>;
}

/** Can people ask about their information? Opens the pages, and sends a test the whole way. @law measures#11 */
export const probePrivacy = (parts: PrivacyProbeParts): (() => Promise<Measurement>) =>
  onlyInServer(async () => {
    const { privacy, fetchPage } = parts;
    const statuses = await Promise.all(PRIVACY_PATHS.map((path) => fetchPage(path).catch(() => 0)));
    const test = await testIntake(parts, {
      path: '/api/public/privacy-requests',
      body: { kind: 'explain', user: TEST_USER, text: TEST_TEXT },
      readKept: (receipt) => privacy.readKept(receipt),
      eraseTests: () => privacy.eraseTests(),
    });
    const detail = PRIVACY_PATHS.map((path, at) => `${path} ${statuses[at] ?? 0}`).join(', ');
    return judgeIntake({ isOpen: statuses.every((status) => status === 200), detail }, test, WORDS);
  });
