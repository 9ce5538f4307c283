import type { ContentCredentials } from '../../../label/index.ts';

const HASHES: Readonly<Record<ContentCredentials['dataHash'], string>> = {
  matches: '内容与清单所签一致（签名本身未核验） · bytes are those that were signed (the signature is not checked)',
  mismatch:
    '内容与清单所签不一致：签名后文件被改动，清单已失效 · bytes were changed after signing: the manifest is invalid',
  unchecked: '未核验内容是否与清单一致 · not checked against the bytes',
};

/** What is said once a label was written into a signed file. */
export const INVALIDATED =
  '  写入标识会使 C2PA 清单失效，请重新签名 · the label invalidates the C2PA manifest; sign again';

/** The other story of a file, beside its label. */
export function credentialLines(credentials: ContentCredentials | null): string[] {
  if (credentials === null) return [];
  const { place, claimGenerator, sourceTypes, dataHash } = credentials;
  return [
    `  C2PA: ${[place, claimGenerator, ...sourceTypes].filter((part) => part !== null).join(', ')}`,
    `    ${HASHES[dataHash]}`,
  ];
}
