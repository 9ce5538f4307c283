import type { z } from 'zod';
import type { Order, OrderDeed, OrderDetail, OrderFacts, orderLetterSchema } from '../../contract/index.ts';
import type { Evidence } from '../../evidence/index.ts';
import { canonicalJson, sha256Hex, unknownId } from '../../kernel/index.ts';
import type { BoardDate } from '../../status/index.ts';
import type { Sql } from '../../store/index.ts';
import { composeReply } from './compose-reply.ts';
import type { Deed, Doer, OrdersParts, StoredOrder } from './model.ts';
import { requireDeed, requireFacts, toOrder } from './rules.ts';
import { insertEntry, insertOrder, listFulfilled, listOpen, readOrder, readOrderForUpdate, setOpen } from './store.ts';

/** Orders of authorities to put something right, from their coming to their fulfilment. @law measures#21 */
export class OrdersService {
  readonly #parts: OrdersParts;

  constructor(parts: OrdersParts) {
    this.#parts = parts;
  }

  /** Open ones by their last day, then the last 200 that were fulfilled. */
  async list(): Promise<Order[]> {
    return [...(await this.open()), ...this.#told(await listFulfilled(this.#parts.database))];
  }

  /** Open ones, by their last day. */
  async open(): Promise<Order[]> {
    return this.#told(await listOpen(this.#parts.database)).toSorted((one, other) =>
      one.deadlineOn.localeCompare(other.deadlineOn),
    );
  }

  /** One with all that was said and done. @throws HeguiError E_NOT_FOUND */
  async read(id: string): Promise<OrderDetail> {
    const stored = await readOrder(this.#parts.database, id);
    if (stored === undefined) throw unknownId('order');
    const letters = await this.#parts.letters.listOf([id]);
    const entries = stored.entries.map((entry) => ({
      id: entry.id,
      at: entry.at.toISOString(),
      by: entry.by,
      byName: entry.byName,
      deed: entry.deed,
    }));
    return { ...toOrder(stored, this.#parts.clock.now()), entries, letters: [...letters] };
  }

  /** Writes down an order that was served. @throws HeguiError E_REQUEST_INVALID naming the field. */
  async receive(facts: OrderFacts, by: Doer): Promise<OrderDetail> {
    const { unitOfWork, ids, clock } = this.#parts;
    requireFacts(facts, clock.now());
    const id = ids.next('ord');
    await unitOfWork.run(async (tx, evidence) => {
      const number = await insertOrder(tx, id, clock.now());
      const deed: Deed = { step: 'received', facts };
      await this.#add(tx, { id, entries: [] }, deed, by);
      const { agency, deadlineOn } = facts;
      evidence.append('order.received', {
        order: id,
        number,
        agency,
        deadlineOn,
        digest: digestOf(deed),
        by: by.actor,
      });
    });
    return await this.read(id);
  }

  /** Adds what was done, or corrects an earlier word. @throws HeguiError E_NOT_FOUND, E_CONFLICT, E_REQUEST_INVALID */
  async add(id: string, deed: OrderDeed, by: Doer): Promise<OrderDetail> {
    const { clock } = this.#parts;
    await this.#change(id, async (tx, evidence, stored) => {
      requireDeed(toOrder(stored, clock.now()), deed, clock.now());
      const entry = await this.#add(tx, stored, deed, by);
      if (deed.step === 'fulfilled' || deed.step === 'reopened') await setOpen(tx, id, deed.step === 'reopened');
      evidence.append('order.continued', { order: id, entry, step: deed.step, digest: digestOf(deed), by: by.actor });
    });
    return await this.read(id);
  }

  /** Drafts a reply; it leaves the house only after somebody signed it. @throws HeguiError E_NOT_FOUND, E_CONFLICT */
  async draft(id: string, given: z.output<typeof orderLetterSchema>, by: Doer): Promise<OrderDetail> {
    await this.#change(id, async (tx, evidence, stored) => {
      const order = toOrder(stored, this.#parts.clock.now());
      const { language, text } = given;
      const recipient = { zh: order.facts.office, en: order.facts.office };
      const content = composeReply(order, language, text);
      const subject = { kind: 'order', id } as const;
      await this.#parts.letters.draft(
        tx,
        evidence,
        { subject, matter: 'reply', recipient, language, content },
        by.actor,
      );
    });
    return await this.read(id);
  }

  /** Last days of open orders and of their tasks, for calendars. */
  async dates(): Promise<BoardDate[]> {
    return (await this.open()).flatMap(({ id, number, deadlineOn, overdue, facts, tasks }) => [
      {
        id: `${id} deadline`,
        day: deadlineOn,
        at: null,
        title: { zh: `整改要求 ${number}：期限`, en: `Order ${number}: last day` },
        about: { zh: facts.office, en: facts.office },
        isOverdue: overdue,
      },
      ...tasks
        .filter(({ doneOn }) => doneOn === null)
        .map((task) => ({
          id: task.id,
          day: task.dueOn,
          at: null,
          title: { zh: `整改要求 ${number}：任务`, en: `Order ${number}: task` },
          about: { zh: task.owner, en: task.owner },
          isOverdue: task.overdue,
        })),
    ]);
  }

  async #change(id: string, work: (tx: Sql, evidence: Evidence, stored: StoredOrder) => Promise<void>): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const stored = await readOrderForUpdate(tx, id);
      if (stored === undefined) throw unknownId('order');
      await work(tx, evidence, stored);
    });
  }

  /** Returns the id of the entry. */
  async #add(tx: Sql, { id, entries }: Pick<StoredOrder, 'id' | 'entries'>, deed: Deed, by: Doer): Promise<string> {
    const { ids, clock } = this.#parts;
    const entryId = ids.next('ore');
    await insertEntry(tx, {
      id: entryId,
      orderId: id,
      place: entries.length + 1,
      at: clock.now(),
      by: by.actor,
      byName: by.name,
      deed,
    });
    return entryId;
  }

  #told(all: readonly StoredOrder[]): Order[] {
    const now = this.#parts.clock.now();
    return all.map((stored) => toOrder(stored, now));
  }
}

const digestOf = (deed: Deed): string => sha256Hex(canonicalJson(JSON.parse(JSON.stringify(deed))));
