import type { FormatId, LabelFormat } from '../../file/format.ts';
import { unsupported } from '../../file/source.ts';
import { detectEncoding, extensionOf } from '../../file/text.ts';

/**
 * Text without a place for a label: nothing could be added that is not content. The label stands beside the file, in a
 * sidecar (`sidecar.ts`); the explicit mark is a line of the text (`explicit-label.ts`). No guide names a place.
 */
function withoutPlace(kind: {
  readonly id: FormatId;
  readonly name: string;
  readonly extensions: readonly string[];
  readonly mediaTypes: readonly string[];
  /** Whether a text is of this kind by the extension of its name, or without one. */
  readonly isMeant: (extension: string | null) => boolean;
}): LabelFormat {
  const { isMeant, ...described } = kind;
  return {
    ...described,
    guide: null,
    detect: (head, name, source) =>
      isMeant(extensionOf(name)) && detectEncoding(head, head.length === source.size) !== null,
    read: async () => [],
    write: async () => {
      throw unsupported(`${kind.name} has no place for a label; put it beside the file, as FILE.aigc.json`);
    },
  };
}

const TABLES = ['csv', 'tsv'];

export const csv: LabelFormat = withoutPlace({
  id: 'csv',
  name: 'CSV',
  extensions: TABLES,
  mediaTypes: ['text/csv', 'text/tab-separated-values'],
  isMeant: (extension) => extension !== null && TABLES.includes(extension),
});

/** Plain text, and any other text that no format before it has claimed. */
export const text: LabelFormat = withoutPlace({
  id: 'text',
  name: 'Plain text',
  extensions: ['txt', 'text', 'log'],
  mediaTypes: ['text/plain'],
  isMeant: () => true,
});
