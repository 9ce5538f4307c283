import { request } from 'undici';
import type { ComplaintControl, ComplaintsService } from '../../duties/complaints/index.ts';
import type { Control, Measurement } from '../../status/index.ts';

const NEXT = {
  'complaints.in-time': {
    zh: '打开投诉处理台，先处理并反馈超期的投诉',
    en: 'Open the desk of complaints; handle and answer the overdue ones first',
  },
  'complaints.channel-open': {
    zh: '公众投诉页打不开：查看服务与反向代理',
    en: 'The public page of complaints cannot be opened: see the server and the proxy before it',
  },
} as const satisfies Record<ComplaintControl['id'], object>;

/** Asks for a page of the portal as anybody would; a command serves none, and then nothing answers. */
export const portalPages =
  (selfUrl: string | undefined) =>
  async (path: string): Promise<number> => {
    const { statusCode, body } = await request(`${selfUrl ?? 'http://127.0.0.1:9'}/portal${path}`);
    await body.dump();
    return statusCode;
  };

/** The board's questions about complaints, answered by the duty itself. @law measures#15 */
export function complaintControls(
  complaints: Pick<ComplaintsService, 'controls'>,
  fetchPage: (path: string) => Promise<number>,
): Control[] {
  const ask = (id: ComplaintControl['id']) => async (): Promise<Measurement> => {
    const found = (await complaints.controls(fetchPage)).find((one) => one.id === id);
    return measurementOf(id, found);
  };
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
      measure: ask('complaints.in-time'),
    },
    {
      id: 'complaints.channel-open',
      kind: 'probe',
      title: { zh: '实测：公众投诉入口能打开', en: 'Probe: the public can complain' },
      about: { zh: '像公众一样打开投诉说明页和投诉页。', en: 'Opens the pages of complaints as anybody would.' },
      owner: 'administrator',
      measure: ask('complaints.channel-open'),
    },
  ];
}

function measurementOf(id: ComplaintControl['id'], found: ComplaintControl | undefined): Measurement {
  const status = found?.state ?? 'unknown';
  const detail = found?.detail ?? '–';
  return {
    status,
    code: status,
    measured: { zh: detail.replace('overdue', '件超期'), en: detail },
    next: status === 'met' ? null : NEXT[id],
    figures: {},
    evidence: [],
  };
}
