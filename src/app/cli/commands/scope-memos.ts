import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { ScopeMemoRow } from '../../../contract/index.ts';
import type { Core } from '../../core.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

const FORMATS = ['docx', 'pdf'] as const;
const LANGUAGES = ['zh', 'en'] as const;

interface MemosOptions {
  readonly out?: string;
  readonly format: string;
  readonly lang: string;
}

/** `hegui scope memos`: what was kept about a service, and whether it still holds. */
export function scopeMemosCommand(scope: Command, run: RunCommand): void {
  scope
    .command('memos <service>')
    .description('list the memos of a service, by its id or its name; exit code 1 when findings of the latest changed')
    .option('--out <file>', 'write the latest memo to this file')
    .option('--format <format>', 'docx or pdf', 'pdf')
    .option('--lang <language>', 'zh or en', 'zh')
    .option('--json', 'print JSON')
    .action(
      run(async (context, service: string, options: MemosOptions) => {
        const format = oneOf('--format', FORMATS, options.format);
        const language = oneOf('--lang', LANGUAGES, options.lang);
        return await withCore(context, async (core) => {
          const state = await core.scoping.state(await idOf(core, service));
          if (options.out !== undefined) {
            const [latest] = state.memos;
            if (latest === undefined) throw wrongUse('there is no memo to write; keep one in the console first');
            await writeFile(options.out, (await core.scoping.file(latest.id, format, language)).bytes);
          }
          const changed = state.change?.changed.map(({ finding }) => `changed since: ${finding}`) ?? [];
          context.output.result(
            state,
            state.memos.length === 0 ? ['no memos'] : [...state.memos.map(lineOf), ...changed],
          );
          return state.change === null ? 0 : 1;
        });
      }),
    );
}

async function idOf({ registry }: Core, given: string): Promise<string> {
  const found = (await registry.services.list()).find(({ id, name }) => id === given || name === given);
  if (found === undefined) throw wrongUse(`no service is called ${given}; see GET /api/services`);
  return found.id;
}

function oneOf<Value extends string>(option: string, values: readonly Value[], given: string): Value {
  const found = values.find((value) => value === given);
  if (found === undefined) throw wrongUse(`${option} must be one of ${values.join(', ')}`);
  return found;
}

const lineOf = ({ number, day, madeAt, signature, id }: ScopeMemoRow): string =>
  `${number}  ${day}  made ${madeAt}  ${signature === null ? 'not signed' : `signed ${signature.name}`}  ${id}`;
