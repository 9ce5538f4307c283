import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Verified } from './bundle-verifier.ts';
import { EXCHANGE_KINDS, FINDING_KINDS, type Finding } from './findings.ts';
import { parseVerifierKey } from './note.ts';
import { verifyBundle } from './verify.ts';

export const INSPECT_EXIT = { ok: 0, findings: 1, usage: 2, unreadable: 3 } as const;

const USAGE = `用法 / Usage: hegui-verify BUNDLE [--key VERIFIER-KEY] [--json]
  BUNDLE  证据包，.jsonl.gz 或解压后的 .jsonl / evidence bundle, packed or unpacked
  --key   另行保存的验证公钥 / the verifier key that you kept apart from the bundle
  --json  输出 JSON / print JSON
退出码 / Exit: 0 无发现 no findings; 1 有发现 findings; 2 用法 usage; 3 无法读取 unreadable
`;

/** Verifies the bundle that the arguments name and writes what was found; returns the exit code. `onProgress` is told of every piece. */
export async function inspectBundle(
  args: readonly string[],
  write: (text: string) => void,
  onProgress?: (bytes: number, size: number) => void,
): Promise<number> {
  const parsed = readArguments(args);
  if (parsed === null) {
    write(USAGE);
    return INSPECT_EXIT.usage;
  }
  try {
    const options = parsed.key === undefined ? {} : { pinnedKey: parsed.key };
    const verified = await verifyBundle(readBundle(parsed.file, onProgress), options);
    write(parsed.isJson ? `${JSON.stringify(verified)}\n` : describe(verified, parsed.key !== undefined));
    if (verified.ok) return INSPECT_EXIT.ok;
    return verified.findings.some(({ kind }) => kind === 'unreadable')
      ? INSPECT_EXIT.unreadable
      : INSPECT_EXIT.findings;
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (typeof code !== 'string' || Reflect.get(Object(error), 'syscall') === undefined) throw error;
    write(`无法读取文件 / cannot read the file: ${parsed.file} (${code})\n`);
    return INSPECT_EXIT.unreadable;
  }
}

async function* readBundle(file: string, onProgress: (bytes: number, size: number) => void = () => undefined) {
  const { size } = await stat(file);
  let bytes = 0;
  for await (const chunk of createReadStream(file)) {
    const part: Buffer = chunk;
    bytes += part.length;
    onProgress(bytes, size);
    yield part;
  }
}

function readArguments(args: readonly string[]): { file: string; key: string | undefined; isJson: boolean } | null {
  try {
    const options = { key: { type: 'string' }, json: { type: 'boolean' } } as const;
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) return null;
    if (values.key !== undefined && !parseVerifierKey(values.key).ok) return null;
    return { file, key: values.key, isJson: values.json === true };
  } catch {
    // parseArgs throws for an unknown option; the usage says which there are.
    return null;
  }
}

function describe(verified: Verified, isPinned: boolean): string {
  const { entries, checkpoints, exchanges, findings } = verified;
  const lines = [
    `日志 / log: ${verified.origin ?? '—'}`,
    `公钥 / key: ${verified.verifierKey ?? '—'}${isPinned ? '' : '（取自文件本身，未与另存的公钥比对 / taken from the file itself, compare it with the one you kept）'}`,
    `条目 / entries: ${entries}；检查点 / checkpoints: ${checkpoints}；交互 / exchanges: ${exchanges}`,
  ];
  const ofExchanges = findings.filter(({ kind }) => EXCHANGE_KINDS.has(kind));
  const ofLog = findings.filter(({ kind }) => !EXCHANGE_KINDS.has(kind));
  lines.push(...section('完整性 / integrity', ofLog), ...section('交互 / exchanges', ofExchanges));
  lines.push(verified.ok ? '通过：未发现改动。 / OK: nothing was changed.' : '未通过，见上。 / Not OK, see above.');
  return `${lines.join('\n')}\n`;
}

function section(title: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [
    `${title}:`,
    ...findings.map(({ kind, subject, message }) => {
      const { zh, en } = FINDING_KINDS[kind];
      return `  ✗ ${zh} / ${en} — ${subject}: ${message}`;
    }),
  ];
}
