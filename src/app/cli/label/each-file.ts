import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HeguiError } from '../../../kernel/index.ts';
import type { CommandContext, ExitCode } from '../context.ts';
import { bar, wrongUse } from '../output.ts';
import { type FileSource, openFileSource } from './file-source.ts';
import { listFiles } from './list-files.ts';

/** What one file gives: its exit code, its JSON, and its lines for people. */
export interface Told {
  readonly code: ExitCode;
  readonly json: object;
  readonly lines: readonly string[];
}

export type ForFile = (source: FileSource, path: string) => Promise<Told>;

/** Does the same to each file; one that cannot be read does not stop the others. Ends with the worst of their codes. */
export async function eachFile(
  { output }: CommandContext,
  paths: readonly string[],
  work: ForFile,
  extensions?: ReadonlySet<string>,
): Promise<ExitCode> {
  const files = listFiles(paths, extensions);
  let worst: ExitCode = 0;
  for (const [index, path] of files.entries()) {
    if (files.length > 1) output.progress(`${bar(index, files.length)}  ${path}`);
    const told = await tellOf(path, work);
    output.progressDone();
    output.result(told.json, told.lines);
    if (told.code > worst) worst = told.code;
  }
  return worst;
}

async function tellOf(path: string, work: ForFile): Promise<Told> {
  try {
    const source = await openFileSource(path);
    try {
      return await work(source, path);
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof HeguiError) || error.code === 'E_INTERNAL') throw error;
    const { code, message } = error;
    const isFile = code === 'E_FILE_UNREADABLE' || code === 'E_FILE_UNSUPPORTED' || code === 'E_INPUT_UNREADABLE';
    return { code: isFile ? 3 : 2, json: { file: path, error: { code, message } }, lines: [`${path}: ${message}`] };
  }
}

/** Where the result of each file goes. A folder takes any number, a file name only one. */
export function placing(
  paths: readonly string[],
  out: string | undefined,
  extensions?: ReadonlySet<string>,
): (path: string) => string {
  if (out === undefined) return (path) => path;
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === true) return (path) => join(out, basename(path));
  if (listFiles(paths, extensions).length > 1) throw wrongUse(`--out ${out} is no folder, and there are several files`);
  return () => out;
}
