import { writeSync } from 'node:fs';
import { silentLog, systemClock } from '../../kernel/index.ts';
import { openDatabase } from '../database.ts';
import { openEmbedded } from '../embedded.ts';

// Started by tests as a process of its own, to be killed: owns the folder and prints the number of each row after its
// commit was acknowledged.
const ROWS_MAX = 1_000_000;
const server = await openEmbedded({ folder: process.argv[2] ?? '', log: silentLog, clock: systemClock, mode: 'own' });
const database = openDatabase(server.place, { log: silentLog });
await database.query('create table if not exists row_of_test (number integer primary key)');
for (let row = 1; row <= ROWS_MAX; row++) {
  await database.query('insert into row_of_test values ($1)', [row], { name: 'insert-row' });
  writeSync(1, `${row}\n`);
}
