import type { ComplaintForPublic, ComplaintRow } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import type { ComplaintAbout, ComplaintParts } from '../model.ts';
import { nextComplaints } from '../store/complaints.ts';
import { readForPublic, toRow } from './read.ts';
import { openAbout, orErased } from './sealing.ts';

/** One line of a file of complaints. `content` is absent unless it was asked for, and null once it was erased. */
export interface ExportedComplaint extends ComplaintRow {
  readonly receipt: string;
  readonly answeredAt: string | null;
  /** The entry of the log that says who took this out and when: a line that turns up elsewhere leads there. */
  readonly exportEntry: string;
  readonly content?: (ComplaintAbout & Pick<ComplaintForPublic, 'messages'>) | null;
}

const PER_PAGE = 200;

/** Every complaint in the order of its coming. Leaves `complaint.exported` before anything is handed out. */
export async function* exportComplaints(
  parts: ComplaintParts,
  { withContent, by }: { readonly withContent: boolean; readonly by: Actor },
): AsyncGenerator<ExportedComplaint> {
  const now = parts.clock.now();
  let count = 0;
  for (let after = ''; ; ) {
    const page = await nextComplaints(parts.database, after, PER_PAGE);
    count += page.length;
    if (page.length === 0 && count > 0) return;
    const exportEntry = await parts.unitOfWork.run(async (_tx, evidence) =>
      evidence.append('complaint.exported', { complaints: page.length, content: withContent, by }),
    );
    for (const complaint of page) {
      const { receipt, answeredAt } = complaint;
      const line = { ...toRow(complaint, now), receipt, answeredAt: answeredAt?.toISOString() ?? null, exportEntry };
      if (!withContent) yield line;
      else {
        const about = await orErased(openAbout(parts, complaint));
        const shown = about === null ? null : await orErased(readForPublic(parts, complaint.id));
        yield { ...line, content: about === null || shown === null ? null : { ...about, messages: shown.messages } };
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PER_PAGE) return;
    after = last.id;
  }
}
