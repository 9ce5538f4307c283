import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { isPuzzleSolved, puzzleChallenge, sumCaptcha } from './challenge.ts';
import { contrastOf, DARK_GROUNDS, darkPalette, LIGHT_GROUNDS, lightPalette } from './colours.ts';
import { readForm, renderForm } from './form.ts';
import { readFormBody } from './form-body.ts';
import { FormTokens } from './form-tokens.ts';
import { html, paragraphs } from './html.ts';
import { faultyKeys, fill, languageWanted } from './languages.ts';
import { plainText } from './plain-text.ts';
import { cleanReceipt, groupReceipt } from './receipts.ts';
import { clamdScanner } from './scanner.ts';
import { SendingLimits } from './sending-limits.ts';
import { portalTexts } from './texts.ts';
import { checkFiles, downloadHeaders, FILE_BYTES_MAX, safeFileName, typeOfBytes } from './uploads.ts';
import { USER_LINK_MS, UserLinks } from './user-links.ts';

const keyedHash = (use: string, subject: string): string =>
  createHash('sha256').update(`${use}\n${subject}`).digest('hex');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

test('whatever is put into markup comes out as text, and can be read back by a reader of markup', () => {
  const unescaped = (text: string): string =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const made = html`<p title="${text}">${text}</p>`.text;
      assert.equal(made.match(/[<>]/g)?.length, 4);
      assert.equal(unescaped(made.slice(made.indexOf('>') + 1, -4)), text);
    }),
  );
  assert.equal(String(html`${[html`<b>`, 'a<', null, false, 3]}`), '<b>a&lt;3');
  assert.equal(paragraphs('甲\n乙\n\n<丙>').join(''), '<p>甲<br>乙</p><p>&lt;丙&gt;</p>');
});

test('the texts of the portal are whole in both languages and fill in the same values', () => {
  assert.deepEqual(faultyKeys(portalTexts), []);
  assert.deepEqual(faultyKeys({ 'zh-CN': { a: '{x}', b: '', c: 'c' }, en: { a: 'a', b: 'b', d: 'd' } }), [
    'a',
    'b',
    'c',
    'd',
  ]);
  assert.equal(fill('{a} {b}', { a: 1 }), '1 {b}');
});

test('a language is the one wanted most of those there are, and Chinese otherwise', () => {
  for (const [header, expected] of [
    [undefined, 'zh-CN'],
    ['fr', 'zh-CN'],
    ['fr, en;q=0.5', 'en'],
    ['zh-TW;q=0.4, en-GB;q=0.6', 'en'],
    ['en;q=0, zh', 'zh-CN'],
  ] as const) {
    assert.equal(languageWanted(header), expected, header);
  }
});

test('every colour of a provider is shown so that it can be read, in light and in dark', () => {
  const channel = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(channel, channel, channel, (...channels) => {
      const colour = `#${channels.map((one) => one.toString(16).padStart(2, '0')).join('')}`;
      for (const [palette, grounds] of [
        [lightPalette(colour), LIGHT_GROUNDS],
        [darkPalette(colour), DARK_GROUNDS],
      ] as const) {
        for (const ground of grounds)
          assert.ok(contrastOf(palette.accent, ground) >= 4.5, `${colour} ${palette.accent}`);
        assert.ok(contrastOf(palette.accent, palette.onAccent) >= 4.5, `${colour} on ${palette.accent}`);
      }
    }),
  );
  assert.equal(lightPalette('#1f5fbf').accent, '#1f5fbf', 'a colour that can be read stays as it is');
});

