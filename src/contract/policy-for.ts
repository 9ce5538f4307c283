import type { z } from 'zod';
import { type Audience, type Policy, policySchema } from './policy.ts';

/** What an audience may not lay over: these have members of their own, or are the same for everybody. */
const OWN_MEMBERS = new Set([
  'audiences',
  'review',
  'label',
  'files',
  'mask',
  'standardAnswers',
  'outputCharsMax',
  'agreements',
  'identity',
  'training',
]);

/**
 * The whole policy as it counts for an audience. `ok: false` when what is laid over does not fit, with the path of the
 * member below `audiences` that is at fault.
 */
export function policyFor(
  policy: Policy,
  audience: Audience,
):
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly path: string; readonly why: string } {
  const over = audience === 'general' ? undefined : policy.audiences[audience];
  if (over === undefined) return { ok: true, policy };
  const at = `audiences.${audience}.engines`;
  const laid: Record<string, unknown> = {
    ...policy,
    standardAnswers: { ...policy.standardAnswers, ...over.standardAnswers },
    outputCharsMax: over.outputCharsMax ?? policy.outputCharsMax,
  };
  for (const [name, members] of Object.entries(over.engines)) {
    const own: unknown = Reflect.get(policy, name);
    if (OWN_MEMBERS.has(name) || typeof own !== 'object' || own === null || Array.isArray(own)) {
      const known = Object.entries(policy).filter(([key, value]) => !OWN_MEMBERS.has(key) && isPlainObject(value));
      const names = known.map(([key]) => key).join(', ');
      const why = `is no member of the policy that an audience may set; there are: ${names === '' ? 'none' : names}`;
      return { ok: false, path: `${at}.${name}`, why };
    }
    laid[name] = layOver(own, members);
  }
  const parsed = policySchema.safeParse(laid);
  if (parsed.success) return { ok: true, policy: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, path: `${at}.${pathOf(issue)}`, why: issue?.message ?? 'does not fit' };
}

const pathOf = (issue: z.core.$ZodIssue | undefined): string => issue?.path.map(String).join('.') ?? '';

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Member by member; an array or a plain value replaces what was there. */
function layOver(own: object, over: object): object {
  const merged: Record<string, unknown> = { ...own };
  for (const [name, value] of Object.entries(over)) {
    const before = merged[name];
    merged[name] = isPlainObject(before) && isPlainObject(value) ? layOver(before, value) : value;
  }
  return merged;
}
