import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { withFile } from './outside-readers.ts';

/** How Python's zipfile packs a sample. */
export interface ZipOptions {
  /** Written to a pipe: sizes stand in descriptors behind the data. */
  readonly isStreamed?: boolean;
  /** Sizes stand in ZIP64 fields of each entry. */
  readonly isZip64?: boolean;
  readonly comment?: string;
}

const MAKE = `
import json, sys, zipfile
entries, options, path = json.load(sys.stdin), json.loads(sys.argv[1]), sys.argv[2]
class Pipe:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
with open(path, 'wb') as file:
    with zipfile.ZipFile(Pipe(file) if options.get('isStreamed') else file, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries:
            info = zipfile.ZipInfo(name, (2025, 9, 1, 12, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == 'mimetype' else zipfile.ZIP_DEFLATED
            with archive.open(info, 'w', force_zip64=bool(options.get('isZip64'))) as entry: entry.write(text.encode())
        archive.comment = options.get('comment', '').encode()
`;
const READ = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    print(json.dumps({'comment': archive.comment.decode(), 'entries': [[i.filename, archive.read(i).decode()] for i in archive.infolist()]}))
`;
const readSchema = z.object({ comment: z.string(), entries: z.array(z.tuple([z.string(), z.string()])) });

/** A ZIP of texts by name, in their order, as Python makes it. */
export const pythonZip = (entries: readonly (readonly [string, string])[], options: ZipOptions = {}): Uint8Array =>
  withFile(new Uint8Array(), 'a.zip', (path) => {
    execFileSync('python3', ['-c', MAKE, JSON.stringify(options), path], { input: JSON.stringify(entries) });
    return readFileSync(path);
  });

/** The texts in a ZIP and its comment, as Python reads them; fails when a check sum is wrong. */
export const readPythonZip = (bytes: Uint8Array): z.infer<typeof readSchema> =>
  withFile(bytes, 'a.zip', (path) =>
    readSchema.parse(JSON.parse(execFileSync('python3', ['-c', READ, path], { encoding: 'utf8' }))),
  );
