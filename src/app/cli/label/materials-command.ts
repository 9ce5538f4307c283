import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { request } from 'undici';
import { labelMaterialsSchema } from '../../../contract/index.ts';
import { SECOND_MS } from '../../../kernel/index.ts';
import { type CommandContext, type ExitCode, type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';
import { inputUnreadable } from './input-unreadable.ts';

interface MaterialsOptions {
  readonly service: string;
  readonly out: string;
  readonly language: string;
  readonly model?: string;
  readonly url?: string;
  readonly picture: readonly string[];
}

const REACH_MS_MAX = 5 * SECOND_MS;

/** `label materials`: what app stores and filings ask for about the labels of a service. */
export function materialsCommand(label: Command, run: RunCommand): void {
  label
    .command('materials')
    .description('生成标识材料 · materials on labels for app stores and filings: DOCX, PDF, samples and pictures')
    .requiredOption('--service <id>', 'the service they tell of; its id or its name')
    .requiredOption('--out <folder>', 'where they are written; made if it is not there')
    .option('--language <language>', 'zh-CN or en', 'zh-CN')
    .option('--model <model>', 'asked for the sample of an answer; the one asked last unless given')
    .option('--url <url>', 'where the running server is reached; from the configuration unless given')
    .option('--picture <file>', 'a picture of your own app, PNG or JPEG; may be given again', collect, [])
    .option('--json', 'print JSON')
    .action(run((context, options: MaterialsOptions) => makeMaterials(context, options)));
}

const collect = (path: string, before: readonly string[]): string[] => [...before, path];

async function makeMaterials(context: CommandContext, options: MaterialsOptions): Promise<ExitCode> {
  const [{ createMaterials }, { publicUrlOf }] = await Promise.all([
    import('../../materials/create-materials.ts'),
    import('../../setup-token.ts'),
  ]);
  const url = await reachable(options.url ?? publicUrlOf(context.config));
  return await withCore(context, async (core) => {
    await core.registry.live.refresh();
    const services = [...core.registry.live.current.services.values()];
    const service = services.find(({ id, name }) => id === options.service || name === options.service);
    if (service === undefined)
      throw wrongUse(
        `there is no service ${options.service}; there are: ${services.map(({ name }) => name).join(', ')}`,
      );
    const order = labelMaterialsSchema.safeParse({
      service: service.id,
      language: options.language,
      ...(options.model === undefined ? {} : { model: options.model }),
      pictures: await readPictures(options.picture),
    });
    if (!order.success) {
      const [issue] = order.error.issues;
      throw wrongUse(`${issue?.path.join('.')}: ${issue?.message}`);
    }
    const { chromium, ffmpeg } = context.config;
    const materials = createMaterials({ ...core, chromium, ffmpeg, url });
    const { packId, files, taken, filmMissing, hasAnswer } = await materials.make(order.data, 'cli');
    for (const { path, bytes } of files) await put(join(options.out, path), bytes);
    const reasons = [taken.kind === 'none' ? taken.reason : null, filmMissing];
    const missing = reasons.flatMap((reason) => (reason === null ? [] : [`${reason.zh} · ${reason.en}`]));
    context.output.result(
      {
        pack: packId,
        out: options.out,
        files: files.map(({ path }) => path),
        screenshots: taken.kind,
        missing,
        hasAnswer,
      },
      [...files.map(({ path }) => join(options.out, path)), ...missing],
    );
    return 0;
  });
}

/** The address, if a server of ours answers there. */
async function reachable(url: string): Promise<string | undefined> {
  const base = url.replace(/\/$/, '');
  try {
    const { statusCode, body } = await request(`${base}/healthz`, { signal: AbortSignal.timeout(REACH_MS_MAX) });
    await body.dump();
    return statusCode === 200 ? base : undefined;
  } catch {
    // Nobody there: the materials are made without a browser's pictures, and say so.
    return undefined;
  }
}

const readPictures = (paths: readonly string[]): Promise<{ caption: string; base64: string }[]> =>
  Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path).catch((error: unknown) => {
        throw inputUnreadable(path, error);
      });
      return { caption: basename(path), base64: bytes.toString('base64') };
    }),
  );

async function put(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (error) {
    throw inputUnreadable(path, error);
  }
}
