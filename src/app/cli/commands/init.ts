import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { HeguiError } from '../../../kernel/index.ts';
import { openSetupToken, publicUrlOf, setupUrlOf } from '../../setup-token.ts';
import { type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';

interface InitOptions {
  readonly service: string;
  readonly upstream?: string;
  readonly upstreamKeyFile?: string;
}

export function initCommand(program: Command, run: RunCommand): void {
  program
    .command('init')
    .description('为脚本准备全新的数据目录 · set up a fresh data folder without questions: a first service and a key')
    .option('--service <name>', 'name of the first service', 'default')
    .option('--upstream <url>', 'base URL of an OpenAI-compatible model, up to and including the version')
    .option('--upstream-key-file <file>', 'file that holds the key of that model')
    .option('--json', 'print JSON')
    .action(
      run(
        async (context, options: InitOptions) =>
          await withCore(context, async (core) => {
            const services = await core.registry.services.list();
            if (services.length > 0) {
              throw new HeguiError(
                'E_SETUP_DONE',
                'this data folder has a service already; choose a fresh one with HEGUI_DATA',
              );
            }
            const { serviceId, apiKey } = await core.registry.createFirstService({ name: options.service }, 'cli');
            if (options.upstream !== undefined) {
              const apiKeyOfUpstream = options.upstreamKeyFile === undefined ? null : readKey(options.upstreamKeyFile);
              await core.registry.upstreams.create(
                {
                  name: 'upstream',
                  baseUrl: options.upstream,
                  apiKey: apiKeyOfUpstream,
                  models: {},
                  connectMs: null,
                  firstByteMs: null,
                  idleMs: null,
                },
                'cli',
              );
            }
            const baseUrl = `${publicUrlOf(core.config)}/v1`;
            const setupUrl = setupUrlOf(core.config, openSetupToken(core.config, core.fillRandom));
            const { text: verifierKey } = core.keys.signer.key;
            context.output.result({ baseUrl, apiKey, setupUrl, serviceId, dataFolder: core.config.data, verifierKey }, [
              `base URL      ${baseUrl}`,
              `API key       ${apiKey}   (shown this once)`,
              `set-up link   ${setupUrl}   (works once hegui start runs)`,
              `verifier key  ${verifierKey}   (keep it apart from the database)`,
            ]);
            return 0;
          }),
      ),
    );
}

function readKey(file: string): string {
  let key: string;
  try {
    key = readFileSync(file, 'utf8').trim();
  } catch {
    throw wrongUse(`--upstream-key-file: ${file} cannot be read`);
  }
  if (key === '' || /\s/.test(key)) throw wrongUse(`--upstream-key-file: ${file} must hold one key and nothing else`);
  return key;
}
