import { hasLatin1At, uint32, utf8, viewOf } from '../../file/bytes.ts';
import { type Edit, growthOfAll, patchOf, shiftOf } from '../../file/edits.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import { isLabelEntry } from '../../file/label-like.ts';
import type { Patch } from '../../file/patch.ts';
import type { ByteSource } from '../../file/source.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import { readXmpLabels, removeXmpLabels } from '../../xmp/xmp.ts';
import { type AmfMember, type AmfValue, makeMember, makeScript } from './amf.ts';
import { listScripts, METADATA, makeScriptTag, type Script, startOfTags, tagSize, XMP } from './tags.ts';

const KEY = 'AIGC';

/**
 * FLV: the label is the member `AIGC` of the script data `onMetaData` (TC260-PG-20257A). Script data are looked for among the
 * first 1,000 tags.
 */
export const flv: LabelFormat = {
  id: 'flv',
  name: 'FLV',
  extensions: ['flv'],
  mediaTypes: ['video/x-flv', 'video/flv'],
  guide: 'TC260-PG-20257A',
  detect: (head) => hasLatin1At(head, 0, 'FLV\x01'),
  read: async (source) => (await listScripts(source)).flatMap(readScript),
  write: async (source, label) => await writeFlv(source, label),
};

const isLabel = ({ name, value }: AmfMember): boolean => isLabelEntry(name, value.text ?? '');
const labelsIn = ({ name, value }: Script): AmfMember[] => (name === XMP ? [] : (value.members ?? []).filter(isLabel));
const packetsIn = ({ name, value }: Script): AmfMember[] =>
  name !== XMP ? [] : (value.members ?? []).filter((member) => readXmpLabels(member.value.text ?? '').length > 0);

function readScript(script: Script): Carrier[] {
  const place = (name: string): string => `FLV script.${script.name.slice(0, 40)} ${name.slice(0, 80)}`;
  const own = labelsIn(script).map(({ name, value }): Carrier => {
    const isMain = script.name === METADATA && name === KEY;
    return { place: place(name), isMain, form: 'bare', text: value.text ?? '' };
  });
  const packets = packetsIn(script).flatMap(({ name, value }) =>
    readXmpLabels(value.text ?? '').map((text): Carrier => ({ place: place(name), isMain: false, form: 'bare', text })),
  );
  return [...own, ...packets];
}

async function writeFlv(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const scripts = await listScripts(source);
  const target = scripts.find(({ name, value }) => name === METADATA && value.members !== null);
  const member = makeMember(KEY, bareLabelText(label));
  const changes = scripts.flatMap((script) => changeScript(script, script === target ? member : null));
  if (target === undefined) {
    const at = await startOfTags(source);
    changes.unshift({ from: at, to: at, bytes: makeScriptTag(makeScript(METADATA, member)) });
  }
  const places = scripts.flatMap((script) => movePlaces(script, source.size, changes));
  return patchOf(source.size, [...changes, ...places]);
}

/** The script data without labels, or with this one: its sizes, before it and behind it, and its count of members follow. */
function changeScript(script: Script, added: Uint8Array | null): Edit[] {
  const { from, content, to, bytes, value } = script;
  const stale = labelsIn(script);
  const chosen = added === null ? undefined : stale.find(({ name }) => name === KEY);
  const edits: Edit[] = stale.map((member) => ({
    from: content + member.from,
    to: content + member.value.to,
    bytes: member === chosen && added !== null ? added : new Uint8Array(),
  }));
  if (chosen === undefined && added !== null) {
    const at = content + value.membersEnd;
    edits.push({ from: at, to: at, bytes: added });
  }
  edits.push(...packetsIn(script).map((member) => blankLabels(content, member.value)));
  const more = (added === null ? 0 : 1) - stale.length;
  if (more !== 0 && value.countAt !== null) {
    const at = value.countAt;
    // Some writers leave the count at 0, and readers go by the mark of the end.
    const count = viewOf(bytes).getUint32(at);
    const renewed = count === 0 ? 0 : Math.max(0, count + more);
    edits.push({ from: content + at, to: content + at + 4, bytes: uint32(renewed) });
  }
  const growth = growthOfAll(edits);
  if (growth === 0) return edits;
  const size = to - content + growth;
  return [
    ...edits,
    { from: from + 1, to: from + 4, bytes: tagSize(size) },
    ...(script.isClosed ? [{ from: to, to: to + 4, bytes: uint32(content - from + size) }] : []),
  ];
}

/** A packet of XMP without labels, as long as before: spaces at its end are no part of it. */
function blankLabels(content: number, { textAt, to, text }: AmfValue): Edit {
  const bytes = new Uint8Array(to - textAt).fill(0x20);
  bytes.set(utf8(removeXmpLabels(text ?? '')).subarray(0, bytes.length));
  return { from: content + textAt, to: content + to, bytes };
}

/** Script data tell the places of pictures in the file, and its size. */
function movePlaces({ name, content, value }: Script, size: number, changes: readonly Edit[]): Edit[] {
  const growth = growthOfAll(changes);
  if (name !== METADATA || growth === 0) return [];
  const shift = shiftOf(changes);
  const member = (of: AmfValue | undefined, wanted: string): AmfValue | undefined =>
    of?.members?.find((one) => one.name === wanted)?.value;
  const move = (place: AmfValue | undefined, by: (old: number) => number): Edit[] => {
    if (place === undefined || place.number === null || !Number.isSafeInteger(place.number) || place.number < 0)
      return [];
    return [
      { from: content + place.from + 1, to: content + place.to, bytes: float64(place.number + by(place.number)) },
    ];
  };
  const positions = member(member(value, 'keyframes'), 'filepositions')?.items ?? [];
  return [
    ...positions.flatMap((place) => move(place, shift)),
    ...move(member(value, 'lastkeyframelocation'), shift),
    ...move(member(value, 'filesize'), (old) => (old === size ? growth : 0)),
  ];
}

function float64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setFloat64(0, value);
  return bytes;
}
