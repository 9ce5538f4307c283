import type { Command } from 'commander';
import { chinaDay, chinaTime } from '../../../kernel/index.ts';
import type { BoardDate } from '../../../status/index.ts';
import { type RunCommand, withCore } from '../context.ts';

export function registersCommand(program: Command, run: RunCommand): void {
  const registers = program
    .command('registers')
    .description('台账 · registers: what is due, orders of authorities, licences, who answers for what');
  registers
    .command('due')
    .description('what is due in all registers, first things first; exit code 1 when something is overdue')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async (core) => {
            const dates = (await core.registers.dates()).toSorted((one, other) => one.day.localeCompare(other.day));
            const today = chinaDay(core.clock.now());
            context.output.result({ today, due: dates }, dates.length === 0 ? ['nothing is due'] : dates.map(dateLine));
            return dates.some(({ isOverdue }) => isOverdue) ? 1 : 0;
          }),
      ),
    );
  registers
    .command('orders')
    .description('orders of authorities (Art. 21); exit code 1 when one is overdue')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async (core) => {
            const orders = await core.registers.orders.list();
            const lines = orders.map(
              ({ number, id, state, deadlineOn, overdue, facts }) =>
                `${number}  ${id}  ${state}  ${facts.office}  ${facts.title}  last day ${deadlineOn}${overdue ? '  OVERDUE' : ''}`,
            );
            context.output.result({ orders }, lines.length === 0 ? ['no orders'] : lines);
            return orders.some(({ overdue }) => overdue) ? 1 : 0;
          }),
      ),
    );
  registers
    .command('licences')
    .description('licences that are held, against what is needed (Art. 23); exit code 1 when one is missing')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async (core) => {
            const licences = await core.registers.licences.read();
            const { items, needs, undecided } = licences;
            const lines = [
              ...needs.map(
                ({ name, isMet, services }) =>
                  `${isMet ? '✓' : '✗ MISSING'}  ${name.zh} · ${name.en}  ${services.join(', ')}`,
              ),
              ...items.map(
                ({ name, number, state, validTo }) => `${state}  ${name}  ${number}  until ${validTo ?? '–'}`,
              ),
              ...undecided.map((service) => `?  ${service}: no scope memo says what it needs`),
            ];
            context.output.result(licences, lines.length === 0 ? ['no licences'] : lines);
            return needs.some(({ isMet }) => !isMet) ? 1 : 0;
          }),
      ),
    );
  registers
    .command('roster')
    .description('who answers for which role and duty; exit code 1 when something that is needed has nobody')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context) =>
          await withCore(context, async (core) => {
            const roster = await core.registers.roster.read();
            const needed = roster.subjects.filter(({ isNeeded }) => isNeeded);
            const lines = needed.map(({ id, name, gap, appointments }) => {
              const people = appointments.filter(({ state }) => state === 'in-force').map(({ person }) => person);
              return `${gap === null ? '✓' : `✗ ${gap}`}  ${id}  ${name.zh} · ${name.en}  ${people.join(', ')}`;
            });
            context.output.result(roster, lines);
            return needed.some(({ gap }) => gap !== null) ? 1 : 0;
          }),
      ),
    );
}

const dateLine = ({ day, at, title, about, isOverdue }: BoardDate): string =>
  `${at === null ? day : chinaTime(at)}  ${title.zh} · ${title.en}  ${about.en}${isOverdue ? '  OVERDUE' : ''}`;