test('files are known by their bytes alone, and everything that is not on the list is refused', () => {
  for (const [bytes, expected] of [
    ['\x89PNG\r\n\x1a\nrest', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['RIFF1234WEBPVP8 ', 'image/webp'],
    ['RIFF1234WAVEfmt ', 'audio/wav'],
    ['%PDF-1.7', 'application/pdf'],
    ['1234ftypisom', 'video/mp4'],
    ['plain words\n', 'text/plain'],
    [Buffer.from('普通文字').toString('latin1'), 'text/plain'],
    ['RIFF\0\0\0\0AVI ', null],
    ['MZ\x90\x00', null],
    ['PK\x03\x04', null],
    ['\x7fELF', null],
    [' <!DOCTYPE html><script>', null],
    ['<svg onload=alert(1)>', null],
    ['a\0b', null],
    ['\xff\xfe', null],
  ] as const) {
    assert.equal(typeOfBytes(bytesOf(bytes))?.mediaType ?? null, expected, JSON.stringify(bytes));
  }
});

test('a name ends as its bytes say, and leads neither out of a folder nor out of a header', () => {
  for (const [given, expected] of [
    ['照片.exe', '照片.png'],
    ['../../etc/passwd', 'passwd.png'],
    ['C:\\a\\b.png', 'b.png'],
    ['a"b\r\nx: y.png', 'a_b__x_ y.png'],
    ['', 'file.png'],
  ] as const) {
    assert.equal(safeFileName(given, 'png'), expected);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const headers = downloadHeaders({ name: safeFileName(name, 'txt'), mediaType: 'text/plain' });
      const disposition = headers['content-disposition'] ?? '';
      assert.match(disposition, /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w%.!~*'()-]*$/);
      assert.equal(disposition.split('"').length, 3);
    }),
  );
});

test('too many, empty, too large and unknown files are each refused by name', () => {
  const text = { name: 'a.txt', bytes: bytesOf('words') };
  assert.equal(checkFiles([text]).files[0]?.mediaType, 'text/plain');
  assert.equal(checkFiles(Array.from({ length: 6 }, () => text)).fault?.kind, 'tooManyFiles');
  assert.deepEqual(checkFiles([{ name: 'b.png', bytes: bytesOf('') }]).fault, { kind: 'fileEmpty', name: 'b.png' });
  assert.equal(checkFiles([{ name: 'c', bytes: Buffer.alloc(FILE_BYTES_MAX + 1, 65) }]).fault?.kind, 'fileTooLarge');
  assert.equal(checkFiles([text, { name: 'd.exe', bytes: bytesOf('MZ\0') }]).fault?.kind, 'fileUnknown');
});

/** A daemon that speaks ClamAV's protocol as its manual describes it, and finds a marker. */
async function startClamd(): Promise<{ server: Server; place: string; seen: Buffer[] }> {
  const seen: Buffer[] = [];
  const serve = (socket: Socket): void => {
    let held = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      const command = held.indexOf(0);
      if (command < 0 || held.subarray(0, command).toString() !== 'zINSTREAM') return;
      const parts: Buffer[] = [];
      for (let at = command + 1; held.length >= at + 4; ) {
        const length = held.readUInt32BE(at);
        if (held.length < at + 4 + length) return;
        if (length === 0) {
          const file = Buffer.concat(parts);
          seen.push(file);
          const word = file.includes('测试病毒') ? 'Test.Marker FOUND' : file.includes('no answer') ? 'ERROR' : 'OK';
          socket.end(`stream: ${word}\0`);
          return;
        }
        parts.push(held.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
    });
  };
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { server, place: `127.0.0.1:${address.port}`, seen };
}

test('a scanner that speaks the protocol of ClamAV tells clean from infected, and doubt is no answer', async () => {
  const { server, place, seen } = await startClamd();
  const scanner = clamdScanner(place);
  const large = Buffer.alloc(700_000, 'clean bytes ');
  assert.equal(await scanner.scan(large), 'clean');
  assert.ok(seen[0]?.equals(large), 'every byte arrived, across chunks');
  assert.equal(await scanner.scan(Buffer.from('有测试病毒')), 'infected');
  await assert.rejects(scanner.scan(Buffer.from('no answer')), { code: 'E_SCAN_UNAVAILABLE' });
  await new Promise((done) => server.close(done));
  await assert.rejects(scanner.scan(large), { code: 'E_SCAN_UNAVAILABLE' });
});

