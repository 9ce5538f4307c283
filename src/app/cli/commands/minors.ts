import type { Command } from 'commander';
import { type RunCommand, withCore } from '../context.ts';

/** `hegui minors`: how services treat minors, in figures; no person is named. */
export function minorsCommand(program: Command, run: RunCommand): void {
  const minors = program.command('minors').description('未成年人 · minors, guardians, companions (Art. 10)');
  minors
    .command('list')
    .description(
      'list services with minor mode and users by age; exit code 1 while an appeal is overdue or a crisis open',
    )
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async (core) => {
            const overview = await core.minors.overview();
            const { services, stops, openAppeals, overdueAppeals, openCrises } = overview;
            const lines = services.map(({ serviceId, serviceName, mode, isCompanion, looser, bands, guardians }) => {
              const users = Object.entries(bands).map(([band, count]) => `${band}: ${count}`);
              return `${serviceId}  ${serviceName}  ${mode}${isCompanion ? ', companion' : ''}  looser than the rules ${looser}  users ${
                users.length === 0 ? 'none told' : users.join(', ')
              }  guardians ${guardians}`;
            });
            const stopped = stops.map(
              ({ day, stop, requests, users }) => `${day}  ${stop}  ${requests} requests of ${users}`,
            );
            context.output.result(overview, [
              ...(services.length === 0 ? ['no services'] : lines),
              ...stopped,
              `appeals open ${openAppeals}, overdue ${overdueAppeals}; crises open ${openCrises}`,
            ]);
            return overdueAppeals > 0 || openCrises > 0 ? 1 : 0;
          }),
      ),
    );
  minors
    .command('show <service>')
    .description('show how a service treats minors, beside the rules and how sure they are; exit code 1 when looser')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, serviceId: string) =>
          await withCore(context, async (core) => {
            const state = await core.minors.policy(serviceId);
            const { serviceName, settings, rules, scope } = state;
            const told = (fact: string | null): string => fact ?? 'not told';
            context.output.result(state, [
              `${serviceName}  ${settings.mode}  scope: minors ${told(scope.minors)}, Order 21 ${told(scope.companion)}`,
              ...rules.map(
                ({ setting, value, basis, confidence, isLooser }) =>
                  `${isLooser ? 'LOOSER' : 'ok    '}  ${setting}  rule ${value}  ${basis} (${confidence})`,
              ),
              ...(settings.looserReason === null ? [] : [`why: ${settings.looserReason}`]),
            ]);
            return rules.some(({ isLooser }) => isLooser) ? 1 : 0;
          }),
      ),
    );
}
