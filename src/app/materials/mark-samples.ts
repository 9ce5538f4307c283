import { drawPicture, makeSound } from '../../demonstration/index.ts';
import type { MarkedSample, MaterialsPorts } from '../../duties/labelling/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import { markSound } from '../../marks/index.ts';
import { fileMarker } from '../media-labels.ts';

const SIDE_PX = 512;
const SUBJECT = '标识样例';

/**
 * A picture and a sound of the demonstration's, so that nobody's content gets into materials, with marks put on by what marks
 * generated ones.
 */
export const markSamples: MaterialsPorts['markSamples'] = async ({ label }) => {
  const picture = await fileMarker.markPicture(drawPicture(SUBJECT, SIDE_PX, SIDE_PX), label.text);
  const sound = await markSound(makeSound(SUBJECT));
  const samples: MarkedSample[] = [
    { name: 'picture.png', bytes: picture, size: { widthPixels: SIDE_PX, heightPixels: SIDE_PX } },
    { name: 'sound.wav', bytes: sound.bytes },
  ];
  return samples;
};

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
