import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** A file with these bytes for the time of `work`, for readers that want a path. */
export function withFile<T>(bytes: Uint8Array, name: string, work: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-label-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return work(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });

const anyRecord = z.record(z.string(), z.unknown());

/** Everything ExifTool shows of a file, by `Group:Tag`; duplicates stand beside each other as `Group:Tag` and `Copy1:Tag`. */
export const exiftool = (bytes: Uint8Array, name: string): Record<string, unknown> =>
  withFile(bytes, name, (path) =>
    anyRecord.parse(
      z
        .array(z.unknown())
        .min(1)
        .parse(JSON.parse(run('exiftool', ['-j', '-G1', '-U', path])))[0],
    ),
  );

/** One tag as ExifTool takes it from a file, for those that it shows as binary. */
export const exiftoolValue = (bytes: Uint8Array, name: string, tag: string): string =>
  withFile(bytes, name, (path) => run('exiftool', ['-U', '-b', `-${tag}`, path]));

const probeSchema = z.looseObject({
  format: z.looseObject({ duration: z.string().optional(), tags: z.record(z.string(), z.string()).optional() }),
  streams: z.array(z.looseObject({ tags: z.record(z.string(), z.string()).optional() })),
});

/** What ffprobe shows of a film or a sound. */
export const ffprobe = (bytes: Uint8Array, name: string): z.infer<typeof probeSchema> =>
  withFile(bytes, name, (path) =>
    probeSchema.parse(
      JSON.parse(run('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', path])),
    ),
  );

/** MD5 of all decoded pictures and sounds, by ffmpeg: equal when nothing a person sees or hears has changed. */
export const decodedHash = (bytes: Uint8Array, name: string): string =>
  withFile(bytes, name, (path) => run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'md5', '-']).trim());

/** MD5 of the packets as they lie in the file, undecoded. */
export const packetHash = (bytes: Uint8Array, name: string): string => hashOfPackets(bytes, name, []);

/** As `packetHash`, from the key frame before that second on, which ffmpeg finds by the indexes of the file. */
export const packetHashFrom = (bytes: Uint8Array, name: string, seconds: number): string =>
  hashOfPackets(bytes, name, ['-ss', String(seconds)]);

const HASHED_BY_STREAM = ['-f', 'streamhash', '-hash', 'md5', '-'];
const hashOfPackets = (bytes: Uint8Array, name: string, from: readonly string[]): string =>
  withFile(bytes, name, (path) =>
    run('ffmpeg', ['-v', 'error', ...from, '-i', path, '-map', '0', '-c', 'copy', ...HASHED_BY_STREAM]).trim(),
  );

/** Whether the `flac` program finds a FLAC whole; it throws, with what it says, when not. */
export const testFlac = (bytes: Uint8Array): string =>
  withFile(bytes, 'a.flac', (path) => run('flac', ['--test', '--silent', '--warnings-as-errors', path]));

/** What exiv2 shows of XMP, one line a property. */
export const exiv2 = (bytes: Uint8Array, name: string): string =>
  withFile(bytes, name, (path) => run('exiv2', ['-px', path]));

/** The file after ExifTool has written into it what `args` say, such as `-Artist=A`. */
export const exiftoolWritten = (bytes: Uint8Array, name: string, args: readonly string[]): Uint8Array =>
  withFile(bytes, name, (path) => {
    run('exiftool', ['-q', '-overwrite_original', ...args, path]);
    return execFileSync('cat', [path], { maxBuffer: 64 * 1024 * 1024 });
  });

/** Where ExifTool finds the items of a HEIF, by their numbers; `from` is the base and the offset together. */
export const exiftoolItems = (
  bytes: Uint8Array,
  name: string,
): Map<number, { readonly method: number; readonly from: number; readonly length: number }> =>
  withFile(bytes, name, (path) => {
    const lines = run('exiftool', ['-v3', path]).matchAll(
      /Item (\d+): const_meth=(\d*) base=0x([\da-f]+) offset=0x([\da-f]+) len=0x([\da-f]+)/g,
    );
    return new Map(
      Array.from(lines, ([, id, method, base = '', offset = '', length = '']) => [
        Number(id),
        {
          method: Number(method),
          from: Number.parseInt(base, 16) + Number.parseInt(offset, 16),
          length: Number.parseInt(length, 16),
        },
      ]),
    );
  });

/** The bytes of one tag as ExifTool takes them out of a file, such as `-ThumbnailImage`. */
export const exiftoolBinary = (bytes: Uint8Array, name: string, tag: string): Uint8Array =>
  withFile(bytes, name, (path) => execFileSync('exiftool', ['-b', tag, path], { maxBuffer: 64 * 1024 * 1024 }));

