import { createTryText } from '../../../app/try-text.ts';
import { foldingSchema } from '../../../contract/index.ts';
import { compileOneList } from '../../../registry/index.ts';
import { openRegistry } from '../../../registry/testing/harness.ts';
import { compileScreen } from '../../../screening/index.ts';
import { ContentService } from '../index.ts';
import type { ContentParts, ExchangeTexts, StoredTexts } from '../model.ts';

export const LIST = {
  name: '测试词表',
  risk: 'A.1.f',
  action: 'block' as const,
  folding: foldingSchema.parse({}),
};

/** Stored exchanges that a test makes up, newest last. */
export function storedTextsOf(exchanges: readonly ExchangeTexts[]): StoredTexts {
  const newestFirst = [...exchanges].reverse();
  return {
    count: async ({ exchangesMax }) => Math.min(exchangesMax, newestFirst.length),
    next: async (_filter, after, limit) => {
      const from = after === null ? 0 : Number(after);
      const items = newestFirst.slice(from, from + limit);
      return { items, next: items.length < limit ? null : String(from + limit) };
    },
  };
}

/** The content service on a registry with a database of its own. */
export async function openContent(overrides: Partial<ContentParts> = {}) {
  const { registry, options, database, clock, close } = await openRegistry();
  const parts: ContentParts = {
    ...options,
    tryText: createTryText(registry),
    compileList: (list) => compileOneList(list, compileScreen),
    storedTexts: storedTextsOf([]),
    neutralTexts: () => [],
    ...overrides,
  };
  return { registry, content: new ContentService(parts), parts, database, clock, close };
}
