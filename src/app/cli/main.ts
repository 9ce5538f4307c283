import { Command, CommanderError } from 'commander';
import { createLog, loadConfig } from '../../kernel/index.ts';
import { decidedExamples } from '../review-requests.ts';
import { agreementsCommand } from './commands/agreements.ts';
import { casesCommand } from './commands/cases.ts';
import { classifierCommand } from './commands/classifier.ts';
import { complaintsCommand } from './commands/complaints.ts';
import { databaseCommand } from './commands/database.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evidenceCommand } from './commands/evidence.ts';
import { incidentsCommand } from './commands/incidents.ts';
import { initCommand } from './commands/init.ts';
import { judgesCommand } from './commands/judges.ts';
import { keysCommand } from './commands/keys.ts';
import { labelCommand } from './commands/label.ts';
import { lawCommand } from './commands/law.ts';
import { listsCommand } from './commands/lists.ts';
import { measuresCommand } from './commands/measures.ts';
import { privacyCommand, requestsCommand } from './commands/privacy.ts';
import { registersCommand } from './commands/registers.ts';
import { reviewCommand } from './commands/review.ts';
import { scopeCommand } from './commands/scope.ts';
import { screenCommand } from './commands/screen.ts';
import { staffCommand } from './commands/staff.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { verifyCommand } from './commands/verify.ts';
import type { CommandContext, ExitCode, RunCommand } from './context.ts';
import { createOutput, reportError } from './output.ts';

const program = new Command('hegui')
  .description('合规网关 · Compliance gateway for generative-AI services: screens, labels, records')
  .version(await version(), '--version')
  .showHelpAfterError('(hegui --help lists the commands)')
  .exitOverride();

/** Gives a command what all commands share, and turns whatever comes back into an exit code. */
const run: RunCommand =
  (work) =>
  async (...given: unknown[]) => {
    // Commander hands over arguments, then options, then the command itself.
    const options = given.at(-2);
    const json = typeof options === 'object' && options !== null && Reflect.get(options, 'json') === true;
    const output = createOutput({ json });
    try {
      const config = loadConfig(process.env);
      const context: CommandContext = { config, log: createLog(config.log), output, version: program.version() ?? '' };
      // What Commander hands over has the types that the command's own options and arguments declare.
      const code: ExitCode = await Reflect.apply(work, undefined, [context, ...given.slice(0, -1)]);
      end(code);
    } catch (error) {
      output.progressDone();
      end(reportError(error, json));
    }
  };

function end(code: ExitCode): void {
  process.exitCode = code;
}

startCommand(program, run);
initCommand(program, run);
doctorCommand(program, run);
evidenceCommand(program, run);
verifyCommand(program, run);
keysCommand(program, run);
listsCommand(program, run);
screenCommand(program, run);
labelCommand(program, run);
scopeCommand(program, run);
lawCommand(program, run);
judgesCommand(program, run);
reviewCommand(program, run);
casesCommand(program, run);
statusCommand(program, run);
complaintsCommand(program, run);
agreementsCommand(program, run);
incidentsCommand(program, run);
registersCommand(program, run);
measuresCommand(program, run);
requestsCommand(program, run);
privacyCommand(program, run);
staffCommand(program, run);
databaseCommand(program, run);
classifierCommand(program, run, (core, onLeftOut) => decidedExamples(core.desk.review, onLeftOut));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version are no mistakes; everything else that Commander stops at is.
  end(error.exitCode === 0 ? 0 : 2);
}

async function version(): Promise<string> {
  const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
  return manifest.version;
}
