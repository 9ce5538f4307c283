import { type Command, InvalidArgumentError } from 'commander';
import { HeguiError } from '../../../kernel/index.ts';
import type { Registry } from '../../../registry/index.ts';
import { type RunCommand, withCore } from '../context.ts';

interface CreateOptions {
  readonly service?: string;
  readonly name: string;
  readonly ratePerMinute?: number;
  readonly openMax?: number;
}

export function keysCommand(program: Command, run: RunCommand): void {
  const keys = program.command('keys').description('API 密钥 · API keys of the services');
  keys
    .command('list')
    .description('list the keys; keys themselves are never shown again')
    .option('--service <name>', 'name or id of a service; all when left out')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, options: { service?: string }) =>
          await withCore(context, async ({ registry }) => {
            const services =
              options.service === undefined
                ? await registry.services.list()
                : [await findService(registry, options.service)];
            const rows = await Promise.all(
              services.map(async (service) =>
                (await registry.keys.list(service.id)).map((key) => ({ service: service.name, ...key })),
              ),
            );
            const all = rows.flat();
            const lines = all.map(
              (key) =>
                `${key.id}  ${key.hint}…  ${key.revokedAt === null ? 'live   ' : 'revoked'}  ${key.service}  ${key.name}`,
            );
            context.output.result({ keys: all }, lines.length === 0 ? ['no keys yet: hegui keys create'] : lines);
            return 0;
          }),
      ),
    );
  keys
    .command('create')
    .description('make a key and print it, this once')
    .option('--service <name>', 'name or id of a service; may be left out when there is one')
    .option('--name <name>', 'what the key is for', 'cli')
    .option('--rate-per-minute <n>', 'requests a minute', wholeNumber)
    .option('--open-max <n>', 'requests open at once', wholeNumber)
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, options: CreateOptions) =>
          await withCore(context, async ({ registry }) => {
            const service = await findService(registry, options.service);
            const { name, ratePerMinute = null, openMax = null } = options;
            const key = await registry.keys.create(service.id, { name, ratePerMinute, openMax }, 'cli');
            context.output.result(key, [key.key]);
            return 0;
          }),
      ),
    );
  keys
    .command('revoke <id>')
    .description('end a key at once')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, id: string) =>
          await withCore(context, async ({ registry }) => {
            await registry.keys.revoke(id, 'cli');
            context.output.result({ revoked: id }, [`revoked ${id}`]);
            return 0;
          }),
      ),
    );
}

/** @throws HeguiError E_COMMAND when the service is not there or must be named. */
export async function findService(
  registry: Registry,
  nameOrId: string | undefined,
): Promise<{ id: string; name: string }> {
  const services = await registry.services.list();
  const found =
    nameOrId === undefined ? services : services.filter(({ id, name }) => id === nameOrId || name === nameOrId);
  const [service] = found;
  if (service !== undefined && found.length === 1) return service;
  const known = services.map(({ name }) => name).join(', ');
  throw new HeguiError(
    'E_COMMAND',
    services.length === 0 ? 'there is no service yet; run hegui init' : `--service must be one of: ${known}`,
  );
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  // Commander names the option and ends with wrong use; any other error would pass it by.
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}
