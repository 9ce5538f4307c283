import type { Command } from 'commander';
import { startServer } from '../../server.ts';
import type { RunCommand } from '../context.ts';

export function startCommand(program: Command, run: RunCommand): void {
  program
    .command('start')
    .description('启动网关与控制台 · start the gateway and the console')
    .option('--json', 'print JSON')
    .action(
      run(async (context) => {
        const server = await startServer(context);
        const { url, setupUrl, isDemonstration } = server;
        context.output.result({ url, baseUrl: `${url}/v1`, setupUrl, demonstration: isDemonstration }, [
          `Hegui is ready     ${url}`,
          ...(setupUrl === null ? [] : [`Set-up             ${setupUrl}`]),
          ...(isDemonstration ? ['Upstream           demonstration only; connect your own model under Upstreams'] : []),
        ]);
        await stopSignal();
        await server.close();
        return 0;
      }),
    );
}

/** Resolves at the first request to stop; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve();
      });
    }
  });
}