/** A sample made by ffmpeg from its own test sources: `args` come between the program and the output file. */
export const ffmpegSample = (args: readonly string[], name: string): Uint8Array =>
  withFile(new Uint8Array(), name, (path) => {
    run('ffmpeg', ['-v', 'error', '-y', ...args, path]);
    return execFileSync('cat', [path], { maxBuffer: 64 * 1024 * 1024 });
  });

/** A small document of YAML, by the reader that comes with Perl. */
export const parseYaml = (text: string): unknown =>
  withFile(Buffer.from(text), 'a.yaml', (path) =>
    JSON.parse(
      run('perl', [
        '-MCPAN::Meta::YAML',
        '-MJSON::PP',
        '-e',
        'print encode_json(CPAN::Meta::YAML->read(shift)->[0])',
        path,
      ]),
    ),
  );

/** A PDF as qpdf makes it from another. */
export const qpdf = (bytes: Uint8Array, args: readonly string[]): Uint8Array =>
  withFile(bytes, 'a.pdf', (path) => {
    run('qpdf', [...args, path, `${path}.out`]);
    return readFileSync(`${path}.out`);
  });

/** What qpdf says of a PDF; fails when it finds an error or something to warn of. */
export const qpdfCheck = (bytes: Uint8Array): string =>
  withFile(bytes, 'a.pdf', (path) => run('qpdf', ['--check', path]));

const HTML_META = `
import json, sys
from html.parser import HTMLParser
class Reader(HTMLParser):
    found = []
    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == 'meta' and values.get('name') == sys.argv[2]: self.found.append(values.get('content'))
reader = Reader()
reader.feed(open(sys.argv[1], encoding='utf-8').read())
print(json.dumps(reader.found))
`;

/** The contents of all meta tags of that name, by Python's reader of HTML. */
export const parseHtmlMeta = (bytes: Uint8Array, name: string): unknown =>
  withFile(bytes, 'a.html', (path) => JSON.parse(run('python3', ['-c', HTML_META, path, name])));

/**
 * Whether OpenSSL takes a signature (DER) of SM2 with SM3 and the default identity over these bytes by a public key (PEM).
 */
export const opensslVerifies = (message: Uint8Array, signature: Uint8Array, publicKeyPem: string): boolean =>
  withFile(message, 'message', (path) =>
    withFile(signature, 'signature', (signaturePath) =>
      withFile(Buffer.from(publicKeyPem), 'key.pem', (keyPath) => {
        const { status } = spawnSync('openssl', [
          ...['pkeyutl', '-verify', '-pubin', '-inkey', keyPath, '-rawin', '-digest', 'sm3'],
          ...['-pkeyopt', 'distid:1234567812345678', '-in', path, '-sigfile', signaturePath],
        ]);
        if (status === null) throw new Error('openssl could not be started');
        return status === 0;
      }),
    ),
  );

/** A private key of SM2 (PKCS#8 in PEM) and its public key, made by OpenSSL. */
export function opensslKey(): { readonly privateKeyPem: string; readonly publicKeyPem: string } {
  const privateKeyPem = run('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2']);
  const publicKeyPem = execFileSync('openssl', ['pkey', '-pubout'], { input: privateKeyPem, encoding: 'utf8' });
  return { privateKeyPem, publicKeyPem };
}

/** A signature (DER) by OpenSSL with SM3 and the default identity. */
export const opensslSigns = (message: Uint8Array, privateKeyPem: string): Uint8Array =>
  withFile(message, 'message', (path) =>
    withFile(Buffer.from(privateKeyPem), 'key.pem', (keyPath) =>
      execFileSync('openssl', [
        ...['pkeyutl', '-sign', '-inkey', keyPath, '-rawin', '-digest', 'sm3'],
        ...['-pkeyopt', 'distid:1234567812345678', '-in', path],
      ]),
    ),
  );

const PILLOW = `
import sys
from PIL import Image
with Image.open(sys.argv[1]) as picture: picture.save(sys.argv[2])
`;

/** A picture that Pillow has opened and saved under the same ending. */
export const pillowSaved = (bytes: Uint8Array, name: string): Uint8Array =>
  withFile(bytes, name, (path) => {
    const out = join(path, '..', `saved-${name}`);
    // Debian's module belongs to Debian's Python, which is not always the first one in the path.
    run(existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3', ['-c', PILLOW, path, out]);
    return Uint8Array.from(readFileSync(out));
  });
