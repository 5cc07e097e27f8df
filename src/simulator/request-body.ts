import { z } from 'zod';

/** What is wrong with a body: not JSON at all, or where and how it breaks the schema. */
export type BodyFault = { readonly notJson: true } | { readonly notJson: false; readonly error: z.ZodError };

/** Parses and checks a JSON body; the vendor's simulator turns the fault into its own error shape. */
export function readJson<T>(
  schema: z.ZodType<T>,
  body: Uint8Array,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: BodyFault } {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { ok: false, fault: { notJson: true } };
  }
  const result = schema.safeParse(json, { reportInput: true });
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, fault: { notJson: false, error: result.error } };
}
