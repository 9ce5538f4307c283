import type { Command } from 'commander';
import type { CommandContext, ExitCode, RunCommand } from '../context.ts';
import { wrongUse } from '../output.ts';
import { eachFile, placing } from './each-file.ts';

interface ExplicitOptions {
  readonly mark?: string;
  readonly place?: string;
  readonly where: string;
  readonly verify?: boolean;
  readonly out?: string;
}

/** `label explicit`: marks that people see or hear. */
export function explicitCommand(label: Command, run: RunCommand): void {
  label
    .command('explicit <files...>')
    .description('添加或核验显式标识 · a mark that people see or hear, in pictures, sounds, films and texts')
    .option('--mark <text>', 'what the mark says; 由AI生成 unless given')
    .option(
      '--place <place>',
      'edge or corner of pictures and films: bottom-right, bottom-left, top-right, top-left, …',
    )
    .option('--where <where>', 'start or end of texts', 'end')
    .option('--verify', 'only look whether the mark is there; exit 1 when it cannot be measured or falls short')
    .option('--out <path>', 'file or folder for the result; without it the file itself is replaced')
    .option('--json', 'print one JSON line a file')
    .action(run((context, files: string[], options: ExplicitOptions) => markOrVerify(context, files, options)));
}

async function markOrVerify(
  context: CommandContext,
  paths: readonly string[],
  { mark, place, where, verify, out }: ExplicitOptions,
): Promise<ExitCode> {
  // Loaded where it is needed: every other command starts without the decoders of pictures.
  const [marks, { markOne }, { verifyOne }] = await Promise.all([
    import('../../../marks/index.ts'),
    import('./explicit-mark.ts'),
    import('./explicit-verify.ts'),
  ]);
  if (where !== 'start' && where !== 'end') throw wrongUse('--where must be start or end');
  if (verify === true && out !== undefined) throw wrongUse('--verify writes nothing; leave --out away');
  const chosen = mark ?? marks.DEFAULT_MARK;
  marks.requireMark(chosen);
  const wanted = { mark: chosen, place: place === undefined ? null : marks.requirePlace(place), where } as const;
  const { ffmpeg } = context.config;
  if (verify === true) return await eachFile(context, paths, verifyOne({ ...wanted, ffmpeg }), marks.MARKED_EXTENSIONS);
  const placeOf = placing(paths, out, marks.MARKED_EXTENSIONS);
  return await eachFile(context, paths, markOne({ ...wanted, ffmpeg, placeOf }), marks.MARKED_EXTENSIONS);
}
