import type { Command } from 'commander';
import type { RunCommand } from './context.ts';

type AddCommand = (program: Command, run: RunCommand) => void;

/**
 * The commands by name, in the order in which help lists them. Each is loaded when it is asked for: to verify a bundle nobody
 * waits for what reads and writes labels.
 */
export const commands: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ['start', async () => (await import('./commands/start.ts')).startCommand],
  ['init', async () => (await import('./commands/init.ts')).initCommand],
  ['doctor', async () => (await import('./commands/doctor.ts')).doctorCommand],
  ['evidence', async () => (await import('./commands/evidence.ts')).evidenceCommand],
  ['verify', async () => (await import('./commands/verify.ts')).verifyCommand],
  ['keys', async () => (await import('./commands/keys.ts')).keysCommand],
  ['lists', async () => (await import('./commands/lists.ts')).listsCommand],
  ['screen', async () => (await import('./commands/screen.ts')).screenCommand],
  ['label', async () => (await import('./commands/label.ts')).labelCommand],
  ['scope', async () => (await import('./commands/scope.ts')).scopeCommand],
  ['law', async () => (await import('./commands/law.ts')).lawCommand],
  ['judges', async () => (await import('./commands/judges.ts')).judgesCommand],
  ['review', async () => (await import('./commands/review.ts')).reviewCommand],
  ['cases', async () => (await import('./commands/cases.ts')).casesCommand],
  ['status', async () => (await import('./commands/status.ts')).statusCommand],
  ['complaints', async () => (await import('./commands/complaints.ts')).complaintsCommand],
  ['agreements', async () => (await import('./commands/agreements.ts')).agreementsCommand],
  ['disclosure', async () => (await import('./commands/agreements.ts')).disclosureCommand],
  ['incidents', async () => (await import('./commands/incidents.ts')).incidentsCommand],
  ['registers', async () => (await import('./commands/registers.ts')).registersCommand],
  ['measures', async () => (await import('./commands/measures.ts')).measuresCommand],
  ['requests', async () => (await import('./commands/privacy.ts')).requestsCommand],
  ['privacy', async () => (await import('./commands/privacy.ts')).privacyCommand],
  ['staff', async () => (await import('./commands/staff.ts')).staffCommand],
  ['db', async () => (await import('./commands/database.ts')).databaseCommand],
  ['classifier', loadClassifier],
] satisfies [string, () => Promise<AddCommand>][]);

/** Adds the command that is asked for; all of them where none is, as for help. */
export async function addCommands(program: Command, run: RunCommand, asked: string | undefined): Promise<void> {
  const one = asked === undefined ? undefined : commands.get(asked);
  for (const load of one === undefined ? commands.values() : [one]) {
    const add = await load();
    add(program, run);
  }
}

async function loadClassifier(): Promise<AddCommand> {
  const [{ classifierCommand }, { decidedExamples }] = await Promise.all([
    import('./commands/classifier.ts'),
    import('../review-requests.ts'),
  ]);
  return (program, run) =>
    classifierCommand(program, run, (core, onLeftOut) => decidedExamples(core.desk.review, onLeftOut));
}
