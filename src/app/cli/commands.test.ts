import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Command } from 'commander';
import { addCommands, commands } from './commands.ts';

const run = () => async (): Promise<void> => undefined;
const namesOf = (program: Command): string[] => program.commands.map((command) => command.name());

test('each command is added by its own name, and no other with it', async () => {
  for (const name of commands.keys()) {
    const program = new Command();
    await addCommands(program, run, name);
    assert.deepEqual(namesOf(program), [name]);
  }
});

test('where no command is asked for, or one that is not known, there are all', async () => {
  for (const asked of [undefined, '--help', 'no-such-command']) {
    const program = new Command();
    await addCommands(program, run, asked);
    assert.deepEqual(namesOf(program), [...commands.keys()]);
  }
});
