import type { ContentVault, OpenedContent } from '../evidence/index.ts';
import { HeguiError } from '../kernel/index.ts';
import type { Sql } from '../store/index.ts';
import { sealedInputSchema, sealedOutputSchema } from './model.ts';
import { countStored, nextStored, type StoredFilter, type StoredParts } from './store.ts';

/** One exchange as a program reads it; null = the content was erased. */
export interface StoredText {
  readonly exchangeId: string;
  readonly texts: readonly string[] | null;
}

export interface StoredTextsFilter extends StoredFilter {
  readonly exchangesMax: number;
}

/**
 * What was asked and answered, as it was before any cut or mask, for programs that try word lists on it. Nobody is shown it,
 * so it leaves no `content.viewed`; whoever reads it says so in the log by an entry of its own.
 */
export function createStoredTexts({ database, vault }: { database: Sql; vault: Pick<ContentVault, 'open'> }) {
  return {
    count: async (filter: StoredTextsFilter): Promise<number> =>
      await countStored(database, filter, filter.exchangesMax),
    next: async (filter: StoredTextsFilter, after: string | null, limit: number) => {
      const rows = await nextStored(database, filter, after, limit);
      const items = await Promise.all(rows.map((row) => readTexts(vault, row)));
      return { items, next: rows.length < limit ? null : (rows.at(-1)?.cursor ?? null) };
    },
  };
}

async function readTexts(vault: Pick<ContentVault, 'open'>, row: StoredParts): Promise<StoredText> {
  const input = await openPart(vault, row.openedKeyId, row.openedContent);
  const hasOutput = row.closedKeyId !== null && row.closedContent !== null;
  const output = hasOutput ? await openPart(vault, row.closedKeyId, row.closedContent) : undefined;
  if (input === null || output === null) return { exchangeId: row.id, texts: null };
  const pieces = [
    ...sealedInputSchema.parse(input.content).input,
    ...(output === undefined ? [] : sealedOutputSchema.parse(output.content).output),
  ];
  return { exchangeId: row.id, texts: pieces.map(({ text }) => text) };
}

async function openPart(
  vault: Pick<ContentVault, 'open'>,
  keyId: string,
  content: Buffer,
): Promise<OpenedContent | null> {
  try {
    return await vault.open(keyId, content);
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return null;
    throw error;
  }
}
