import { z } from 'zod';
import { ApiError } from './api-error.ts';
import { drawPicture } from './draw-picture.ts';
import { makeSound } from './make-sound.ts';

const count = z.coerce.number().int().min(1).max(4).nullish();
const promptSchema = z.string().min(1);

/** Body of `POST /v1/images/generations`; of `/v1/images/edits` the fields of the form. Others are let through unread. */
export const pictureRequestSchema = z.looseObject({
  model: z.string().min(1),
  prompt: promptSchema,
  n: count,
  size: z
    .string()
    .regex(/^(auto|[1-9]\d{1,3}x[1-9]\d{1,3})$/)
    .nullish(),
  response_format: z.enum(['b64_json', 'url']).nullish(),
});
export type PictureRequest = z.output<typeof pictureRequestSchema>;

/** Body of `POST /v1/audio/speech`. */
export const soundRequestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.string().min(1),
  response_format: z.string().nullish(),
});
export type SoundRequest = z.output<typeof soundRequestSchema>;

const SIDE_MAX = 1_024;
const SIDE = 512;
const side = z.int().min(10).max(SIDE_MAX);

/** What an address of a picture holds: the text that it is drawn from, its width and its height. */
export const pictureNameSchema = z.tuple([z.string(), side, side]);

/**
 * The answer with pictures drawn from the prompt.
 *
 * @param addressOf where the picture of this text, width and height is served, for whoever wants addresses.
 */
export function answerPictures(
  request: PictureRequest,
  created: number,
  addressOf: (text: string, width: number, height: number) => string,
): string {
  const [width, height] = readSize(request.size);
  const data = Array.from({ length: request.n ?? 1 }, (_, index) => {
    const text = `${request.prompt}#${index}`;
    const picture =
      request.response_format === 'url'
        ? { url: addressOf(text, width, height) }
        : { b64_json: drawPicture(text, width, height).toString('base64') };
    return { ...picture, revised_prompt: `演示图片 · demonstration: ${request.prompt}` };
  });
  return JSON.stringify({ created, data, size: `${width}x${height}`, output_format: 'png' });
}

function readSize(size: PictureRequest['size']): readonly [width: number, height: number] {
  if (size === undefined || size === null || size === 'auto') return [SIDE, SIDE];
  const [width = SIDE, height = SIDE] = size.split('x').map(Number);
  if (width > SIDE_MAX || height > SIDE_MAX)
    throw new ApiError(400, `The demonstration draws at most ${SIDE_MAX}x${SIDE_MAX}.`, { param: 'size' });
  return [width, height];
}

/** A tune for the text as WAV, the one kind of sound that the demonstration makes. */
export function answerSound({ input, response_format: format }: SoundRequest): Buffer {
  if (format !== undefined && format !== null && format !== 'wav')
    throw new ApiError(400, "The demonstration makes WAV only: ask for 'response_format': 'wav'.", {
      param: 'response_format',
    });
  return makeSound(input);
}
