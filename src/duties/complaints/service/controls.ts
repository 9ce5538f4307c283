import type { ComplaintParts } from '../model.ts';
import { countComplaints } from '../store/complaints.ts';
import { readSettings } from '../store/figures.ts';

/** How one thing that must hold stands, from what is stored and from looking. */
export interface ComplaintControl {
  readonly id: 'complaints.in-time' | 'complaints.channel-open';
  readonly state: 'met' | 'breached';
  /** Codes and counts. */
  readonly detail: string;
}

/** No complaint waits longer than the limit that was published when it came. @law measures#15 */
export async function inTimeControl({ database, clock }: ComplaintParts): Promise<ComplaintControl> {
  const filter = { state: 'overdue', kind: null, assignee: null, now: clock.now() } as const;
  const overdue = await countComplaints(database, filter);
  return { id: 'complaints.in-time', state: overdue === 0 ? 'met' : 'breached', detail: `${overdue} overdue` };
}

/**
 * The way in is open and the process is published: the page is asked for as anybody would.
 *
 * @param fetchPage status of the page at a path of the portal; rejects when nothing answers.
 * @law measures#15
 */
export async function channelOpenControl(
  { database }: ComplaintParts,
  fetchPage: (path: string) => Promise<number>,
): Promise<ComplaintControl> {
  const paths = ['/zh/complaints', '/zh/complaints/new'];
  const statuses = await Promise.all(paths.map((path) => fetchPage(path).catch(() => 0)));
  const revision = (await readSettings(database))?.revision ?? 0;
  const isOpen = statuses.every((status) => status === 200);
  const detail = `${paths.map((path, at) => `${path} ${statuses[at] ?? 0}`).join(', ')}; limits revision ${revision}`;
  return { id: 'complaints.channel-open', state: isOpen ? 'met' : 'breached', detail };
}
