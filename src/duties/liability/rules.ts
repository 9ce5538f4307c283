import type { Order, OrderFacts, OrderTask } from '../../contract/index.ts';
import { chinaDay, DAY_MS, HeguiError, invalidField } from '../../kernel/index.ts';
import type { Deed, StoredOrder } from './model.ts';

/** @throws HeguiError E_REQUEST_INVALID naming the field. `within` comes before its name, such as `facts.`. */
export function requireFacts({ receivedOn, deadlineOn }: OrderFacts, now: Date, within = ''): void {
  if (receivedOn > chinaDay(now)) throw invalidField(`${within}receivedOn`, 'must not lie ahead');
  if (deadlineOn < receivedOn)
    throw invalidField(`${within}deadlineOn`, 'must not lie before the day on which the order was received');
}

interface OrderState {
  readonly facts: OrderFacts;
  /** null: as the order says. */
  readonly extendedTo: string | null;
  readonly tasks: readonly Omit<OrderTask, 'overdue'>[];
  readonly fulfilledOn: string | null;
}

/** Where it stands after its entries. @throws HeguiError E_INTERNAL for an order without a first entry. */
function stateOf({ id, entries }: StoredOrder): OrderState {
  const [first, ...rest] = entries;
  if (first?.deed.step !== 'received') throw new HeguiError('E_INTERNAL', `the order ${id} lacks its first entry`);
  const start: OrderState = { facts: first.deed.facts, extendedTo: null, tasks: [], fulfilledOn: null };
  return rest.reduce((state, entry) => follow(state, entry.deed, entry.id, chinaDay(entry.at)), start);
}

function follow(state: OrderState, deed: Deed, entryId: string, day: string): OrderState {
  switch (deed.step) {
    case 'received':
    case 'corrected':
      return { ...state, facts: deed.facts };
    case 'task-set': {
      const { text, owner, dueOn } = deed;
      return { ...state, tasks: [...state.tasks, { id: entryId, text, owner, dueOn, doneOn: null }] };
    }
    case 'task-done':
      return { ...state, tasks: state.tasks.map((task) => (task.id === deed.task ? { ...task, doneOn: day } : task)) };
    case 'extended':
      return { ...state, extendedTo: deed.until };
    case 'fulfilled':
      return { ...state, fulfilledOn: deed.on };
    case 'reopened':
      return { ...state, fulfilledOn: null };
    case 'noted':
      return state;
  }
}

/** Whole days from one day to another; negative when the other lies before. */
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** The order as everybody sees it. Its last day counts whole, in China. */
export function toOrder(stored: StoredOrder, now: Date): Order {
  const { facts, extendedTo, tasks, fulfilledOn } = stateOf(stored);
  const today = chinaDay(now);
  const deadlineOn = extendedTo ?? facts.deadlineOn;
  return {
    id: stored.id,
    number: stored.number,
    state: fulfilledOn === null ? 'open' : 'fulfilled',
    facts,
    recordedAt: stored.recordedAt.toISOString(),
    deadlineOn,
    daysLeft: fulfilledOn === null ? daysBetween(today, deadlineOn) : null,
    overdue: fulfilledOn === null && deadlineOn < today,
    fulfilledOn,
    wasLate: fulfilledOn !== null && fulfilledOn > deadlineOn,
    tasks: tasks.map((task) => ({ ...task, overdue: task.doneOn === null && task.dueOn < today })),
  };
}

/**
 * May this be done now?
 *
 * @throws HeguiError E_CONFLICT out of turn, naming what is missing; E_REQUEST_INVALID naming the field.
 */
export function requireDeed(order: Order, deed: Deed, now: Date): void {
  const isFulfilled = order.state === 'fulfilled';
  if (deed.step === 'noted') return;
  if (deed.step === 'reopened') {
    if (!isFulfilled) throw new HeguiError('E_CONFLICT', 'the order is not fulfilled');
    return;
  }
  if (isFulfilled) throw new HeguiError('E_CONFLICT', 'the order is fulfilled; reopen it with a reason first');
  switch (deed.step) {
    case 'received':
    case 'corrected':
      requireFacts(deed.facts, now, 'facts.');
      return;
    case 'task-set':
      if (deed.dueOn > order.deadlineOn)
        throw invalidField('dueOn', `must not lie after ${order.deadlineOn}, the last day of the order`);
      return;
    case 'task-done':
      requireOpenTask(order, deed.task);
      return;
    case 'extended':
      if (deed.until <= order.deadlineOn)
        throw invalidField('until', `must lie after ${order.deadlineOn}, the last day so far`);
      return;
    case 'fulfilled':
      requireFulfilled(order, deed.on, now);
      return;
  }
}

function requireOpenTask({ tasks }: Order, id: string): void {
  const task = tasks.find((one) => one.id === id);
  if (task === undefined) throw invalidField('task', 'names no task of this order');
  if (task.doneOn !== null) throw new HeguiError('E_CONFLICT', `the task was done on ${task.doneOn} already`);
}

function requireFulfilled({ facts, tasks }: Order, on: string, now: Date): void {
  if (on > chinaDay(now)) throw invalidField('on', 'must not lie ahead');
  if (on < facts.receivedOn) throw invalidField('on', 'must not lie before the order was received');
  const open = tasks.filter(({ doneOn }) => doneOn === null);
  if (open.length > 0)
    throw new HeguiError('E_CONFLICT', `these tasks are not done yet: ${open.map(({ text }) => text).join('; ')}`);
}
