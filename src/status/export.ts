import type { Board, ChecklistView, ComingDuty, ObligationState, Status, StatusFormat } from '../contract/index.ts';
import {
  type Block,
  type DocumentFile,
  type Workbook,
  writeDocx,
  writePdf,
  writeWorkbook,
} from '../documents/index.ts';

export interface ExportRequest {
  readonly format: StatusFormat;
  /** null = every obligation. */
  readonly view: ChecklistView | null;
  readonly language: 'zh-CN' | 'en';
}

/** Media types of the files, by format. */
export const STATUS_TYPES: Readonly<Record<StatusFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  json: 'application/json',
};

const WORDS = {
  zh: {
    title: '合规状态与核对清单',
    views: { developer: '模型开发者清单', deployer: '模型调用者清单' },
    all: '全部义务',
    facts: '本文件的依据',
    at: '状态时点',
    log: '证据日志条目数',
    root: '日志树根',
    checkpoint: '检查点时间',
    view: '清单',
    summary: '概览',
    article: '条款',
    obligation: '义务',
    status: '状态',
    measured: '测得',
    next: '接下来',
    who: '负责人',
    due: '期限',
    done: '完成',
    control: '检测项',
    kind: '方式',
    kinds: { query: '查询', probe: '实测' },
    measuredAt: '检测时间',
    override: '人工认定',
    statuses: { met: '符合', due: '待办', breached: '不符', unknown: '未知', 'not-applicable': '不适用' },
    note: '本文件由系统按当时的数据生成，可用所列日志条目数与树根，对照导出的证据包核验。',
    obligations: '清单',
    controls: '检测项',
    coming: '将要施行的法规（“期限”为施行日）',
  },
  en: {
    title: 'Where the provider stands, and checklist',
    views: { developer: 'Checklist for who develops a model', deployer: 'Checklist for who calls one' },
    all: 'Every obligation',
    facts: 'What this file rests on',
    at: 'As of',
    log: 'Entries of the evidence log',
    root: 'Root of the log',
    checkpoint: 'Checkpoint of',
    view: 'Checklist',
    summary: 'At a glance',
    article: 'Article',
    obligation: 'Obligation',
    status: 'Status',
    measured: 'Measured',
    next: 'Next',
    who: 'Owner',
    due: 'Due',
    done: 'Done',
    control: 'Control',
    kind: 'By',
    kinds: { query: 'query', probe: 'probe' },
    measuredAt: 'Measured at',
    override: 'Override',
    statuses: { met: 'met', due: 'due', breached: 'BREACHED', unknown: 'unknown', 'not-applicable': 'not applicable' },
    note: 'Made from the data of that moment; entries and root named here can be checked against an exported bundle of the log.',
    obligations: 'Checklist',
    controls: 'Controls',
    coming: 'Law that is to come (due = the day it takes force)',
  },
} as const;

type Words = (typeof WORDS)['zh' | 'en'];

/** What a reader of one language sees of a board, for every format the same. */
interface Told {
  readonly words: Words;
  readonly facts: readonly (readonly [string, string])[];
  readonly totals: readonly (readonly [string, string])[];
  readonly columns: readonly string[];
  readonly sections: readonly { readonly title: string; readonly rows: readonly (readonly string[])[] }[];
  readonly controlColumns: readonly string[];
  readonly controls: readonly (readonly string[])[];
}

/** The board, or the checklist of a view, as a file. The same board gives the same bytes. */
export async function writeStatusFile(board: Board, request: ExportRequest): Promise<Uint8Array> {
  const shown = narrowTo(board, request.view);
  if (request.format === 'json') return Buffer.from(`${JSON.stringify({ view: request.view, ...shown }, null, 2)}\n`);
  const told = tell(shown, request);
  if (request.format === 'xlsx') return await writeWorkbook(workbookOf(told));
  const document = documentOf(told, shown, request.language);
  return request.format === 'pdf' ? await writePdf(document) : await writeDocx(document);
}

/** Obligations of a view with their controls; articles without any are left out. */
export function narrowTo(board: Board, view: ChecklistView | null): Board {
  if (view === null) return board;
  const articles = board.articles
    .map((article) => ({ ...article, obligations: article.obligations.filter(({ views }) => views.includes(view)) }))
    .filter(({ obligations }) => obligations.length > 0);
  const ids = new Set(articles.flatMap(({ obligations }) => obligations.flatMap(({ controls }) => controls)));
  return { ...board, articles, controls: board.controls.filter(({ id }) => ids.has(id)) };
}