test('the script in the browser finds what the server takes, and its hash is SHA-256', () => {
  const seed = 'f'.repeat(32);
  const field = {
    dataset: { seed, bits: '16' },
    value: '',
    form: { classList: { add: () => undefined }, addEventListener: () => undefined },
  };
  const page = createContext({
    document: { querySelectorAll: () => [field] },
    performance: { now: () => 0 },
    setTimeout: () => assert.fail('the clock stands still, so it is found in one go'),
  });
  runInContext(readFileSync(join(import.meta.dirname, 'public', 'puzzle.js'), 'utf8'), page);
  assert.match(field.value, /^\d+$/);
  assert.ok(isPuzzleSolved(seed, field.value));
  assert.ok(!isPuzzleSolved(`${seed}0`, field.value) && !isPuzzleSolved(seed, '') && !isPuzzleSolved(seed, '1e3'));
});

test('without a script the right answer to the question passes, and no other', () => {
  const challenge = puzzleChallenge(sumCaptcha(keyedHash));
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{32}$/), (seed) => {
      const right = Array.from({ length: 19 }, (_, sum) => sum).filter((sum) =>
        challenge.isPassed(seed, new Map([['captcha', String(sum)]])),
      );
      assert.equal(right.length, 1);
    }),
  );
  assert.ok(!challenge.isPassed('a', new Map()));
  assert.match(String(challenge.render('a', 'en')), /what is (zero|one|two|three|four|five|six|seven|eight|nine) plus/);
});

test('a token fits the form and the browser that it was made for, for twelve hours', () => {
  let now = new Date('2026-11-26T00:00:00Z');
  const tokens = new FormTokens({
    keyedHash,
    fillRandom: (buffer) => void buffer.fill(7),
    clock: { now: () => now, monotonicMs: () => 0 },
  });
  const key = tokens.random();
  const token = tokens.make('new', 'visitor', key);
  assert.deepEqual(tokens.read('new', 'visitor', token), { key, isExpired: false });
  assert.equal(tokens.read('other', 'visitor', token), null);
  assert.equal(tokens.read('new', 'other', token), null);
  assert.equal(tokens.read('new', 'visitor', token.replace(/\d/, '9')), null);
  now = new Date('2026-11-26T12:00:01Z');
  assert.deepEqual(tokens.read('new', 'visitor', token), { key, isExpired: true });
});

test('a form keeps what was typed and says next to each field what is missing', async () => {
  const fields = [
    { kind: 'text', name: 'mail', label: 'Mail', type: 'email', charsMax: 50, isRequired: true },
    { kind: 'long-text', name: 'words', label: 'Words', charsMax: 5, isRequired: true },
    { kind: 'choice', name: 'pick', label: 'Pick', options: [{ value: 'a', label: 'A' }] },
  ] as const;
  const encoded = 'mail=no+mail&words=%3Cb%3E+too+long%0D%0A&pick=z';
  const body = await readFormBody(Buffer.from(encoded), 'application/x-www-form-urlencoded');
  const read = readForm(fields, body, 'en');
  assert.deepEqual(
    read.faults.map(({ name }) => name),
    ['mail', 'words', 'pick'],
  );
  const state = { hidden: html``, challenge: null, hasPuzzle: false };
  const shown = String(
    renderForm({
      action: '/x',
      fields,
      state,
      language: 'en',
      submit: 'Send',
      values: read.values,
      faults: read.faults,
    }),
  );
  assert.ok(shown.includes('value="no mail"') && shown.includes('&lt;b&gt; too long'));
  assert.match(shown, /<a href="#f-mail">“Mail” does not look like/);
  assert.match(shown, /aria-describedby="f-words-fault" aria-invalid="true"/);
});

