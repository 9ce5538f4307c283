import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type LabelLift, labelAgreementCreateSchema } from '../../../contract/index.ts';
import type { LiftsService } from '../../../duties/labelling/index.ts';
import { type CommandContext, type ExitCode, type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';
import { inputUnreadable } from './input-unreadable.ts';

const LIFTS_PER_PAGE = 200;

interface ListOptions {
  readonly search?: string;
  readonly service?: string;
  readonly csv?: boolean;
}

interface AddOptions {
  readonly zh: string;
  readonly en: string;
  readonly validFrom?: string;
}

/** `label lifts` and `label agreement`: content without explicit label, and the texts that users agree to for it. */
export function liftsCommand(label: Command, run: RunCommand): void {
  label
    .command('lifts')
    .description(
      '未添加显式标识的提供记录 · what left without explicit label: who got it, when, under which agreement (Art. 9)',
    )
    .option('--search <text>', 'a ProduceID, an exchange, a request, or an end user')
    .option('--service <id>', 'of one service')
    .option('--csv', 'as CSV; leaves evidence, for it takes pseudonyms out of the house')
    .option('--json', 'print JSON')
    .action(run((context, options: ListOptions) => listLifts(context, options)));
  label
    .command('agreement <version>')
    .description('登记标识协议版本 · adds a version of the labelling agreement; it is never changed')
    .requiredOption('--zh <file>', 'its text in Chinese')
    .requiredOption('--en <file>', 'its text in English')
    .option('--valid-from <instant>', 'from when it may be agreed to, such as 2026-12-01T00:00:00Z; now unless given')
    .option('--json', 'print JSON')
    .action(run((context, version: string, options: AddOptions) => addAgreement(context, version, options)));
}

async function listLifts(context: CommandContext, { search, service, csv }: ListOptions): Promise<ExitCode> {
  const filter = { search, serviceId: service };
  return await withCore(context, async ({ lifts }) => {
    if (csv === true) {
      const text = await lifts.exportCsv(filter, 'cli');
      context.output.result({ csv: text }, [text.trimEnd()]);
      return 0;
    }
    const all = await allLifts(lifts, filter);
    context.output.result({ lifts: all }, all.length === 0 ? ['无记录 · none'] : all.map(lineOf));
    return 0;
  });
}

async function allLifts(
  lifts: LiftsService,
  filter: { readonly search: string | undefined; readonly serviceId: string | undefined },
): Promise<LabelLift[]> {
  const all: LabelLift[] = [];
  let cursor: string | undefined;
  do {
    const page = await lifts.list({ ...filter, cursor, limit: LIFTS_PER_PAGE });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return all;
}

const lineOf = ({ at, produceId, kind, endUser, agreement, expiresAt }: LabelLift): string =>
  `${at}  ${produceId}  ${kind.padEnd(8)}  ${endUser}  ${agreement}  kept until ${expiresAt.slice(0, 10)}`;

async function addAgreement(
  context: CommandContext,
  version: string,
  { zh, en, validFrom }: AddOptions,
): Promise<ExitCode> {
  const given = labelAgreementCreateSchema.safeParse({
    version,
    zh: await readText(zh),
    en: await readText(en),
    ...(validFrom === undefined ? {} : { validFrom }),
  });
  if (!given.success) {
    const [issue] = given.error.issues;
    throw wrongUse(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  return await withCore(context, async ({ labelAgreements }) => {
    const added = await labelAgreements.add(given.data, 'cli');
    context.output.result(added, [`${added.version}  SHA-256 ${added.digest}  valid from ${added.validFrom}`]);
    return 0;
  });
}

async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: unknown) => {
    throw inputUnreadable(path, error);
  });
}
