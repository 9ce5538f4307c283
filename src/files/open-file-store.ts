import { join } from 'node:path';
import { type Clock, type Config, HeguiError } from '../kernel/index.ts';
import type { FileStore } from './file-store.ts';
import { FolderStore } from './folder-store.ts';
import { S3Store } from './s3-store.ts';

/** A file store in use, and how it ends. */
export interface OpenFileStore {
  readonly store: FileStore;
  close(): Promise<void>;
}

/** The store that the configuration names: a folder in the data folder, or a bucket. Nothing is asked of it yet. */
export function openFileStore({ files, data }: Pick<Config, 'files' | 'data'>, clock: Clock): OpenFileStore {
  if (files.store === 'folder') return { store: new FolderStore(join(data, 'files')), close: () => Promise.resolve() };
  const { endpoint, bucket, accessKeyId, secretAccessKey, ...others } = files.s3;
  if (endpoint === undefined || bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined)
    throw new HeguiError(
      'E_CONFIG_INVALID',
      'files.s3: endpoint, bucket, accessKeyId and secretAccessKey are required',
    );
  const store = new S3Store({ endpoint, bucket, accessKeyId, secretAccessKey, clock, ...others });
  return { store, close: () => store.close() };
}
