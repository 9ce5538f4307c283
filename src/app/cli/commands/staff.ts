import type { Command } from 'commander';
import { Secret } from '../../../kernel/index.ts';
import { createStaffService, type StaffService } from '../../../staff/index.ts';
import type { Core } from '../../core.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

const PASSWORD_BYTES = 15;

/** The way back in for whoever holds the data folder when the last administrator forgot the password. */
export function staffCommand(program: Command, run: RunCommand): void {
  const staff = program.command('staff').description('人员 · accounts of the console');
  staff
    .command('list')
    .description('list the accounts')
    .option('--json', 'print JSON')
    .action(
      run((context) =>
        withCore(context, async (core) => {
          const members = (await openStaff(core).members.list()).map(({ password: _password, ...member }) => member);
          const lines = members.map(
            ({ username, role, disabledAt }) => `${username}  ${role}  ${disabledAt === null ? 'active' : 'disabled'}`,
          );
          context.output.result(
            { staff: members },
            lines.length === 0 ? ['no accounts yet: open the set-up link'] : lines,
          );
          return 0;
        }),
      ),
    );
  staff
    .command('reset-password <username>')
    .description('give an account a new password, unlock it, and end its sessions; prints the password, this once')
    .option('--json', 'print JSON')
    .action(
      run((context, username: string) =>
        withCore(context, async (core) => {
          const { members } = openStaff(core);
          const member = (await members.list()).find((one) => one.username === username.trim().toLowerCase());
          if (member === undefined) throw wrongUse(`there is no account "${username}"; see hegui staff list`);
          const bytes = Buffer.alloc(PASSWORD_BYTES);
          core.fillRandom(bytes);
          const password = bytes.toString('base64url');
          await members.change('cli', member.id, { password, unlock: true });
          context.output.result({ username: member.username, password }, [password]);
          return 0;
        }),
      ),
    );
}

// Set-up belongs to the server: no token opens it from here.
const openStaff = ({ database, unitOfWork, clock, ids, fillRandom, registry }: Core): StaffService =>
  createStaffService({
    database,
    unitOfWork,
    clock,
    ids,
    fillRandom,
    setupToken: new Secret(''),
    alsoInSetup: registry.alsoInSetup,
  });
