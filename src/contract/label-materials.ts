import { z } from 'zod';
import { documentLanguageSchema } from './label-exports.ts';

/** Pictures that the provider takes itself, such as of its own app; PNG or JPEG in base64, 5 MiB at most. */
export const MATERIALS_PICTURES_MAX = 10;
export const MATERIALS_PICTURE_BYTES_MAX = 5 * 1_048_576;
const BASE64_CHARS_MAX = Math.ceil(MATERIALS_PICTURE_BYTES_MAX / 3) * 4;

/**
 * POST /api/label/materials: the materials that app stores and filings ask for about the labels of a service, as an archive.
 * @law labelling-measures#7 labelling-measures#12
 */
export const labelMaterialsSchema = z.strictObject({
  service: z.string().trim().min(1).max(100),
  language: documentLanguageSchema.default('zh-CN'),
  /** What is asked for the sample of an answer; the model that was asked last, unless named. */
  model: z.string().trim().min(1).max(200).optional(),
  pictures: z
    .array(z.strictObject({ caption: z.string().trim().min(1).max(200), base64: z.base64().max(BASE64_CHARS_MAX) }))
    .max(MATERIALS_PICTURES_MAX)
    .default([]),
});
export type LabelMaterials = z.output<typeof labelMaterialsSchema>;
