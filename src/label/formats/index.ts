import type { LabelFormat } from '../file/format.ts';
import { avi } from './avi/index.ts';
import { epub } from './epub/index.ts';
import { flac } from './flac/index.ts';
import { flv } from './flv/index.ts';
import { gif } from './gif/index.ts';
import { avif, heif } from './heif/index.ts';
import { html } from './html/index.ts';
import { jpeg } from './jpeg/index.ts';
import { json } from './json/index.ts';
import { markdown } from './markdown/index.ts';
import { matroska, webm } from './matroska/index.ts';
import { mp3 } from './mp3/index.ts';
import { m4a, mov, mp4 } from './mp4/index.ts';
import { ogg } from './ogg/index.ts';
import { docx, pptx, xlsx } from './ooxml/index.ts';
import { pdf } from './pdf/index.ts';
import { png } from './png/index.ts';
import { csv, text } from './text/index.ts';
import { tiff } from './tiff/index.ts';
import { wav } from './wav/index.ts';
import { webp } from './webp/index.ts';

const PICTURES: readonly LabelFormat[] = [png, jpeg, webp, gif, tiff, heif, avif];
const FILMS: readonly LabelFormat[] = [mp4, mov, avi, matroska, webm, flv];
const SOUNDS: readonly LabelFormat[] = [m4a, mp3, wav, flac, ogg];
const DOCUMENTS: readonly LabelFormat[] = [pdf, docx, pptx, xlsx, epub];
const TEXTS: readonly LabelFormat[] = [markdown, html, json, csv, text];

/** Every kind of file that can carry a label; those with a signature first, for they are told apart by it alone. */
export const LABEL_FORMATS: readonly LabelFormat[] = [...PICTURES, ...FILMS, ...SOUNDS, ...DOCUMENTS, ...TEXTS];
