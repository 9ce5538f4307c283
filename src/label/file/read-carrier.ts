import { errorFinding } from '../finding.ts';
import { LABEL_FORMATS } from '../formats/index.ts';
import { type Carrier, HEAD_BYTES, type LabelFormat } from './format.ts';
import { type LabelValue, readLabelValue } from './label-value.ts';
import { type ByteSource, unsupported } from './source.ts';

/** The kind of a file by its first bytes, and for text by the extension of its name; null when it is none that is known. */
export async function detectFormat(source: ByteSource, name: string | null = null): Promise<LabelFormat | null> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
  for (const format of LABEL_FORMATS) if (await format.detect(head, name, source)) return format;
  return null;
}

/** As `detectFormat`. @throws HeguiError E_FILE_UNSUPPORTED when it is none that is known. */
export async function requireFormat(source: ByteSource, name: string | null): Promise<LabelFormat> {
  const format = await detectFormat(source, name);
  if (format !== null) return format;
  throw unsupported(source.size === 0 ? 'the file is empty' : 'it is no kind of file in which labels are known');
}

/** A place in a file with what stands there; `value` is null where it is no label at all. */
export interface CarrierReading {
  readonly place: string;
  readonly isMain: boolean;
  readonly text: string;
  readonly value: LabelValue | null;
}

/** What stands in a place, and what departs from how the place wants it. */
export const readCarrier = ({ place, isMain, form, text }: Carrier): CarrierReading => {
  const value = readLabelValue(text);
  if (value === null || value.form === form) return { place, isMain, text, value };
  const message =
    form === 'bare'
      ? 'the value is wrapped in {"AIGC":…}; this place is named AIGC already and takes the seven members alone'
      : 'the value is not wrapped in {"AIGC":…}, as this place wants it';
  return { place, isMain, text, value: { ...value, findings: [...value.findings, errorFinding('form', message)] } };
};
