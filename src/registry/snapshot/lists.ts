import { setImmediate } from 'node:timers/promises';
import { type Action, type Folding, foldingSchema, type TermRules } from '../../contract/index.ts';
import type { TrialList } from '../../duties/content/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import { type compileScreen, withListDefaults } from '../../screening/index.ts';
import type { Sql } from '../../store/index.ts';
import type { ListScreen, TermInfo } from '../model.ts';
import { nextTerms, type ServedListRow } from './store.ts';

/** An enabled list with all its terms, as of one version. */
export interface LoadedList {
  readonly id: string;
  readonly version: number;
  /** The day in China that its terms were chosen for; null for a list none of whose terms begins or ends. */
  readonly day: string | null;
  readonly folding: Folding;
  /** Phrases in which no term of the list counts. */
  readonly allow: readonly string[];
  readonly terms: readonly LoadedTerm[];
}

/** A term with what only screening itself needs to know of it. */
export interface LoadedTerm extends TermInfo {
  readonly rules?: TermRules | null;
}

const TERMS_PER_READ = 10_000;

/** Reads the terms of a list that are valid on the day, giving other work a turn between parts. */
export async function loadList(tx: Sql, row: ServedListRow, day: string): Promise<LoadedList> {
  const terms: LoadedTerm[] = [];
  let isDated = false;
  let afterText = '';
  for (;;) {
    const part = await nextTerms(tx, row.id, afterText, TERMS_PER_READ);
    for (const term of part) {
      isDated ||= term.validFrom !== null || term.validTo !== null;
      if ((term.validFrom ?? day) > day || (term.validTo ?? day) < day) continue;
      const risk = term.risk ?? row.risk;
      const action: Action = term.action ?? row.action;
      terms.push({ term: term.text, listId: row.id, listName: row.name, risk, action, rules: term.rules });
    }
    const last = part[part.length - 1];
    if (last === undefined || part.length < TERMS_PER_READ) break;
    afterText = last.text;
    await setImmediate();
  }
  // A list stored before a kind of folding was known gets that kind's default.
  const folding = foldingSchema.parse(row.folding);
  return { id: row.id, version: row.version, day: isDated ? day : null, folding, allow: row.allow, terms };
}

/** Is a list that was loaded before still what is stored, on this day? */
export const isCurrent = (list: LoadedList, row: ServedListRow, day: string): boolean =>
  list.version === row.version && (list.day ?? day) === day;

/** Names a set of lists in certain versions, and on a day where that makes a difference. */
export const keyOfLists = (lists: readonly LoadedList[]): string =>
  lists.map(({ id, version, day }) => `${id}:${version}@${day ?? ''}`).join(' ');

/** Compiles a set of lists. Takes time in proportion to the terms, in one go. */
export function compileLists(lists: readonly LoadedList[], compile: typeof compileScreen): ListScreen {
  const infos: TermInfo[] = [];
  const groups = lists.map(({ folding, allow, terms }) => ({
    folding,
    allow,
    terms: terms.map(({ rules, ...info }) => ({
      text: info.term,
      tag: infos.push(info) - 1,
      action: info.action,
      rules: withListDefaults(info.term, rules),
    })),
  }));
  return {
    screen: compile(groups),
    termInfo: (tag) => {
      const info = infos[tag];
      if (info === undefined)
        throw new HeguiError('E_INTERNAL', `screening gave a tag ${tag} that was never handed out`);
      return info;
    },
    listVersions: Object.fromEntries(lists.map(({ id, version }) => [id, version])),
  };
}

/** Compiles one list alone, as it would be served: a draft, or an earlier version. */
export function compileOneList(list: TrialList, compile: typeof compileScreen): ListScreen {
  const { id, name, version, allow } = list;
  const folding = foldingSchema.parse(list.folding);
  const terms = list.terms.map(({ text, risk, action, rules }) => ({
    term: text,
    listId: id,
    listName: name,
    risk: risk ?? list.risk,
    action: action ?? list.action,
    rules,
  }));
  return compileLists([{ id, version, day: null, folding, allow, terms }], compile);
}
