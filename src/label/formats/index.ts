import type { LabelFormat } from '../file/format.ts';
import { gif } from './gif/index.ts';
import { avif, heif } from './heif/index.ts';
import { jpeg } from './jpeg/index.ts';
import { png } from './png/index.ts';
import { tiff } from './tiff/index.ts';
import { webp } from './webp/index.ts';

/** Every kind of file that can carry a label; those with a signature first, for they are told apart by it alone. */
export const LABEL_FORMATS: readonly LabelFormat[] = [png, jpeg, webp, gif, tiff, heif, avif];
