import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { HeguiError, readKeyFile } from '../../../kernel/index.ts';
import { bytesSource, readFileLabels } from '../../../label/index.ts';
import type { CommandContext, ExitCode, RunCommand } from '../context.ts';
import { wrongUse } from '../output.ts';
import { credentialLines } from './credential-lines.ts';
import { eachFile, placing } from './each-file.ts';
import { inputUnreadable } from './input-unreadable.ts';
import { writePatchedFile } from './write-file.ts';

interface SignOptions {
  readonly c2pa?: boolean;
  readonly certificate: string;
  readonly key: string;
  readonly timestamp?: string;
  readonly evenIfBound?: boolean;
  readonly out?: string;
}

/** `label sign`: a manifest of C2PA beside a label, signed with the provider's own certificate. */
export function signCommand(label: Command, run: RunCommand): void {
  label
    .command('sign <files...>')
    .description('签署 C2PA 清单 · signs a C2PA manifest over labelled files, with a certificate of your own')
    .option('--c2pa', 'what is signed: a manifest of C2PA (labels themselves are signed by label write --key)')
    .requiredOption('--certificate <file>', 'certificates in PEM: that of the key first, then who issued it')
    .requiredOption('--key <file>', 'private key in PEM, readable by its owner only')
    .option('--timestamp <url>', 'time-stamp service (RFC 3161) that is asked for each file')
    .option('--even-if-bound', 'also where the label is bound to the content by its own signature, which breaks')
    .option('--out <path>', 'file or folder for the result; without it the file itself is replaced')
    .option('--json', 'print one JSON line a file')
    .action(run((context, files: string[], options: SignOptions) => signFiles(context, files, options)));
}

async function signFiles(
  context: CommandContext,
  paths: readonly string[],
  { c2pa, certificate, key, timestamp, evenIfBound, out }: SignOptions,
): Promise<ExitCode> {
  if (c2pa !== true) throw wrongUse('say --c2pa; labels themselves are signed by hegui label write --key');
  if (timestamp !== undefined && !/^https?:\/\//.test(timestamp)) throw wrongUse('--timestamp must be an http address');
  // Loaded where it is needed: no other command compiles the library of C2PA.
  const { openCredential, SIGNED_FILE_BYTES_MAX, signManifest, timestampService } = await import(
    '../../../c2pa/index.ts'
  );
  const credential = openCredential(readText(certificate), requireKey(key), new Date());
  const service = timestamp === undefined ? null : timestampService(timestamp);
  const options = {
    claimant: { name: 'hegui', version: context.version },
    timestamp: service,
    evenIfBound: evenIfBound === true,
  };
  const placeOf = placing(paths, out);
  return await eachFile(context, paths, async (source, path) => {
    if (source.size > SIGNED_FILE_BYTES_MAX)
      throw new HeguiError('E_FILE_UNSUPPORTED', `files of up to ${SIGNED_FILE_BYTES_MAX} bytes are signed`);
    const bytes = await source.read(0, source.size);
    const signed = await signManifest(bytes, basename(path), credential, options);
    await writePatchedFile(source, [{ kind: 'bytes', bytes: signed }], placeOf(path));
    const { credentials } = await readFileLabels(bytesSource(signed), basename(path));
    return {
      code: 0,
      json: { file: path, out: placeOf(path), credentials },
      lines: [`${path} → ${placeOf(path)}`, ...credentialLines(credentials)],
    };
  });
}

function requireKey(path: string): string {
  const pem = readKeyFile(path);
  if (pem === null) throw inputUnreadable(path, new Error('there is no such file'));
  return pem;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw inputUnreadable(path, error);
  }
}
