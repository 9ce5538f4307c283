import { inflate } from '../../file/inflate.ts';
import { METADATA_BYTES_MAX, unreadable, unsupported } from '../../file/source.ts';
import { entryOf, type PdfDictionary, type PdfValue } from './values.ts';

const FILTERS_MAX = 4;

/**
 * What a stream holds, unpacked; `Crypt` has been seen to before. Streams of structure are deflated in all files there are.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED for another way of packing, E_FILE_UNREADABLE for a damaged stream.
 */
export async function unpack(data: Uint8Array, dictionary: PdfDictionary, what: string): Promise<Uint8Array> {
  const filters = listOf(entryOf(dictionary, 'Filter'));
  const parameters = listOf(entryOf(dictionary, 'DecodeParms') ?? entryOf(dictionary, 'DP'));
  if (filters.length > FILTERS_MAX) throw unreadable(`${what} is packed more than ${FILTERS_MAX} times over`);
  let bytes = data;
  for (const [index, filter] of filters.entries()) {
    const name = filter.kind === 'name' ? filter.value : '';
    if (name === 'Crypt') continue;
    if (name !== 'FlateDecode' && name !== 'Fl') throw unsupported(`${what} is packed as ${JSON.stringify(name)}`);
    const parameter = parameters[index];
    bytes = await inflate(bytes, 'deflate', what);
    if (parameter?.kind === 'dictionary') bytes = undoPredictor(bytes, parameter, what);
  }
  return bytes;
}

const listOf = (value: PdfValue | undefined): readonly PdfValue[] =>
  value === undefined || value.kind === 'null' ? [] : value.kind === 'array' ? value.items : [value];

/** Whether a stream is exempt from the encryption of its file: it names the filter Crypt without an algorithm. */
export function isPlainByFilter(dictionary: PdfDictionary): boolean {
  const [filter] = listOf(entryOf(dictionary, 'Filter'));
  if (filter?.kind !== 'name' || filter.value !== 'Crypt') return false;
  const [parameter] = listOf(entryOf(dictionary, 'DecodeParms'));
  const name = parameter?.kind === 'dictionary' ? entryOf(parameter, 'Name') : undefined;
  return name === undefined || (name.kind === 'name' && name.value === 'Identity');
}

function undoPredictor(bytes: Uint8Array, parameters: PdfDictionary, what: string): Uint8Array {
  const number = (name: string, otherwise: number): number => {
    const value = entryOf(parameters, name);
    return value?.kind === 'number' ? value.value : otherwise;
  };
  const predictor = number('Predictor', 1);
  if (predictor === 1) return bytes;
  if (predictor < 10 || predictor > 15) throw unsupported(`${what} is packed with predictor ${predictor}`);
  const bits = number('Colors', 1) * number('BitsPerComponent', 8);
  const rowBytes = Math.ceil((bits * number('Columns', 1)) / 8);
  if (!Number.isSafeInteger(rowBytes) || rowBytes < 1 || rowBytes > METADATA_BYTES_MAX)
    throw unreadable(`${what} names a row of ${rowBytes} bytes`);
  return undoRows(bytes, rowBytes, Math.max(1, Math.ceil(bits / 8)));
}

/** The filters of PNG, row by row; each begins with the number of its filter. */
function undoRows(bytes: Uint8Array, rowBytes: number, step: number): Uint8Array {
  const rows = Math.floor(bytes.length / (rowBytes + 1));
  const plain = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row += 1) {
    const filter = bytes[row * (rowBytes + 1)] ?? 0;
    const to = row * rowBytes;
    for (let column = 0; column < rowBytes; column += 1) {
      const left = column < step ? 0 : (plain[to + column - step] ?? 0);
      const up = row === 0 ? 0 : (plain[to + column - rowBytes] ?? 0);
      const corner = row === 0 || column < step ? 0 : (plain[to + column - rowBytes - step] ?? 0);
      plain[to + column] = (bytes[row * (rowBytes + 1) + 1 + column] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return plain;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const estimate = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
