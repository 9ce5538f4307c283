import { invalidField } from '../kernel/index.ts';
import type { FormBody } from './model.ts';

const FIELDS_MAX = 60;

/**
 * A form as browsers send it, plain or with files. Node's own reader of forms takes it apart.
 *
 * @throws HeguiError E_REQUEST_INVALID for a body that is no form.
 */
export async function readFormBody(bytes: Buffer, contentType: string): Promise<FormBody> {
  // Node reads multipart and plain forms by one and the same call.
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } })
    .formData()
    .catch((cause: unknown) => {
      if (cause instanceof TypeError) throw invalidField('body', 'is not a form as browsers send it');
      throw cause;
    });
  const fields = new Map<string, string>();
  const files: FormBody['files'][number][] = [];
  for (const [field, value] of form.entries()) {
    if (fields.size + files.length >= FIELDS_MAX) throw invalidField('body', `has more than ${FIELDS_MAX} fields`);
    if (typeof value === 'string') {
      if (!fields.has(field)) fields.set(field, value);
      // A field for files that was left empty is sent as a file without name and bytes.
    } else if (value.name !== '' || value.size > 0) {
      files.push({ field, name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
    }
  }
  return { fields, files };
}
