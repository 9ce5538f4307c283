import type { PrivacyContent, PrivacyRow } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { groupReceipt } from '../../../portal/index.ts';
import type { PrivacyParts } from '../model.ts';
import { nextRequests } from '../store/requests.ts';
import { readContent, toRow } from './read.ts';

/** One line of a file of requests. `content` is absent unless it was asked for, and null once it was erased. */
export interface ExportedRequest extends PrivacyRow {
  readonly receipt: string;
  readonly answeredAt: string | null;
  /** The entry of the log that says who took this out and when: a line that turns up elsewhere leads there. */
  readonly exportEntry: string;
  readonly content?: PrivacyContent['content'];
}

const PER_PAGE = 200;

/** Every request in the order of its coming. Leaves `privacy.exported` before anything is handed out. */
export async function* exportRequests(
  parts: PrivacyParts,
  { withContent, by }: { readonly withContent: boolean; readonly by: Actor },
): AsyncGenerator<ExportedRequest> {
  const now = parts.clock.now();
  for (let after = '', isFirst = true; ; isFirst = false) {
    const page = await nextRequests(parts.database, after, PER_PAGE);
    if (page.length === 0 && !isFirst) return;
    const exportEntry = await parts.unitOfWork.run(async (_tx, evidence) =>
      evidence.append('privacy.exported', { requests: page.length, content: withContent, by }),
    );
    for (const request of page) {
      const { receipt, answeredAt } = request;
      const line = {
        ...toRow(request, now),
        receipt: groupReceipt(receipt),
        answeredAt: answeredAt?.toISOString() ?? null,
        exportEntry,
      };
      yield withContent ? { ...line, ...(await readContent(parts, request.id, 'supervision', { actor: by })) } : line;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PER_PAGE) return;
    after = last.id;
  }
}
