import type { Findings, Reason } from './findings.ts';

/** Reasons are shared between services that do not differ for a rule, so each is written once. */
const written = new WeakMap<Reason, string>();

/** The findings as JSON; the same text as `JSON.stringify` gives, in a fraction of the time for many services. */
export function writeFindings({ reasons, questions, ...found }: Findings): string {
  const told = reasons.map((reason) => {
    const known = written.get(reason);
    if (known !== undefined) return known;
    const text = JSON.stringify(reason);
    written.set(reason, text);
    return text;
  });
  return `${JSON.stringify(found).slice(0, -1)},"reasons":[${told.join()}],"questions":${JSON.stringify(questions)}}`;
}
