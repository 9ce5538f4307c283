import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { createKeyFile } from '../../../kernel/index.ts';
import { fingerprintOf } from '../../../label/index.ts';
import { newKeyPem, publicKeyPem } from '../../../sm2/index.ts';
import { openLabelSigner } from '../../label-keys.ts';
import type { CommandContext, ExitCode, RunCommand } from '../context.ts';
import { wrongUse } from '../output.ts';

/** `label key`: keys of SM2 that sign labels. */
export function keyCommand(label: Command, run: RunCommand): void {
  const key = label.command('key').description('标识签名密钥（SM2） · keys of SM2 that sign labels');
  key
    .command('new <file>')
    .description('新建密钥文件，仅本人可读 · makes a key file that only its owner may read; never replaces one')
    .option('--json', 'print JSON')
    .action(run((context, file: string) => makeKey(context, file)));
  key
    .command('show <file>')
    .description('显示公钥，供他人固定 · prints the public key, for others to pin')
    .option('--json', 'print JSON')
    .action(run((context, file: string) => showKey(context, file)));
}

async function makeKey(context: CommandContext, file: string): Promise<ExitCode> {
  if (existsSync(file)) throw wrongUse(`${file} is there already; a key is never replaced`);
  const pem = newKeyPem();
  if (createKeyFile(file, pem) !== pem) throw wrongUse(`${file} was made by another process meanwhile`);
  return await showKey(context, file);
}

async function showKey({ output }: CommandContext, file: string): Promise<ExitCode> {
  const { publicKey } = openLabelSigner(file);
  const pem = publicKeyPem(publicKey);
  const fingerprint = await fingerprintOf(publicKey);
  output.result({ file, algorithm: 'SM2', fingerprint, publicKey: pem }, [pem.trimEnd(), `SM3 ${fingerprint}`]);
  return 0;
}
