import { randomBytes } from 'node:crypto';
import { HeguiError } from '../../kernel/index.ts';
import { asArray, type JsonObject, textOf } from '../chat/json-object.ts';
import { invalid } from '../chat/request.ts';

/** A file of a form. */
export interface FormFile {
  readonly field: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface Form {
  /** Texts by field; an array where a field was sent more than once. */
  readonly fields: JsonObject;
  readonly files: readonly FormFile[];
}

const PARTS_MAX = 200;
/** No field of a form may have this name: the names of its files are screened under it. */
export const FILE_NAMES = '#files';

/**
 * Reads a `multipart/form-data` body.
 *
 * @throws HeguiError E_REQUEST_INVALID for another media type, a body that is no form, or more than 200 parts.
 */
export async function parseForm(body: Buffer, contentType: string): Promise<Form> {
  if (!/^multipart\/form-data\s*;/i.test(contentType))
    throw invalid('content-type', 'must be multipart/form-data with a boundary; this endpoint takes a form');
  const entries = [...(await readEntries(body, contentType))];
  if (entries.length > PARTS_MAX) throw invalid('body', `has more than ${PARTS_MAX} parts`);
  const fields: JsonObject = {};
  const files: FormFile[] = [];
  for (const [field, value] of entries) {
    if (field.startsWith('#')) throw invalid(field.slice(0, 40), 'is no name of a field; it begins with #');
    if (typeof value === 'string') addField(fields, field, value);
    else {
      const bytes = new Uint8Array(await value.arrayBuffer());
      files.push({ field, name: value.name, mediaType: value.type, bytes });
    }
  }
  return { fields, files };
}

async function readEntries(body: Buffer, contentType: string) {
  try {
    const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': contentType } }).formData();
    return form.entries();
  } catch (cause) {
    const fields = [{ path: 'body', message: 'is not a whole multipart/form-data body' }];
    throw new HeguiError('E_REQUEST_INVALID', 'the body is not a whole multipart/form-data body', { fields, cause });
  }
}

function addField(fields: JsonObject, name: string, value: string): void {
  if (!Object.hasOwn(fields, name)) {
    Object.defineProperty(fields, name, { value, enumerable: true, writable: true, configurable: true });
    return;
  }
  const before = fields[name];
  fields[name] = Array.isArray(before) ? [...before, value] : [before, value];
}

/** Everything textual of a form as one body for screening: its fields, and the names of its files. */
export const textsOfForm = ({ fields, files }: Form): JsonObject =>
  files.length === 0 ? fields : { ...fields, [FILE_NAMES]: files.map(({ name }) => name) };

/** Writes forms anew with one boundary, so that the media type is known before the first of them is written. */
export class FormWriter {
  readonly #boundary = `hegui-${randomBytes(18).toString('hex')}`;

  get contentType(): string {
    return `multipart/form-data; boundary=${this.#boundary}`;
  }

  /** The form with texts as they were screened, see `textsOfForm`. */
  write(screened: JsonObject, files: readonly FormFile[]): Buffer {
    const { [FILE_NAMES]: names, ...fields } = screened;
    const parts = Object.entries(fields).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => this.#part(name, null, '', Buffer.from(textOf(one)))),
    );
    const written = files.map(({ field, name, mediaType, bytes }, index) =>
      this.#part(field, textOf(asArray(names)[index]) || name, mediaType, bytes),
    );
    return Buffer.concat([...parts, ...written, Buffer.from(`--${this.#boundary}--\r\n`)]);
  }

  #part(field: string, fileName: string | null, mediaType: string, bytes: Uint8Array): Buffer {
    const file = fileName === null ? '' : `; filename="${quoted(fileName)}"`;
    const type = fileName === null ? '' : `content-type: ${mediaTypeOf(mediaType)}\r\n`;
    const head = `--${this.#boundary}\r\ncontent-disposition: form-data; name="${quoted(field)}"${file}\r\n${type}\r\n`;
    return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n')]);
  }
}

// As browsers write them (WHATWG HTML, multipart/form-data).
const quoted = (text: string): string => text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');

const mediaTypeOf = (type: string): string =>
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[\x20-\x7e]*)?$/.test(type) ? type : 'application/octet-stream';
