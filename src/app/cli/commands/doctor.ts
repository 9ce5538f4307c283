import { statfs } from 'node:fs/promises';
import type { Command } from 'commander';
import { HeguiError, MIB } from '../../../kernel/index.ts';
import { readDatabaseTime } from '../../../store/index.ts';
import type { Core } from '../../core.ts';
import { type CommandContext, type RunCommand, withCore } from '../context.ts';

interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly finding: string;
  /** What to do; empty when all is well. */
  readonly remedy: string;
}

const NODE_MAJOR_MIN = 24;
const FREE_MIB_MIN = 1_024;
const CLOCK_SKEW_MS_MAX = 2_000;

export function doctorCommand(program: Command, run: RunCommand): void {
  program
    .command('doctor')
    .description('检查运行环境并给出处理办法 · check runtime, database, upstreams, lists, disk and clock')
    .option('--json', 'print JSON')
    .action(
      run(async (context) => {
        const checks = [
          checkRuntime(),
          await checkDisk(context),
          ...checkProxy(context),
          ...(await checkDatabase(context)),
        ];
        const lines = checks.flatMap(({ name, state, finding, remedy }) => [
          `${{ ok: '✓', warning: '!', problem: '✗' }[state]} ${name}: ${finding}`,
          ...(remedy === '' ? [] : [`    → ${remedy}`]),
        ]);
        const hasProblem = checks.some(({ state }) => state === 'problem');
        context.output.result({ ok: !hasProblem, checks }, lines);
        return hasProblem ? 1 : 0;
      }),
    );
}

const ok = (name: string, finding: string): Check => ({ name, state: 'ok', finding, remedy: '' });
const warning = (name: string, finding: string, remedy: string): Check => ({ name, state: 'warning', finding, remedy });
const problem = (name: string, finding: string, remedy: string): Check => ({ name, state: 'problem', finding, remedy });

function checkRuntime(): Check {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= NODE_MAJOR_MIN
    ? ok('runtime', `Node ${process.versions.node}`)
    : problem(
        'runtime',
        `Node ${process.versions.node}`,
        'start through npm, which brings Node 24, or set HEGUI_NODE to a Node 24',
      );
}

async function checkDisk({ config }: CommandContext): Promise<Check> {
  try {
    const { bavail, bsize } = await statfs(config.data);
    const freeMib = Math.floor((bavail * bsize) / MIB);
    const finding = `${freeMib} MiB free under ${config.data}`;
    return freeMib >= FREE_MIB_MIN
      ? ok('disk', finding)
      : problem('disk', finding, 'free some space: a full disk makes the gateway refuse');
  } catch {
    return warning('disk', `there is no ${config.data} yet`, 'run npm start, or hegui init');
  }
}

/** Https ends before Hegui, so there is a proxy; unless it is named, limits by address count the whole public as one. */
function checkProxy({ config }: CommandContext): Check[] {
  if (config.publicUrl?.startsWith('https:') !== true) return [];
  return config.trustProxy !== undefined
    ? [ok('proxy', `X-Forwarded-For of ${config.trustProxy} is believed`)]
    : [
        warning(
          'proxy',
          'HEGUI_PUBLIC_URL is https, and no proxy is named: limits by address count all callers as one',
          'set HEGUI_TRUST_PROXY to the address of your proxy, 127.0.0.1 for one on this machine',
        ),
      ];
}

async function checkDatabase(context: CommandContext): Promise<Check[]> {
  try {
    return await withCore(context, async (core) => [
      ok('database', `PostgreSQL ${core.store.version} (${core.store.kind})`),
      await checkClock(core),
      await checkEvidence(core),
      await checkServices(core),
      await checkLists(core),
      ...(await checkUpstreams(core)),
      ...(await checkJudges(core)),
    ]);
  } catch (error) {
    if (!(error instanceof HeguiError)) throw error;
    return [problem('database', error.message, error.row.remedy.en)];
  }
}

async function checkClock({ database, clock }: Core): Promise<Check> {
  const before = clock.now().getTime();
  const at = await readDatabaseTime(database);
  const skewMs = Math.round(at.getTime() - (before + clock.now().getTime()) / 2);
  const finding = `differs from the database's by ${Math.abs(skewMs)} ms`;
  return Math.abs(skewMs) <= CLOCK_SKEW_MS_MAX
    ? ok('clock', finding)
    : problem('clock', finding, 'let both machines keep time with NTP: records are dated by it');
}

async function checkEvidence({ reader }: Core): Promise<Check> {
  const head = await reader.head();
  const finding = `${head.size} entries under the last checkpoint, ${head.waiting} waiting`;
  return head.waiting < 10_000
    ? ok('evidence', finding)
    : warning('evidence', finding, 'is a Hegui server running? it puts entries into the tree');
}

async function checkServices({ registry }: Core): Promise<Check> {
  const services = await registry.services.list();
  if (services.length === 0)
    return warning('services', 'none', 'open the set-up link that npm start prints, or run hegui init');
  const unset = services.filter(({ providerCode }) => providerCode === null).length;
  return unset === 0
    ? ok('services', `${services.length}, all labelled with the provider's code`)
    : warning(
        'services',
        `${services.length}, labelled by name only`,
        'register the provider with its unified social credit code (console → Provider)',
      );
}

async function checkLists({ content }: Core): Promise<Check> {
  const lists = (await content.list()).filter(({ enabled }) => enabled);
  const terms = lists.reduce((sum, list) => sum + list.terms, 0);
  return terms > 0
    ? ok('word lists', `${terms} terms in ${lists.length} enabled lists`)
    : warning(
        'word lists',
        'no terms: nothing is screened out',
        'bring your own lists: hegui lists import FILE --list NAME --risk A.1.f',
      );
}

async function checkUpstreams({ registry }: Core): Promise<Check[]> {
  const upstreams = await registry.upstreams.list();
  return await Promise.all(
    upstreams.map(async ({ id, name, baseUrl, demonstration }) => {
      if (demonstration)
        return warning('upstream', 'only the demonstration', 'connect your model (console → Upstreams)');
      const tested = await registry.upstreams.test(id);
      return tested.ok
        ? ok(
            `upstream ${name}`,
            `${baseUrl} answers in ${Math.round(tested.ms)} ms with ${tested.models.length} models`,
          )
        : problem(`upstream ${name}`, `${baseUrl}: ${tested.message}`, 'check its address, its key and the network');
    }),
  );
}

// One harmless sentence; vendors may bill it like any other.
const JUDGE_TEST = { text: '你好，今天天气怎么样？', direction: 'input' } as const;

async function checkJudges({ opinions }: Core): Promise<Check[]> {
  const judges = await opinions.judges.list();
  return await Promise.all(
    judges.map(async ({ id, name, services }) => {
      const { verdict, failure, message } = await opinions.judges.test(id, JUDGE_TEST);
      if (verdict !== null) return ok(`judge ${name}`, `answers "${verdict.decision}" in ${verdict.latencyMs} ms`);
      const remedy = 'check its address, its secret and the network (console → Second opinions)';
      // Nobody waits for a judge that no policy asks.
      return services.length === 0
        ? warning(`judge ${name}`, `${failure}: ${message}`, remedy)
        : problem(`judge ${name}`, `${failure}: ${message}; ${services.join(', ')} ask it`, remedy);
    }),
  );
}
