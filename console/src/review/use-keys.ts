import { useEffect } from 'react';

/** What a key does; by the key's own name, such as `j` or `?`. `Mod+Enter` is Control or Command with Enter. */
export type Keys = Readonly<Record<string, () => void>>;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('.ant-modal') !== null);

/** Listens to keys of the page; while someone types, only to `Mod+Enter`. */
export function useKeys(keys: Keys): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const isMod = event.ctrlKey || event.metaKey;
      if (event.altKey || (isMod && event.key !== 'Enter')) return;
      if (!isMod && isTyping(event.target)) return;
      const act = keys[isMod ? 'Mod+Enter' : event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [keys]);
}
