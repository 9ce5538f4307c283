import { SaxesParser } from 'saxes';
import { storageUnavailable } from './errors.ts';

export interface Listing {
  readonly files: readonly { readonly key: string; readonly changedAt: Date }[];
  /** Asks for the part after this one; null on the last. */
  readonly next: string | null;
}

/** Reads an answer of ListObjectsV2. @throws HeguiError E_STORAGE_UNAVAILABLE when it is none. */
export function readListing(xml: string): Listing {
  const path: string[] = [];
  const files: { key: string; changedAt: Date }[] = [];
  let file = { key: '', changedAt: '' };
  let next: string | null = null;
  let root = '';
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    if (path.length === 0) root = name;
    path.push(name);
    if (name === 'Contents') file = { key: '', changedAt: '' };
  });
  parser.on('text', (text) => {
    const [, parent, name] = path;
    if (parent === 'Contents' && name === 'Key') file.key += text;
    else if (parent === 'Contents' && name === 'LastModified') file.changedAt += text;
    else if (parent === 'NextContinuationToken' && name === undefined) next = (next ?? '') + text;
  });
  parser.on('closetag', ({ name }) => {
    path.pop();
    if (name === 'Contents') files.push({ key: file.key, changedAt: new Date(file.changedAt) });
  });
  try {
    parser.write(xml).close();
  } catch (cause) {
    throw storageUnavailable('the bucket answered with something that is no list', cause);
  }
  if (root !== 'ListBucketResult') throw storageUnavailable('the bucket answered with something that is no list');
  return { files: files.filter(({ changedAt }) => !Number.isNaN(changedAt.getTime())), next };
}
