import type { FormRule } from 'antd';
import type { z } from 'zod';

/** A form rule from a schema of the contract, so that the form refuses exactly what the server would. */
export const ruleOf = (schema: z.ZodType, message: string): FormRule => ({
  validator: async (_rule, value: unknown) => {
    if (!schema.safeParse(value).success) throw new Error(message);
  },
});