function tell(board: Board, { view, language }: ExportRequest): Told {
  const key = language === 'en' ? 'en' : 'zh';
  const words: Words = WORDS[key];
  const statusOf = (status: Status): string => words.statuses[status];
  const rowOf = (one: ObligationState): string[] => {
    const own = board.controls.filter(({ id }) => one.controls.includes(id));
    const measured = own.map((control) => `${control.title[key]}: ${control.measured?.[key] ?? '–'}`);
    const next = own.flatMap((control) => control.next?.[key] ?? []);
    return [
      one.article,
      one.title[key],
      statusOf(one.status),
      (one.notApplicable?.[key] ?? [...measured, ...(one.task === null ? [] : [one.task.text[key]])].join('\n')) || '–',
      next.join('\n'),
      one.task?.owner ?? '',
      one.task?.dueOn ?? '',
      one.task?.doneOn ?? '',
    ];
  };
  const comingRow = (one: ComingDuty): string[] => [
    one.article,
    one.title[key],
    statusOf(one.status),
    [one.instrumentName[key], ...one.services].join('\n'),
    one.duty[key],
    one.owner ?? '',
    one.from,
    one.doneOn ?? '',
  ];
  const instruments = [...new Set(board.articles.map(({ instrument }) => instrument))];
  const obligations = board.articles.flatMap((article) => article.obligations);
  return {
    words,
    facts: [
      [words.at, board.at],
      [words.log, String(board.log.size)],
      [words.root, board.log.root ?? '–'],
      [words.checkpoint, board.log.at ?? '–'],
      [words.view, view === null ? words.all : words.views[view]],
    ],
    totals: (['breached', 'due', 'unknown', 'met', 'not-applicable'] as const).map((status) => [
      statusOf(status),
      String(obligations.filter((one) => one.status === status).length),
    ]),
    columns: [
      words.article,
      words.obligation,
      words.status,
      words.measured,
      words.next,
      words.who,
      words.due,
      words.done,
    ],
    sections: [
      ...instruments.map((instrument) => ({
        title: board.articles.find((article) => article.instrument === instrument)?.instrumentName[key] ?? instrument,
        rows: obligations.filter((one) => one.instrument === instrument).map(rowOf),
      })),
      ...(board.coming.length === 0 ? [] : [{ title: words.coming, rows: board.coming.map(comingRow) }]),
    ],
    controlColumns: [words.control, words.kind, words.status, words.measured, words.measuredAt, words.override],
    controls: board.controls.map((control) => [
      `${control.title[key]} (${control.id})`,
      words.kinds[control.kind],
      statusOf(control.status),
      control.measured?.[key] ?? '–',
      control.measuredAt ?? '–',
      control.override === null
        ? ''
        : `${control.override.byName}: ${control.override.reason} (${control.override.expiresAt})`,
    ]),
  };
}

const WIDTHS = [9, 30, 12, 60, 50, 14, 12, 12];
const CONTROL_WIDTHS = [44, 9, 12, 60, 26, 40];

function workbookOf({ words, facts, totals, columns, sections, controlColumns, controls }: Told): Workbook {
  return {
    sheets: [
      {
        name: words.obligations,
        columns: columns.map((title, index) => ({ title, width: WIDTHS[index] ?? 12 })),
        rows: sections.flatMap(({ title, rows }) => [[title], ...rows]),
      },
      {
        name: words.controls,
        columns: controlColumns.map((title, index) => ({ title, width: CONTROL_WIDTHS[index] ?? 12 })),
        rows: controls,
      },
      {
        name: words.facts,
        columns: [
          { title: words.facts, width: 30 },
          { title: '', width: 70 },
        ],
        rows: [...facts, ...totals, [words.note, '']],
      },
    ],
  };
}

function documentOf(told: Told, board: Board, language: ExportRequest['language']): DocumentFile {
  const { words, facts, totals, columns, sections, controlColumns, controls } = told;
  const shown = [0, 1, 2, 3, 4];
  const weights = [1, 3, 1.4, 6, 4];
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: words.title },
    { kind: 'facts', rows: facts },
    { kind: 'paragraph', text: words.note, style: 'note' },
    { kind: 'heading', level: 2, text: words.summary },
    { kind: 'facts', rows: totals },
    ...sections.flatMap(({ title, rows }): Block[] => [
      { kind: 'heading', level: 2, text: title },
      {
        kind: 'table',
        columns: shown.map((index) => ({ title: columns[index] ?? '', weight: weights[index] ?? 1 })),
        rows: rows.map((row) => shown.map((index) => (index === 3 ? withPerson(row, words) : (row[index] ?? '')))),
      },
    ]),
    { kind: 'heading', level: 2, text: words.controls },
    {
      kind: 'table',
      columns: controlColumns.map((title, index) => ({ title, weight: [3, 0.8, 1, 4, 2, 2][index] ?? 1 })),
      rows: controls,
    },
  ];
  return {
    title: words.title,
    language,
    footer: `${words.log} ${board.log.size} · ${board.log.root ?? '–'}`,
    madeAt: new Date(board.at),
    blocks,
  };
}

/** On paper owner and dates stand under what was measured: eight columns are too many for A4. */
function withPerson(row: readonly string[], words: Words): string {
  const [, , , measured = '', , owner = '', due = '', done = ''] = row;
  const person = [
    ...(owner === '' ? [] : [`${words.who}: ${owner}`]),
    ...(due === '' ? [] : [`${words.due}: ${due}`]),
    ...(done === '' ? [] : [`${words.done}: ${done}`]),
  ];
  return person.length === 0 ? measured : `${measured}\n${person.join(', ')}`;
}
