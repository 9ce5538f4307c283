import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  checkSidecar,
  judgeSignature,
  type LabelTrust,
  type SignatureVerdict,
  sidecarName,
  type Verdict,
  verifyFile,
} from '../../../label/index.ts';
import type { ExitCode } from '../output.ts';
import { credentialLines } from './credential-lines.ts';
import type { ForFile, Told } from './each-file.ts';
import type { FileSource } from './file-source.ts';

const VERDICTS: Readonly<Record<Verdict['kind'], string>> = {
  conformant: '合规 · conformant',
  'non-conformant': '不合规 · not conformant',
  misplaced: '标识位置不对 · a label in a place where it is none',
  none: '无标识 · no label',
  unreadable: '无法读取 · unreadable',
};

const SIGNATURES: Readonly<Record<SignatureVerdict['kind'], string>> = {
  none: '未签名 · not signed',
  opaque: '预留字段为生产者自有内容，无法核验 · the reserved code is the producer’s own, nothing to check',
  unsupported: '有安全数据，但没有可核验的标识签名 · security data without a signature that could be checked',
  unchecked: '有签名，未核验 · signed, not checked',
  mismatch: '签名与指南规定的文本不符 · signature does not match guide text',
  'not-pinned': '签名成立，但密钥未固定，只证明未被改动 · intact; key not pinned, so not proven whose',
  valid: '签名成立 · signature valid',
};

const CONTENTS: Readonly<Record<SignatureVerdict['content'], string | null>> = {
  none: null,
  unknown: '内容绑定方式未知 · bound to its content in a way that is not known',
  intact: '内容未变 · content is what was signed',
  broken: '内容绑定不成立：签名后文件被改动 · content binding broken: the file was changed after signing',
};

/**
 * Judges one file: 0 when its label is conformant, its content what was signed, and, where keys were pinned, signed by one of
 * them; 1 otherwise.
 */
export const verifyOne =
  (trust: LabelTrust, mustBeSigned: boolean): ForFile =>
  async (source, path) => {
    const verdict = await verifyFile(source, basename(path), trust);
    const beside = verdict.kind === 'none' ? readSidecar(path) : null;
    if (beside !== null) return await verifySidecar(source, path, beside, trust, mustBeSigned);
    const { kind, ...rest } = verdict;
    if (verdict.kind === 'unreadable')
      return {
        code: 3,
        json: { file: path, verdict: kind, ...rest },
        lines: [headline(path, kind), `  ${verdict.reason}`],
      };
    const signature = 'signature' in verdict ? verdict.signature : null;
    return {
      code: codeOf(kind, signature, mustBeSigned),
      json: { file: path, verdict: kind, ...rest },
      lines: [
        headline(path, kind),
        ...verdict.findings.map(({ message }) => `  ${message}`),
        ...(signature === null ? [] : signatureLines(signature)),
        ...credentialLines(verdict.credentials),
      ],
    };
  };

const headline = (path: string, kind: Verdict['kind']): string => `${path}: ${VERDICTS[kind]}`;

function codeOf(kind: Verdict['kind'], signature: SignatureVerdict | null, mustBeSigned: boolean): ExitCode {
  if (kind !== 'conformant' || signature?.content === 'broken') return 1;
  return mustBeSigned && signature?.kind !== 'valid' ? 1 : 0;
}

function signatureLines({ kind, keyName, fingerprint, content, basis }: SignatureVerdict): string[] {
  if (kind === 'none') return [];
  const whose = keyName ?? (fingerprint === null ? null : `SM3 ${fingerprint.slice(0, 16)}…`);
  const bound = CONTENTS[content];
  return [
    `  ${SIGNATURES[kind]}${whose === null ? '' : ` (${whose})`}`,
    ...(bound === null ? [] : [`  ${bound}`]),
    ...(kind === 'opaque' ? [] : [`  ${basis}`]),
  ];
}

function readSidecar(path: string): string | null {
  const sidecar = sidecarName(path);
  return existsSync(sidecar) ? readFileSync(sidecar, 'utf8') : null;
}

async function verifySidecar(
  source: FileSource,
  path: string,
  text: string,
  trust: LabelTrust,
  mustBeSigned: boolean,
): Promise<Told> {
  const { kind, members, findings } = await checkSidecar(source, basename(path), text);
  // A sidecar is bound to its file by its own hash.
  const signature = await judgeSignature(members, trust, async () => null);
  return {
    code: codeOf(kind, signature, mustBeSigned),
    json: { file: path, verdict: kind, sidecar: sidecarName(path), findings, members, signature },
    lines: [
      `${headline(path, kind)} (${sidecarName(path)})`,
      ...findings.map(({ message }) => `  ${message}`),
      ...signatureLines(signature),
    ],
  };
}
