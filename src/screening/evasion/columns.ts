/** Longest line, in code points, that is taken for one row of columns. */
export const COLUMNS_MAX = 64;

/** The columns of a text, top to bottom, one after the other with a line end between them. */
export interface Columns {
  readonly text: string;
  /** Where each unit of `text` stands in the whole text; -1 for the line ends between columns. */
  readonly offsets: readonly number[];
}

interface Row {
  readonly characters: readonly string[];
  readonly offsets: readonly number[];
}

/**
 * Reads the lines that follow each other without an empty one between them as rows; only those of 1 to COLUMNS_MAX code
 * points. A column breaks off where a row is too short for it.
 */
export function readColumns(text: string): Columns {
  const units: string[] = [];
  const offsets: number[] = [];
  let block: Row[] = [];
  const close = (): void => {
    if (block.length > 1) addBlock(block, units, offsets);
    block = [];
  };
  for (let start = 0; start <= text.length; ) {
    const at = text.indexOf('\n', start);
    const end = at < 0 ? text.length : at;
    const row = readRow(text, start, text.charAt(end - 1) === '\r' && end > start ? end - 1 : end);
    if (row === null) close();
    else block.push(row);
    start = end + 1;
  }
  close();
  return { text: units.join(''), offsets };
}

function readRow(text: string, start: number, end: number): Row | null {
  if (end === start || end - start > 2 * COLUMNS_MAX) return null;
  const characters = [...text.slice(start, end)];
  if (characters.length > COLUMNS_MAX) return null;
  const offsets: number[] = [];
  let at = start;
  for (const character of characters) {
    offsets.push(at);
    at += character.length;
  }
  return { characters, offsets };
}

function addBlock(block: readonly Row[], units: string[], offsets: number[]): void {
  const width = Math.max(...block.map(({ characters }) => characters.length));
  for (let column = 0; column < width; column += 1) {
    for (const row of block) {
      const character = row.characters[column] ?? '\n';
      const offset = row.offsets[column] ?? -1;
      for (let index = 0; index < character.length; index += 1) {
        units.push(character.charAt(index));
        offsets.push(offset < 0 ? -1 : offset + index);
      }
    }
    units.push('\n');
    offsets.push(-1);
  }
}
