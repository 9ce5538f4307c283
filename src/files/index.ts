export { FILE_NAME, type FileStore, type StoredName } from './file-store.ts';
export { FolderStore } from './folder-store.ts';
export { type OpenFileStore, openFileStore } from './open-file-store.ts';
export { S3Store, type S3StoreOptions } from './s3-store.ts';
export { type FileSealing, openStream, sealedSize, sealStream } from './sealed-stream.ts';
