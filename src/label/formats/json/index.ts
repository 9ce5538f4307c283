import { fromUtf8, utf8 } from '../../file/bytes.ts';
import { patchOf, removal } from '../../file/edits.ts';
import type { Carrier, LabelDraft, LabelFormat } from '../../file/format.ts';
import { readLabelValue } from '../../file/label-value.ts';
import type { Patch } from '../../file/patch.ts';
import { type ByteSource, readExactly, unsupported } from '../../file/source.ts';
import { asByteString, byteOrderMarkLength, detectEncoding, extensionOf, inAscii } from '../../file/text.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import { readBeginning, readShapeOfPatched, readTrail } from './json-members.ts';
import type { JsonMember, JsonShape } from './json-state.ts';

const EXTENSIONS = ['json', 'geojson'];
/** Longer values are data that happen to have the name. */
const VALUE_BYTES_MAX = 1 << 20;
const SHOWN_BYTES = 256;

/**
 * JSON: the label is the member AIGC of the outermost object, which is the form that Annex E itself gives a label. No guide
 * names a place. An array or a single value has no room for a member, and is refused; so is a file whose member AIGC holds
 * something else.
 */
export const json: LabelFormat = {
  id: 'json',
  name: 'JSON',
  extensions: EXTENSIONS,
  mediaTypes: ['application/json', 'application/geo+json'],
  guide: null,
  isText: true,
  takesLong: true,
  detect: detectJson,
  read: readJson,
  write: async (source, label) => (await draftJson(source, label)).patch,
  draft: draftJson,
  guess: guessJson,
};

function detectJson(head: Uint8Array, name: string | null, source: ByteSource): boolean {
  // JSON is UTF-8 by its own rule; in GB 18030, bytes of characters could be taken for brackets.
  if (detectEncoding(head, head.length === source.size) !== 'utf-8') return false;
  if (name !== null) return EXTENSIONS.includes(extensionOf(name) ?? '');
  return /^\s*\{\s*(?:"|\}|$)/.test(asByteString(head).slice(byteOrderMarkLength(head)));
}

interface FoundMember {
  readonly member: JsonMember;
  readonly carrier: Carrier;
}

async function findLabels(source: ByteSource, members: readonly JsonMember[]): Promise<FoundMember[]> {
  const found: FoundMember[] = [];
  for (const member of members) {
    const length = member.to - member.valueFrom;
    const shown = length > VALUE_BYTES_MAX ? SHOWN_BYTES : length;
    const text = fromUtf8(await readExactly(source, member.valueFrom, shown, 'the member AIGC of the JSON'));
    const isMain = member.name === 'AIGC';
    // A name in other letters is somebody's own, as long as it says nothing of a label.
    if (isMain || readLabelValue(text) !== null)
      found.push({ member, carrier: { place: `JSON member ${member.name}`, isMain, form: 'bare', text } });
  }
  return found;
}

async function readJson(source: ByteSource): Promise<readonly Carrier[]> {
  return await carriersOf(source, (await readTrail(source)).shape.members);
}

const carriersOf = async (source: ByteSource, members: readonly JsonMember[]): Promise<Carrier[]> =>
  (await findLabels(source, members)).map(({ carrier }) => carrier);

async function draftJson(source: ByteSource, label: ImplicitLabel): Promise<LabelDraft> {
  const trail = await readTrail(source);
  return {
    patch: await patchFor(source, trail.shape, label),
    readBack: async (made, patch) => await carriersOf(made, (await readShapeOfPatched(made, patch, trail)).members),
  };
}

async function guessJson(source: ByteSource, label: ImplicitLabel): Promise<Patch | null> {
  const shape = await readBeginning(source);
  return shape === null ? null : await patchFor(source, shape, label);
}

async function patchFor(source: ByteSource, shape: JsonShape, label: ImplicitLabel): Promise<Patch> {
  const { kind, contentFrom, isEmpty, members } = shape;
  if (kind !== 'object')
    throw unsupported(
      `the JSON is ${kind === 'array' ? 'an array' : 'a single value'}, which has no room for a label; put the label beside it, as FILE.aigc.json`,
    );
  const found = await findLabels(source, members);
  if (found.some(({ carrier }) => readLabelValue(carrier.text) === null))
    throw unsupported(
      'the JSON has a member AIGC that is no label; rename it, or put the label beside the file, as FILE.aigc.json',
    );
  const written = `"AIGC":${inAscii(bareLabelText(label))}`;
  const [kept, ...others] = found.map(({ member }) => member);
  const place = kept ?? { from: contentFrom, to: contentFrom };
  const bytes = utf8(kept === undefined && !isEmpty ? `${written},` : written);
  // Each of the others stands behind a comma, since the first one stays.
  const removed = others.map(({ commaBefore, from, to }) => removal({ from: commaBefore ?? from, to }));
  return patchOf(source.size, [{ from: place.from, to: place.to, bytes }, ...removed]);
}