test('a form with files is taken apart, and an empty field for files brings none', async () => {
  const form = new FormData();
  form.set('words', '文字');
  form.append('files', new File(['content'], 'a.txt'));
  form.append('files', new File([], ''));
  const request = new Request('http://x', { method: 'POST', body: form });
  const bytes = Buffer.from(await request.arrayBuffer());
  const body = await readFormBody(bytes, request.headers.get('content-type') ?? '');
  assert.equal(body.fields.get('words'), '文字');
  assert.deepEqual(
    body.files.map(({ field, name, bytes: file }) => [field, name, file.length]),
    [['files', 'a.txt', 7]],
  );
  await assert.rejects(readFormBody(Buffer.from('nonsense'), 'multipart/form-data; boundary=x'), {
    code: 'E_REQUEST_INVALID',
  });
});

test('a receipt is the same however it is copied', () => {
  assert.equal(groupReceipt('4F7K9QXA2T5B'), '4F7K-9QXA-2T5B');
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{12}$/), (number) => {
      assert.equal(cleanReceipt(` ${groupReceipt(number).toLowerCase()} `), number);
      assert.equal(cleanReceipt(number.replaceAll('0', 'o').replaceAll('1', 'l')), number);
    }),
  );
});

test('one address may send so much within so long, whatever others send', () => {
  let nowMs = 0;
  const limits = new SendingLimits({ now: () => new Date(), monotonicMs: () => nowMs });
  const limit = { name: 'send', count: 2, withinMs: 1_000 };
  for (let i = 0; i < 2; i++) limits.take(limit, '192.0.2.1');
  assert.throws(() => limits.take(limit, '192.0.2.1'), { code: 'E_RATE_LIMITED', retryAfterS: 1 });
  limits.take(limit, '192.0.2.2');
  limits.take({ ...limit, name: 'other' }, '192.0.2.1');
  nowMs = 1_000;
  limits.take(limit, '192.0.2.1');
  const rooms = Array.from({ length: 8 }, () => limits.takeRoom());
  assert.throws(() => limits.takeRoom(), { code: 'E_RATE_LIMITED' });
  rooms[0]?.();
  rooms[0]?.();
  limits.takeRoom();
  assert.throws(() => limits.takeRoom(), { code: 'E_RATE_LIMITED' });
});

test('plain markup gives headings, lists and paragraphs, and whatever else is typed is text', () => {
  const text = '# 总则\n第一段\n第二行\n\n## 细则\n- 甲\n- 乙\n1. 一\n2. 二\n<b>丙</b>';
  assert.equal(
    plainText(text).join(''),
    '<h2>总则</h2><p>第一段<br>第二行</p><h3>细则</h3><ul><li>甲</li><li>乙</li></ul><ol><li>一</li><li>二</li></ol><p>&lt;b&gt;丙&lt;/b&gt;</p>',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (any) => {
      const tags =
        plainText(any)
          .join('')
          .match(/<[^>]*>/g) ?? [];
      assert.ok(
        tags.every((tag) => /^<\/?(h2|h3|p|ul|ol|li|br)>$/.test(tag)),
        tags.join(''),
      );
    }),
  );
});

test('a link knows its user for an hour, and nobody when anything in it was changed', () => {
  let nowMs = 0;
  const links = new UserLinks({ keyedHash, clock: { now: () => new Date(nowMs), monotonicMs: () => nowMs } });
  const user = { serviceId: `svc_${'0'.repeat(26)}`, endUser: '9f86d081884c7d65' };
  const token = links.make(user);
  assert.deepEqual(links.read(token), user);
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === '0' ? '1' : '0';
    assert.equal(links.read(token.slice(0, at) + other + token.slice(at + 1)), null, `changed at ${at}`);
  }
  nowMs = USER_LINK_MS - 1;
  assert.deepEqual(links.read(token), user);
  nowMs = USER_LINK_MS;
  assert.equal(links.read(token), null);
});
