import { useSyncExternalStore } from 'react';

export type Appearance = 'light' | 'dark' | 'system';
export const appearances: readonly Appearance[] = ['light', 'dark', 'system'];

const STORED = 'hegui.appearance';
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** What the reader chose; `system` until they choose. */
export function storedAppearance(): Appearance {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Keeps the choice for the next visit and applies it at once. */
export function changeAppearance(appearance: Appearance): void {
  localStorage.setItem(STORED, appearance);
  for (const listener of listeners) listener();
}

export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, storedAppearance);

/** Is the page dark now, by choice or by the system? */
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);

function isDark(): boolean {
  const appearance = storedAppearance();
  return appearance === 'system' ? systemDark.matches : appearance === 'dark';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  systemDark.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    systemDark.removeEventListener('change', listener);
  };
}
