import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawPicture, makeFilm, makeSound } from '../../demonstration/index.ts';
import type { MarkedSample, MaterialsPorts } from '../../duties/labelling/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import { firstFrameOfFile, markSound } from '../../marks/index.ts';
import { fileMarker } from '../media-labels.ts';

const SIDE_PX = 512;
const FILM = { widthPixels: 480, heightPixels: 272 };
/** A second longer than its mark stands. */
const FILM_S = 4;
const SUBJECT = '标识样例';
const NO_SIGNAL = new AbortController().signal;

/**
 * A picture, a sound and a film of the demonstration's, so that nobody's content gets into materials, with marks put on by what
 * marks generated ones; and the film's first frame.
 *
 * @param ffmpeg the program; looked for in PATH without it. Where there is none, there is no film.
 */
export const createMarkSamples =
  (ffmpeg: string | undefined): MaterialsPorts['markSamples'] =>
  async ({ label }) => {
    const picture = await fileMarker(ffmpeg).markPicture(drawPicture(SUBJECT, SIDE_PX, SIDE_PX), label.text);
    const sound = await markSound(makeSound(SUBJECT));
    const samples: MarkedSample[] = [
      { name: 'picture.png', bytes: picture, shown: { widthPixels: SIDE_PX, heightPixels: SIDE_PX, of: 'picture' } },
      { name: 'sound.wav', bytes: sound.bytes },
    ];
    try {
      return { samples: [...samples, ...(await filmSamples(ffmpeg, label.text))], filmMissing: null };
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_FFMPEG_MISSING') throw error;
      return { samples, filmMissing: NO_FFMPEG };
    }
  };

const NO_FFMPEG = {
  zh: '未找到 FFmpeg，可安装后用 HEGUI_FFMPEG 指明其路径',
  en: 'FFmpeg was not found; install it, or name it in HEGUI_FFMPEG',
};

async function filmSamples(ffmpeg: string | undefined, mark: string): Promise<MarkedSample[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hegui-materials-'));
  try {
    const [plain, marked] = [join(folder, 'plain.mp4'), join(folder, 'marked.mp4')];
    await writeFile(plain, makeFilm(SUBJECT, FILM_S, FILM.widthPixels, FILM.heightPixels));
    await fileMarker(ffmpeg).markFilm(plain, marked, mark, NO_SIGNAL);
    return [
      { name: 'film.mp4', bytes: await readFile(marked) },
      {
        name: 'film-first-frame.png',
        bytes: await firstFrameOfFile(marked, { ffmpeg }),
        shown: { ...FILM, of: 'film' },
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a provider uploads: PNG or JPEG, measured. @throws HeguiError E_REQUEST_INVALID for anything else. */
export const readPicture: MaterialsPorts['readPicture'] = async (bytes) => {
  const { default: sharp } = await import('sharp');
  const found = await sharp(bytes)
    .metadata()
    .catch(() => null);
  const mediaType = found?.format === 'png' ? 'image/png' : found?.format === 'jpeg' ? 'image/jpeg' : null;
  if (found === null || mediaType === null)
    throw new HeguiError('E_REQUEST_INVALID', 'a picture must be a PNG or a JPEG');
  return { mediaType, widthPixels: found.width, heightPixels: found.height };
};
