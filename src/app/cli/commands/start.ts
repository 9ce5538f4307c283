import type { Command } from 'commander';
import type { RunCommand } from '../context.ts';

export function startCommand(program: Command, run: RunCommand): void {
  program
    .command('start')
    .description('启动网关与控制台 · start the gateway and the console')
    .option('--json', 'print JSON')
    .action(
      run(async (context) => {
        // From the first moment on: a signal during the start must not leave a database behind.
        const stopped = stopSignal();
        const { startServer } = await import('../../server.ts');
        const server = await startServer(context);
        const { url, setupUrl, isDemonstration } = server;
        context.output.result({ url, baseUrl: `${url}/v1`, setupUrl, demonstration: isDemonstration }, [
          `Hegui is ready     ${url}`,
          ...(setupUrl === null ? [] : [`Set-up             ${setupUrl}`]),
          ...(isDemonstration ? ['Upstream           demonstration only; connect your own model under Upstreams'] : []),
        ]);
        await stopped;
        await server.close();
        return 0;
      }),
    );
}

// A supervisor may signal every process of ours, and the launcher passes its own signal on: that is one request, not two.
const SAME_REQUEST_MS = 1_000;

/** Resolves at the first request to stop; another one made later, by whichever signal, ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAtMs: number | null = null;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        const nowMs = performance.now();
        if (askedAtMs !== null && nowMs - askedAtMs > SAME_REQUEST_MS) process.exit(1);
        askedAtMs ??= nowMs;
        resolve();
      });
    }
  });
}
