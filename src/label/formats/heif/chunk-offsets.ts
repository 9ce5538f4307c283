import { viewOf } from '../../file/bytes.ts';
import type { Edit } from '../../file/patch.ts';
import type { Range } from '../../file/range.ts';
import { type ByteSource, readExactly, unsupported } from '../../file/source.ts';
import { type Box, listBoxes } from './boxes.ts';

const PARENTS = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl']);
const HEAD_BYTES = 8;

/**
 * The edits after which the film of a picture sequence finds its samples again.
 *
 * @param moved where a byte of the old file stands now.
 * @throws HeguiError E_FILE_UNSUPPORTED for a film whose offsets stand elsewhere, or no longer fit.
 */
export async function moveChunks(
  source: ByteSource,
  boxes: readonly Box[],
  moved: (at: number) => number,
): Promise<Edit[]> {
  const edits: Edit[][] = [];
  for (const box of boxes) {
    if (['moof', 'saio', 'iloc'].includes(box.type))
      throw unsupported(`the film in the file keeps offsets in a box ${JSON.stringify(box.type)}, which are not moved`);
    if (PARENTS.has(box.type)) edits.push(await moveChunks(source, await inner(source, box), moved));
    else if (box.type === 'stco' || box.type === 'co64') edits.push([await moveTable(source, box, moved)]);
  }
  return edits.flat();
}

/** What stands in a box, and the items that its `meta` may have of its own. */
async function inner(source: ByteSource, box: Box): Promise<Box[]> {
  const boxes = await listBoxes(source, { from: box.dataFrom, to: box.to }, `the box ${JSON.stringify(box.type)}`);
  const metas = boxes.filter(({ type }) => type === 'meta');
  const below: Box[][] = [];
  for (const meta of metas) below.push(await metaChildren(source, { from: meta.dataFrom + 4, to: meta.to }));
  return [...boxes, ...below.flat().filter(({ type }) => type === 'iloc')];
}

const metaChildren = async (source: ByteSource, range: Range): Promise<Box[]> =>
  await listBoxes(source, range, 'the box "meta" of a film');

async function moveTable(source: ByteSource, box: Box, moved: (at: number) => number): Promise<Edit> {
  const size = box.type === 'stco' ? 4 : 8;
  const what = `the box ${JSON.stringify(box.type)}`;
  const head = await readExactly(source, box.dataFrom, HEAD_BYTES, what);
  const count = viewOf(head).getUint32(4);
  const at = box.dataFrom + HEAD_BYTES;
  if (at + count * size > box.to) throw unsupported(`${what} has less offsets than it says`);
  const bytes = (await readExactly(source, at, count * size, what)).slice();
  const view = viewOf(bytes);
  for (let index = 0; index < bytes.length; index += size) {
    const old = size === 4 ? view.getUint32(index) : Number(view.getBigUint64(index));
    const now = moved(old);
    if (size === 4 && now > 0xffffffff) throw unsupported('the film in the file would no longer fit its offsets');
    if (size === 4) view.setUint32(index, now);
    else view.setBigUint64(index, BigInt(now));
  }
  return { at, bytes };
}
