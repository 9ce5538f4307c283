import { concat, concatAll, latin1, uint32, utf8, viewOf } from '../file/bytes.ts';
import { blocksOf } from './blocks.ts';

/** What breaks readers of text: entities that grow, brackets that never close, keys that come twice, places that lead back. */
const SNIPPETS: readonly string[] = [
  `<!DOCTYPE x [<!ENTITY a "${'1'.repeat(99)}">${[...'bcdefgh'].map((name, at) => `<!ENTITY ${name} "${`&${'abcdefg'[at]};`.repeat(10)}">`).join('')}]>`,
  '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "&b;">]>',
  '&h;&a;&b;&#0;&#xFFFFFFFF;&#x110000;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '<a>'.repeat(3_000),
  '</a>'.repeat(300),
  '{'.repeat(5_000),
  '['.repeat(5_000),
  '<<'.repeat(3_000),
  '('.repeat(5_000),
  '{"AIGC":{"Label":"1"}}',
  'AIGC:\n  Label: "1"\n',
  '"AIGC":"{\\"AIGC\\":\\"{}\\"}",',
  '<meta name="AIGC" content="{">',
  '---\n',
  '\0',
  '\ufeff',
  '\u2028\u0085',
  '/Prev 0 /Prev 9 ',
  '/Length 99999999999 ',
  '/Length 1 0 R ',
  '/XRefStm 9 /Type /XRef /W [9 9 9] /Index [0 99999999] ',
  'startxref\n9\n%%EOF\n',
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
  'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" TC260:AIGC="{&quot;Label&quot;:&quot;1&quot;}"',
];

/** Numbers that lengths and places lie with, given the right one, where it stands, and how much follows it. */
const lies = (value: number, at: number, left: number): readonly number[] => [
  0,
  1,
  2,
  7,
  8,
  value - 1,
  value + 1,
  value + 8,
  value * 2,
  left,
  left - 8,
  left + 1,
  at,
  0x7fffffff,
  0x80000000,
  0xfffffff8,
  0xffffffff,
];

/** Changes a file where its structure is: blocks, their borders and their lengths. Deterministic for `random`. */
export function mutateStructure(bytes: Uint8Array, random: () => number): Uint8Array {
  const pick = (max: number): number => Math.floor(random() * max);
  const blocks = blocksOf(bytes);
  const one = blocks[pick(blocks.length)];
  const other = blocks[pick(blocks.length)];
  if (one === undefined || other === undefined) return bytes.slice();
  const [before, block, after] = [bytes.slice(0, one.from), bytes.slice(one.from, one.to), bytes.slice(one.to)];
  switch (pick(9)) {
    case 0:
      return concat(before, ...Array.from({ length: [2, 3, 60][pick(3)] ?? 2 }, () => block), after);
    case 1:
      return concat(before, after);
    case 2:
      return bytes.slice(0, random() < 0.5 ? one.from : one.to);
    case 3:
      return concat(before, bytes.slice(other.from, other.to), random() < 0.5 ? block : new Uint8Array(), after);
    case 4:
      return concat(before, nested(block, 1 + pick(300)), after);
    case 5: {
      const text = utf8(SNIPPETS[pick(SNIPPETS.length)] ?? '');
      const at = random() < 0.5 ? one.from : one.from + pick(block.length);
      return concat(bytes.slice(0, at), text, bytes.slice(at));
    }
    case 6:
      return concat(before, concatAll(Array.from({ length: pick(200) }, () => block.subarray(0, 8 + pick(8)))), after);
    default:
      return withLie(bytes, one.from + pick(Math.min(24, block.length)), random);
  }
}

/** The block in boxes of its own type, each as long as it should be: what walks down them must stop somewhere. */
function nested(block: Uint8Array, depth: number): Uint8Array {
  const type = block.length >= 8 ? block.subarray(4, 8) : latin1('free');
  const heads: Uint8Array[] = [];
  for (let level = depth; level > 0; level -= 1) heads.push(uint32(block.length + level * 8), type);
  return concat(concatAll(heads), block);
}

function withLie(bytes: Uint8Array, at: number, random: () => number): Uint8Array {
  const pick = (max: number): number => Math.floor(random() * max);
  const width = [1, 2, 4, 8][pick(4)] ?? 4;
  if (at + width > bytes.length) return bytes.slice();
  const changed = Uint8Array.from(bytes);
  const view = viewOf(changed);
  const isLittle = random() < 0.5;
  const read =
    width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at, isLittle) : view.getUint32(at, isLittle);
  const choices = lies(read, at, bytes.length - at - width);
  const lie = choices[pick(choices.length)] ?? 0;
  if (width === 1) view.setUint8(at, lie);
  else if (width === 2) view.setUint16(at, lie, isLittle);
  else if (width === 4) view.setUint32(at, lie, isLittle);
  else
    view.setBigUint64(at, BigInt.asUintN(64, BigInt(lie) * ([1n, 2n ** 20n, 2n ** 32n, -1n][pick(4)] ?? 1n)), isLittle);
  return changed;
}
