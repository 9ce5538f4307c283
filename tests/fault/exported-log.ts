import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { type Made, runHegui } from '../support/server-process.ts';

/** What the exported log says of the exchanges, and what `hegui verify` finds in it. */
export interface ExportedLog {
  /** Records of each kind for each exchange. */
  readonly opened: ReadonlyMap<string, number>;
  readonly closed: ReadonlyMap<string, number>;
  readonly entries: number;
  readonly findings: readonly { readonly kind: string; readonly subject: string }[];
}

const reportSchema = z.object({
  entries: z.number(),
  findings: z.array(z.object({ kind: z.string(), subject: z.string() })),
});
const lineSchema = z.object({ kind: z.string(), body: z.string() });
const bodySchema = z.object({ data: z.object({ exchange: z.string() }) });

/** Exports the log by the command line, beside a running server or alone, and verifies it with the key kept apart. */
export async function exportLog(
  folder: string,
  settings: Readonly<Record<string, string>>,
  { verifierKey }: Pick<Made, 'verifierKey'>,
): Promise<ExportedLog> {
  const bundle = join(folder, 'bundle.jsonl.gz');
  const exported = await runHegui(['evidence', 'export', '--out', bundle, '--json'], settings);
  assert.equal(exported.code, 0, `${exported.stderr}${exported.stdout}`);
  const verified = await runHegui(['verify', bundle, '--key', verifierKey, '--json'], {});
  const { entries, findings } = reportSchema.parse(JSON.parse(verified.stdout));
  assert.equal(verified.code, findings.length === 0 ? 0 : 1);
  const lines = gunzipSync(readFileSync(bundle)).toString('utf8').split('\n');
  return { opened: count(lines, 'request.opened'), closed: count(lines, 'response.closed'), entries, findings };
}

function count(lines: readonly string[], kind: string): Map<string, number> {
  const counted = new Map<string, number>();
  for (const text of lines) {
    if (!text.includes(kind)) continue;
    const line = lineSchema.parse(JSON.parse(text));
    if (line.kind !== kind) continue;
    const { exchange } = bodySchema.parse(JSON.parse(line.body)).data;
    counted.set(exchange, (counted.get(exchange) ?? 0) + 1);
  }
  return counted;
}

/**
 * The log is whole, every exchange has one opening and at most one closing, those without a closing are the ones the
 * verifier names, and every answer that a client saw whole is closed.
 *
 * @returns the exchanges without a closing.
 */
export function assertHonest(log: ExportedLog, seenWhole: ReadonlySet<string>): string[] {
  const unclosed = [...log.opened.keys()].filter((id) => !log.closed.has(id)).sort();
  assert.deepEqual(
    log.findings.map(({ kind, subject }) => `${kind} ${subject}`).sort(),
    unclosed.map((id) => `unclosed ${id}`),
  );
  assert.deepEqual(repeated(log.opened), []);
  assert.deepEqual(repeated(log.closed), []);
  assert.deepEqual(
    [...log.closed.keys()].filter((id) => !log.opened.has(id)),
    [],
  );
  assert.deepEqual(
    [...seenWhole].filter((id) => !log.closed.has(id)),
    [],
  );
  return unclosed;
}

const repeated = (counted: ReadonlyMap<string, number>): string[] =>
  [...counted].filter(([, times]) => times !== 1).map(([id]) => id);
