import {
  type FilmVerdict,
  type PictureVerdict,
  type SoundVerdict,
  verifyFilmMark,
  verifyPictureMark,
  verifySoundMark,
  verifyTextMark,
} from '../../../marks/index.ts';
import type { ForFile, Told } from './each-file.ts';
import { type MarkWanted, readWhole, requireMedium } from './explicit-mark.ts';

/** Looks for the mark in one file: 0 when it is there and as it must be, 1 when not or when that cannot be measured. */
export const verifyOne =
  ({ mark, place, ffmpeg }: MarkWanted): ForFile =>
  async (source, path) => {
    const medium = await requireMedium(source, path);
    const places = place === null ? {} : { places: [place] };
    if (medium === 'film') return tellSight(path, medium, await verifyFilmMark(path, { mark, ...places, ffmpeg }));
    const bytes = await readWhole(source, medium);
    if (medium === 'picture') return tellSight(path, medium, await verifyPictureMark(bytes, { mark, ...places }));
    if (medium === 'sound') return tellSound(path, await verifySoundMark(bytes, { ffmpeg }));
    const isMarked = verifyTextMark(bytes);
    const line = isMarked
      ? '首行或末行有标识 · first or last line carries it'
      : '首行与末行均无标识 · neither first nor last line carries it';
    return told(path, medium, isMarked ? 'conformant' : 'none', {}, line);
  };

type Outcome = 'conformant' | 'non-conformant' | 'not-measurable' | 'none';

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  conformant: '合规 · conformant',
  'non-conformant': '不合规 · not conformant',
  'not-measurable': '无法测量 · not measurable',
  none: '无标识 · no mark',
};

function told(path: string, medium: string, verdict: Outcome, measured: object, line: string): Told {
  return {
    code: verdict === 'conformant' ? 0 : 1,
    json: { file: path, medium, verdict, ...measured },
    lines: [`${path}: ${OUTCOMES[verdict]}`, `  ${line}`],
  };
}

function tellSight(path: string, medium: string, seen: PictureVerdict | FilmVerdict): Told {
  if (seen.kind === 'not-measurable') return told(path, medium, seen.kind, { reason: seen.reason }, seen.reason);
  const { kind: _, ...measured } = seen;
  const isLongEnough = !('isLongEnough' in seen) || seen.isLongEnough;
  const isRight = seen.isHighEnough && seen.isLegible && isLongEnough;
  const line = [
    seen.place,
    `字高 ink ${seen.inkHeightPx} px ≥ ${seen.requiredPx} px: ${seen.isHighEnough ? '✓' : '✗'}`,
    `对比度 contrast ${seen.contrast.toFixed(1)}: ${seen.isLegible ? '✓' : '✗'}`,
    ...('isLongEnough' in seen ? [`起始 2 秒 first 2 s: ${seen.isLongEnough ? '✓' : '✗'}`] : []),
  ].join('; ');
  return told(path, medium, isRight ? 'conformant' : 'non-conformant', measured, line);
}

function tellSound(path: string, heard: SoundVerdict): Told {
  if (heard.kind === 'not-measurable') return told(path, 'sound', heard.kind, { reason: heard.reason }, heard.reason);
  const { kind: _, ...measured } = heard;
  const line = `${heard.burstsMs.map(Math.round).join('-')} ms, ${Math.round(heard.pitchHz)} Hz, ${heard.levelDbfs.toFixed(1)} dBFS`;
  return told(path, 'sound', heard.isAudible ? 'conformant' : 'non-conformant', measured, line);
}
