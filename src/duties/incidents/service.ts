import type {
  Incident,
  IncidentDeed,
  IncidentDetail,
  IncidentFacts,
  IncidentLetter,
  Letter,
} from '../../contract/index.ts';
import type { Evidence } from '../../evidence/index.ts';
import { canonicalJson, chinaDay, HeguiError, invalidField, sha256Hex, unknownId } from '../../kernel/index.ts';
import { INCIDENT_RECIPIENTS } from '../../law/index.ts';
import type { BoardDate } from '../../status/index.ts';
import type { Sql } from '../../store/index.ts';
import { composeReport } from './compose-report.ts';
import type { Deed, Doer, IncidentsParts, StoredIncident } from './model.ts';
import { isPending, requireDeed, requireFacts, toIncident } from './rules.ts';
import {
  findIncidentId,
  insertEntry,
  insertIncident,
  listClosed,
  listOpen,
  readIncident,
  readIncidentForUpdate,
  setOpen,
} from './store.ts';

/** Incidents and their clocks, from discovery to the final report. @law incident#4 incident#8 csl#27 */
export class IncidentsService {
  readonly #parts: IncidentsParts;

  constructor(parts: IncidentsParts) {
    this.#parts = parts;
  }

  /** Open ones by what is due first, then the last 200 that were closed. */
  async list(): Promise<Incident[]> {
    return [...(await this.open()), ...(await this.#told(await listClosed(this.#parts.database)))];
  }

  /** Open ones, by what is due first. */
  async open(): Promise<Incident[]> {
    const open = await this.#told(await listOpen(this.#parts.database));
    const rank = ({ overdue, nextDueAt }: Incident): string => `${overdue ? 0 : 1}${nextDueAt ?? '~'}`;
    return open.toSorted((one, other) => rank(one).localeCompare(rank(other)));
  }

  /** One with all that was said and done, by its id or its number. @throws HeguiError E_NOT_FOUND */
  async read(called: string): Promise<IncidentDetail> {
    const { database } = this.#parts;
    const id = /^\d{1,9}$/.test(called) ? await findIncidentId(database, Number(called)) : called;
    const stored = id === undefined ? undefined : await readIncident(database, id);
    if (stored === undefined) throw unknownId('incident');
    return await this.#detail(stored);
  }

  /** Writes an incident down; its clocks run from its discovery. @throws HeguiError E_REQUEST_INVALID naming the field. */
  async record(facts: IncidentFacts, by: Doer): Promise<IncidentDetail> {
    const { unitOfWork, ids, clock } = this.#parts;
    requireFacts(facts, clock.now());
    const id = ids.next('inc');
    await unitOfWork.run(async (tx, evidence) => {
      const number = await insertIncident(tx, id, clock.now());
      const deed: Deed = { step: 'recorded', facts };
      await this.#add(tx, { id, entries: [] }, deed, by);
      const { kind, grade, discoveredAt } = facts;
      const digest = digestOf(deed);
      evidence.append('incident.recorded', { incident: id, number, kind, grade, discoveredAt, digest, by: by.actor });
    });
    return await this.read(id);
  }

  /** Adds what was done, or corrects an earlier word. @throws HeguiError E_NOT_FOUND, E_CONFLICT, E_REQUEST_INVALID */
  async add(id: string, deed: IncidentDeed, by: Doer): Promise<IncidentDetail> {
    const { clock } = this.#parts;
    await this.#change(id, async (tx, evidence, stored) => {
      requireDeed(await this.#toldIn(stored), deed, clock.now());
      const entry = await this.#add(tx, stored, deed, by);
      if (deed.step === 'closed' || deed.step === 'reopened') await setOpen(tx, id, deed.step === 'reopened');
      evidence.append('incident.continued', {
        incident: id,
        entry,
        step: deed.step,
        digest: digestOf(deed),
        by: by.actor,
      });
    });
    return await this.read(id);
  }

  /**
   * Drafts a report from what is known now. It leaves the house only after somebody signed it.
   *
   * @throws HeguiError E_NOT_FOUND; E_CONFLICT when the incident is closed; E_REQUEST_INVALID for a report that is not due.
   */
  async draft(id: string, given: IncidentLetter, by: Doer): Promise<IncidentDetail> {
    await this.#change(id, async (tx, evidence, stored) => {
      const incident = await this.#toldIn(stored);
      if (incident.state === 'closed')
        throw new HeguiError('E_CONFLICT', 'the incident is closed; reopen it with a reason first');
      const { purpose, recipient } = addresseeOf(incident, given);
      const { language, text, report } = given;
      const content = composeReport(incident, purpose, language, text);
      const subject = { kind: 'incident', id } as const;
      await this.#parts.letters.draft(
        tx,
        evidence,
        { subject, matter: report, recipient, language, content },
        by.actor,
      );
    });
    return await this.read(id);
  }

  /** When reports are due, for calendars. */
  async dates(): Promise<BoardDate[]> {
    return (await this.open()).flatMap(({ id, number, reports }) =>
      reports.filter(isPending).flatMap((report) => {
        if (report.dueAt === null) return [];
        const at = new Date(report.dueAt);
        // A limit that ends with a day ends at the midnight after it.
        const day = chinaDay(new Date(at.getTime() - 1));
        return [
          {
            id: `${id} ${report.id}`,
            day,
            at: report.purpose === 'final' ? null : at,
            title: {
              zh: `安全事件 ${number}：${PURPOSES[report.purpose].zh}`,
              en: `Incident ${number}: ${PURPOSES[report.purpose].en}`,
            },
            about: { zh: `${report.recipient.zh}；${report.source}`, en: `${report.recipient.en}; ${report.source}` },
            isOverdue: report.state === 'overdue',
          },
        ];
      }),
    );
  }

  async #change(
    id: string,
    work: (tx: Sql, evidence: Evidence, stored: StoredIncident) => Promise<void>,
  ): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const stored = await readIncidentForUpdate(tx, id);
      if (stored === undefined) throw unknownId('incident');
      await work(tx, evidence, stored);
    });
  }

  /** Returns the id of the entry. */
  async #add(tx: Sql, { id, entries }: Pick<StoredIncident, 'id' | 'entries'>, deed: Deed, by: Doer): Promise<string> {
    const { ids, clock } = this.#parts;
    const entryId = ids.next('ine');
    await insertEntry(tx, {
      id: entryId,
      incidentId: id,
      place: entries.length + 1,
      at: clock.now(),
      by: by.actor,
      byName: by.name,
      deed,
    });
    return entryId;
  }

  async #toldIn(stored: StoredIncident): Promise<Incident> {
    const letters = await this.#parts.letters.listOf([stored.id]);
    return toIncident(stored, letters, this.#parts.clock.now());
  }

  async #told(all: readonly StoredIncident[]): Promise<Incident[]> {
    const letters = await this.#parts.letters.listOf(all.map(({ id }) => id));
    const bySubject = Map.groupBy(letters, ({ subject }) => subject.id);
    const now = this.#parts.clock.now();
    return all.map((stored) => toIncident(stored, bySubject.get(stored.id) ?? [], now));
  }

  async #detail(stored: StoredIncident): Promise<IncidentDetail> {
    const letters = await this.#parts.letters.listOf([stored.id]);
    const entries = stored.entries.map(({ id, at, by, byName, deed }) => ({
      id,
      at: at.toISOString(),
      by,
      byName,
      deed,
    }));
    return { ...toIncident(stored, letters, this.#parts.clock.now()), entries, letters: [...letters] };
  }
}

