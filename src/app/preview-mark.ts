import type { LabelPreview } from '../contract/index.ts';
import { drawPicture, makeSound } from '../demonstration/index.ts';
import { HeguiError, SECOND_MS } from '../kernel/index.ts';
import { CUE_MS, DEFAULT_MARK, MARK_S, type MarkedPicture, markPicture, markSound } from '../marks/index.ts';

const PICTURE = { width: 640, height: 480 };
/** Of the size that upstreams make most. */
const FILM = { width: 854, height: 480 };
const TUNE = '合规';

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

// Drawn at the first look; nobody needs them at start.
const picture = once(() => drawPicture('预览', PICTURE.width, PICTURE.height));
const frame = once(() => drawPicture('起始画面', FILM.width, FILM.height));
const sound = once(async () => ({ plain: makeSound(TUNE), marked: await markSound(makeSound(TUNE)) }));

/**
 * How a mark looks on a picture and on a film's first frame, and how a sound begins: made by what marks the real files. Words
 * that cannot be drawn are replaced as they are there, and the preview says why.
 */
export async function previewMark(text: string): Promise<LabelPreview> {
  const { drawn, reason, marked } = await drawOn(picture(), text);
  const film = await markPicture(frame(), { mark: drawn });
  const { plain, marked: heard } = await sound();
  const [bytes, markSeconds] = [Buffer.from(heard.bytes), CUE_MS / SECOND_MS];
  return {
    drawn,
    reason,
    picture: { ...describe(marked), ...PICTURE },
    film: { ...describe(film), ...FILM, seconds: MARK_S },
    sound: { wav: bytes.toString('base64'), seconds: markSeconds + secondsOf(plain), markSeconds },
  };
}

async function drawOn(
  bytes: Uint8Array,
  text: string,
): Promise<{ readonly drawn: string; readonly reason: string | null; readonly marked: MarkedPicture }> {
  try {
    return { drawn: text, reason: null, marked: await markPicture(bytes, { mark: text }) };
  } catch (error) {
    const isOfTheWords =
      error instanceof HeguiError && ['E_REQUEST_INVALID', 'E_FILE_UNSUPPORTED'].includes(error.code);
    if (!isOfTheWords) throw error;
    return { drawn: DEFAULT_MARK, reason: error.message, marked: await markPicture(bytes, { mark: DEFAULT_MARK }) };
  }
}

const describe = ({ bytes, inkHeightPx, requiredPx, contrast }: MarkedPicture) => ({
  png: Buffer.from(bytes).toString('base64'),
  inkHeightPx,
  inkHeightPxMin: requiredPx,
  contrast: Math.round(contrast * 10) / 10,
});

/** Of a WAV as the demonstration makes it: bytes a second stand at 28, and the samples follow 44 bytes of head. */
const secondsOf = (wav: Buffer): number => (wav.length - 44) / wav.readUInt32LE(28);
