import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Board, ControlState, ObligationState, Status } from '@hegui/contract';
import { firstSteps } from './first-steps.ts';

const text = (name: string) => ({ zh: name, en: name });
const control = (id: string, status: Status, evidence: ControlState['evidence'] = []): ControlState => ({
  id,
  duty: 'test',
  kind: 'query',
  title: text(id),
  about: text(''),
  owner: 'administrator',
  status,
  measuredStatus: status,
  measured: text('measured'),
  next: text('next'),
  figures: {},
  evidence,
  measuredAt: null,
  changedAt: null,
  staleAt: null,
  isStale: false,
  override: null,
});
const obligation = (id: string, status: Status, given: Partial<ObligationState> = {}): ObligationState => ({
  id,
  instrument: 'measures',
  instrumentName: text('Measures'),
  article: '4',
  title: text(id),
  duty: 'test',
  status,
  notApplicable: null,
  controls: [],
  task: null,
  views: ['deployer'],
  ...given,
});
const task = (dueOn: string | null): NonNullable<ObligationState['task']> => ({
  obligation: 'x',
  owner: 'Wang Wu',
  dueOn,
  doneOn: null,
  validUntil: null,
  note: '',
  changedAt: null,
  changedBy: null,
  text: text('do it'),
});
const coming = (from: string, status: 'due' | 'met'): Board['coming'][number] => ({
  obligation: 'new:1',
  instrument: 'new',
  instrumentName: text('New rules'),
  article: '1',
  title: text('new'),
  duty: text('be ready'),
  from,
  isNewVersion: false,
  services: [],
  undecided: [],
  status,
  owner: null,
  doneOn: null,
  note: '',
  noticedAt: null,
  changedAt: null,
  changedBy: null,
});
const board = (given: Partial<Board>): Board => ({
  at: '2026-11-26T08:00:00.000Z',
  log: { size: 1, root: null, at: null },
  counted: { leaf: 0, of: 0, isCurrent: true },
  totals: { met: 0, due: 0, breached: 0, unknown: 0, 'not-applicable': 0 },
  articles: [],
  controls: [],
  coming: [],
  scope: [],
  ...given,
});
const article = (obligations: ObligationState[]): Board['articles'][number] => ({
  instrument: 'measures',
  instrumentName: text('Measures'),
  article: '4',
  status: 'due',
  obligations,
});
const keysOf = (given: Partial<Board>): string[] => firstSteps(board(given), '2026-11-26').map(({ key }) => key);

test('what is breached comes first, then what is due by its day; what is far off, done or does not apply is left out', () => {
  assert.deepEqual(
    keysOf({
      controls: [
        control('a.due', 'due'),
        control('a.red', 'breached'),
        control('a.met', 'met'),
        control('a.no', 'breached'),
      ],
      articles: [
        article([
          obligation('o1', 'breached', { controls: ['a.red', 'a.due', 'a.met'] }),
          obligation('o2', 'not-applicable', { controls: ['a.no'], notApplicable: text('no') }),
          obligation('o3', 'due', { task: task('2026-12-09') }),
          obligation('o4', 'due', { task: task('2027-12-09') }),
          obligation('o5', 'breached', { task: task('2026-11-01') }),
        ]),
      ],
      coming: [coming('2026-12-01', 'due'), coming('2026-12-02', 'met'), coming('2027-12-01', 'due')],
    }),
    ['task o5', 'a.red', 'coming new:1 2026-12-01', 'task o3', 'a.due'],
  );
});

test('a task beside a control that tells the same is no step of its own, and a step leads to where it is mended', () => {
  const exchange = { kind: 'exchange', id: 'exc_1', label: '' } as const;
  const service = { kind: 'service', id: 'svc_1', label: '' } as const;
  const given = {
    controls: [control('a.red', 'breached', [exchange, service])],
    articles: [article([obligation('o1', 'breached', { controls: ['a.red'], task: task(null) })])],
  };
  assert.deepEqual(
    firstSteps(board(given), '2026-11-26').map(({ key, to }) => [key, to]),
    [['a.red', '/services/svc_1']],
  );
});
