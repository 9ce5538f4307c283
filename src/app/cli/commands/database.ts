import type { Command } from 'commander';
import { readDatabaseStatus } from '../../../store/index.ts';
import { type RunCommand, withCore } from '../context.ts';

export function databaseCommand(program: Command, run: RunCommand): void {
  const database = program.command('db').description('数据库 · the database');
  database
    .command('status')
    .description('which database, which version, which migrations, how large')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async ({ store, config }) => {
            const status = await readDatabaseStatus(store.database);
            context.output.result({ kind: store.kind, version: store.version, dataFolder: config.data, ...status }, [
              `PostgreSQL ${store.version}, ${store.kind === 'embedded' ? `embedded in ${config.data}` : 'the server that DATABASE_URL names'}`,
              `${status.sizeText}; migrations: ${status.migrations.join(', ')}`,
            ]);
            return 0;
          }),
      ),
    );
  database
    .command('migrate')
    .description('bring the tables up to date (start does it too)')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          // Opening the core migrates.
          await withCore(context, async ({ store }) => {
            const { migrations } = await readDatabaseStatus(store.database);
            context.output.result({ migrations }, [`up to date: ${migrations.at(-1) ?? 'nothing'}`]);
            return 0;
          }),
      ),
    );
}
