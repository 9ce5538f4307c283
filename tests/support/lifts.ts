import assert from 'node:assert/strict';
import { serviceSchema } from '../../src/contract/index.ts';
import type { Admin } from './admin.ts';
import { type HeguiUnderTest, waitUntil } from './hegui.ts';

const AGREEMENT = {
  version: '2026-11',
  zh: '用户应当自行添加显式标识，并对未添加标识承担责任。',
  en: 'The user shall label the content and bears the responsibility for it.',
};
/** As whom the content is asked for. */
export const READER = { 'x-hegui-user': 'reader-1' };
/** Asks for one content without its explicit label. */
export const OMIT = { ...READER, 'x-hegui-explicit-label': 'omit' };

/** Lets the first service give content without explicit label, by an agreement that the reader accepts. */
export async function acceptAgreement(hegui: HeguiUnderTest, admin: Admin): Promise<void> {
  const added = await admin.send('POST', '/api/label/agreements', AGREEMENT);
  assert.equal(added.status, 201, await added.text());
  const [service] = serviceSchema.array().parse(await (await admin.send('GET', '/api/services')).json());
  const lift = { agreements: [AGREEMENT.version], keepMonths: 6 };
  const policy = { ...service?.policy, label: { ...service?.policy.label, lift } };
  const body = { policy, policyVersion: service?.policyVersion };
  assert.equal((await admin.send('PATCH', `/api/services/${service?.id}`, body)).status, 200);
  const accepted = { agreement: AGREEMENT.version, accepted: true };
  await waitUntil(
    async () => (await hegui.post('/hegui/label-requests', accepted, { headers: READER })).status === 201,
    'the policy is live',
    5_000,
  );
}

/** Takes the reader's acceptance back. */
export async function withdrawAcceptance(hegui: HeguiUnderTest): Promise<void> {
  const ended = await hegui.post('/hegui/label-requests', {}, { method: 'DELETE', body: null, headers: READER });
  assert.equal(ended.status, 200);
}