const PURPOSES = {
  first: { zh: '首次报告', en: 'first report' },
  final: { zh: '总结报告', en: 'final report' },
  notice: { zh: '告知', en: 'notice' },
} as const;

/** Whom a draft is for. @throws HeguiError E_REQUEST_INVALID naming the field. */
function addresseeOf(
  { reports }: Incident,
  given: IncidentLetter,
): { readonly purpose: 'first' | 'follow-up' | 'final' | 'notice'; readonly recipient: Letter['recipient'] } {
  if (given.report === 'follow-up') {
    const recipient = INCIDENT_RECIPIENTS.find(({ id }) => id === given.recipient);
    if (recipient === undefined)
      throw invalidField('recipient', `must be one of ${INCIDENT_RECIPIENTS.map(({ id }) => id).join(', ')}`);
    return { purpose: 'follow-up', recipient: { zh: recipient.zh, en: recipient.en } };
  }
  const report = reports.find(({ id }) => id === given.report);
  if (report === undefined)
    throw invalidField(
      'report',
      `must be "follow-up" or a report that the incident asks for: ${reports.map(({ id }) => id).join(', ') || 'none'}`,
    );
  return report;
}

const digestOf = (deed: Deed): string => sha256Hex(canonicalJson(JSON.parse(JSON.stringify(deed))));
