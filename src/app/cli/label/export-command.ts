import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { exchangeExportSchema } from '../../../contract/index.ts';
import { buildSidecar, bytesSource, sidecarName } from '../../../label/index.ts';
import { type CommandContext, type ExitCode, type RunCommand, withCore } from '../context.ts';
import { wrongUse } from '../output.ts';
import { inputUnreadable } from './input-unreadable.ts';

interface ExportOptions {
  readonly format: string;
  readonly scope: string;
  readonly language: string;
  readonly out?: string;
}

/** `label export`: a recorded conversation as a file with both labels, which is put into the register. */
export function exportCommand(label: Command, run: RunCommand): void {
  label
    .command('export <exchange>')
    .description('导出问答为带标识的文件 · a recorded conversation as a labelled file; opening it leaves evidence')
    .option('--format <format>', 'txt (with the label beside it, as FILE.aigc.json), md, docx or pdf', 'docx')
    .option('--scope <scope>', 'conversation, or answer alone', 'conversation')
    .option('--language <language>', 'of what is written around the text: zh-CN or en', 'zh-CN')
    .option('--out <file>', 'where to write it; a name of its own in this folder unless given')
    .option('--json', 'print JSON')
    .action(run((context, exchange: string, options: ExportOptions) => exportOne(context, exchange, options)));
}

async function exportOne(
  context: CommandContext,
  exchange: string,
  { out, ...options }: ExportOptions,
): Promise<ExitCode> {
  const { format, scope, language } = options;
  const order = exchangeExportSchema.safeParse({ exchange, format, scope, language });
  if (!order.success) {
    const [issue] = order.error.issues;
    throw wrongUse(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  return await withCore(context, async ({ registry, textExports }) => {
    await registry.live.refresh();
    const { file, name, sidecar } = await textExports.forStaff(order.data, 'cli');
    const path = out ?? name;
    await put(path, file.bytes);
    // It names the file that it lies beside.
    const beside = sidecar === null ? null : sidecarName(path);
    if (beside !== null) await put(beside, Buffer.from(await buildSidecar(bytesSource(file.bytes), path, file.label)));
    context.output.result({ exchange, out: path, sidecar: beside, produceId: file.produceId, aigc: file.label }, [
      `${exchange} → ${path}${beside === null ? '' : `, ${beside}`}`,
      `ProduceID ${file.produceId}`,
    ]);
    return 0;
  });
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes).catch((error: unknown) => {
    throw inputUnreadable(path, error);
  });
}
