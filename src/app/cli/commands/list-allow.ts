import type { Command } from 'commander';
import type { WordList } from '../../../contract/index.ts';
import type { ContentService } from '../../../duties/content/index.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';
import { findList } from './list-trials.ts';

interface AllowOptions {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly draft?: boolean;
}

/** `hegui lists allow`: the phrases in which no term of a list counts. */
export function allowCommand(lists: Command, run: RunCommand): void {
  lists
    .command('allow <list>')
    .description('print the phrases in which no term of a list counts, after adding or removing some')
    .option('--add <phrase...>', 'phrases to add')
    .option('--remove <phrase...>', 'phrases to take away')
    .option('--draft', 'of the draft of the list, not in force')
    .option('--json', 'print JSON')
    .action(
      run((context, name: string, options: AllowOptions) =>
        withCore(context, async ({ content }) => {
          const list = await findList(content, name);
          const target = options.draft === true || list.approvalRequired ? ('draft' as const) : ('live' as const);
          const phrases = await changePhrases(content, list, target, options);
          const where = target === 'draft' ? ' (draft)' : '';
          context.output.result({ list: list.id, target, phrases }, [
            ...phrases,
            `${list.name}${where}: ${phrases.length} phrases`,
          ]);
          return 0;
        }),
      ),
    );
}

async function changePhrases(
  content: ContentService,
  list: WordList,
  target: 'live' | 'draft',
  { add = [], remove = [] }: AllowOptions,
): Promise<readonly string[]> {
  const held = target === 'draft' ? await content.draftAllow(list.id) : list.allow;
  if (add.length + remove.length === 0) return held;
  const missing = remove.find((phrase) => !held.includes(phrase));
  if (missing !== undefined) throw wrongUse(`the list has no phrase "${missing}"`);
  const phrases = [...held.filter((phrase) => !remove.includes(phrase)), ...add.map((phrase) => phrase.trim())];
  return (await content.putAllow(list.id, { phrases, target }, 'cli')).phrases;
}
