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

/** Small files wait for the disk more than they are worked on, so that several are under way; two large ones never are. */
const FILES_AT_ONCE = 8;
const BYTES_AT_ONCE = 32 * 1024 * 1024;

/** Does the same to each file; one that cannot be read does not stop the others. Ends with the worst of their codes. */
export async function eachFile(
  context: CommandContext,
  paths: readonly string[],
  work: ForFile,
  extensions?: ReadonlySet<string>,
): Promise<ExitCode> {
  return await workThrough(context, listFiles(paths, extensions), work, 1);
}

/** As `eachFile`, with several small files under way; they are told in their order. */
export async function eachFileTogether(
  context: CommandContext,
  paths: readonly string[],
  work: ForFile,
): Promise<ExitCode> {
  return await workThrough(context, listFiles(paths), work, FILES_AT_ONCE);
}

async function workThrough(
  { output }: CommandContext,
  files: readonly string[],
  work: ForFile,
  filesAtOnce: number,
): Promise<ExitCode> {
  const running = new Map<Promise<Told>, number>();
  let told: Promise<void> = Promise.resolve();
  let worst: ExitCode = 0;
  let done = 0;
  const tell = (path: string, { code, json, lines }: Told): void => {
    output.progressDone();
    output.result(json, lines);
    if (code > worst) worst = code;
    done += 1;
    if (done < files.length) output.progress(`${bar(done, files.length)}  ${path}`);
  };
  try {
    for (const path of files) {
      const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      while (running.size >= filesAtOnce || (running.size > 0 && sum(running) + bytes > BYTES_AT_ONCE))
        await Promise.race(running.keys());
      const one = tellOf(path, work).finally(() => running.delete(one));
      running.set(one, bytes);
      told = Promise.all([one, told]).then(([result]) => tell(path, result));
    }
    await told;
  } finally {
    await Promise.allSettled([...running.keys(), told]);
  }
  return worst;
}

const sum = (running: ReadonlyMap<unknown, number>): number =>
  [...running.values()].reduce((bytes, more) => bytes + more, 0);

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

/**
 * Where the result of each file goes. A folder takes any number of files with names of their own, a file name only one.
 *
 * @throws HeguiError E_COMMAND when two results would go to the same place
 */
export function placing(
  paths: readonly string[],
  out: string | undefined,
  extensions?: ReadonlySet<string>,
): (path: string) => string {
  if (out === undefined) return (path) => path;
  const files = listFiles(paths, extensions);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === true) {
    requireOwnNames(files, out);
    return (path) => join(out, basename(path));
  }
  if (files.length > 1) throw wrongUse(`--out ${out} is no folder, and there are several files`);
  return () => out;
}

function requireOwnNames(files: readonly string[], out: string): void {
  const taken = new Map<string, string>();
  for (const file of files) {
    const other = taken.get(basename(file));
    if (other !== undefined) throw wrongUse(`${other} and ${file} would both go to ${join(out, basename(file))}`);
    taken.set(basename(file), file);
  }
}
