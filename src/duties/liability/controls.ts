import type { Order } from '../../contract/index.ts';
import type { Control, Measurement } from '../../status/index.ts';

/** The board's question about orders of authorities. @law measures#21 measures#19 */
export function orderControls({ list }: { readonly list: () => Promise<readonly Order[]> }): Control[] {
  return [
    {
      id: 'inspection.orders-in-time',
      kind: 'query',
      title: { zh: '整改要求按期完成', en: 'Orders of authorities are fulfilled in time' },
      about: {
        zh: '主管部门的整改要求是否在期限（含延期）内完成，其任务是否超期。',
        en: 'Whether orders of authorities are fulfilled by their last day, extensions included, and whether a task of one is overdue.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeOrders(await list()),
    },
  ];
}

export function judgeOrders(orders: readonly Order[]): Measurement {
  const open = orders.filter(({ state }) => state === 'open');
  const overdue = open.filter((order) => order.overdue).length;
  const tasksOverdue = open.flatMap(({ tasks }) => tasks).filter((task) => task.overdue).length;
  const figures = { orders: orders.length, open: open.length, overdue, tasksOverdue };
  const measured = {
    zh: `整改要求 ${orders.length} 件，未完成 ${open.length} 件，其中超期 ${overdue} 件；超期任务 ${tasksOverdue} 项`,
    en: `orders ${orders.length}, open ${open.length}, of these overdue ${overdue}; tasks overdue ${tasksOverdue}`,
  };
  const common = { measured, figures, evidence: [{ kind: 'page', id: '/orders', label: '/orders' }] } as const;
  if (orders.length === 0) return { ...common, status: 'not-applicable', code: 'none', next: null };
  if (overdue > 0)
    return {
      ...common,
      status: 'breached',
      code: 'overdue',
      next: {
        zh: '立即完成并报告，或向发文机关申请延期并登记',
        en: 'Fulfil it and reply at once, or ask the agency for more time and write that down',
      },
    };
  if (open.length > 0)
    return {
      ...common,
      status: 'due',
      code: tasksOverdue > 0 ? 'task-overdue' : 'open',
      next: { zh: '按期完成任务，报告并登记完成证明', en: 'Do the tasks in time, reply, and write down the proof' },
    };
  return { ...common, status: 'met', code: 'fulfilled', next: null };
}
