import type { ListDiff, WordList } from '../../../contract/index.ts';
import type { DraftSettings } from '../drafts/store.ts';
import type { ListRow } from '../store.ts';

/** The list as it would be with these settings. */
export const withSettings = (list: ListRow, settings: DraftSettings): ListRow => ({ ...list, ...settings });

const SETTINGS = ['name', 'risk', 'action', 'folding', 'allow', 'enabled', 'approvalRequired'] as const;

/** What differs of two lists beside their terms. */
export function settingsOf(before: object, after: object): ListDiff['settings'] {
  return SETTINGS.flatMap((name) => {
    const [a, b] = [Reflect.get(before, name), Reflect.get(after, name)];
    return sameSetting(a, b) ? [] : [{ name, before: a, after: b }];
  });
}

/** Are two values of a setting the same? Foldings and phrases count by what they hold. */
export function sameSetting(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => Reflect.get(a, name) === Reflect.get(b, name));
}

/** The settings of a draft that differ from the list's. */
export function differingSettings(
  list: WordList | ListRow,
  settings: { readonly [K in keyof DraftSettings]: DraftSettings[K] | undefined },
): DraftSettings {
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([name, value]) => value !== undefined && !sameSetting(Reflect.get(list, name), value),
    ),
  );
}
