import assert from 'node:assert/strict';
import { HeguiError } from '../../kernel/errors.ts';
import { detectFormat, readFileLabels, verifyFile, writeFileLabel } from '../file/label-file.ts';
import { patchedBytes } from '../file/patch.ts';
import { type ByteSource, bytesSource } from '../file/source.ts';
import { contentDigest } from '../security/content.ts';
import { mutate } from './mutations.ts';
import { sampleLabel } from './sample-label.ts';

/** Mutations of each sample that the suite tries; `HEGUI_FUZZ_RUNS` asks for more. */
const RUNS = Number(process.env.HEGUI_FUZZ_RUNS ?? 400);

/**
 * Reads and writes many mutations of a file, and finds what a signature would be bound to. Nothing but a HeguiError that names a fault
 * of the file may come of it, and what was written must read back as it was asked for.
 */
export async function fuzzFile(sample: Uint8Array, name: string | null, random: () => number): Promise<void> {
  const label = sampleLabel('fuzz');
  for (let run = 0; run < RUNS; run += 1) {
    const source = bytesSource(mutate(sample, random));
    await verifyFile(source, name);
    await findContent(source, name);
    const outcome = await writeFileLabel(source, label, name).then(
      (patch) => patch,
      (error: unknown) => error,
    );
    if (outcome instanceof Error) {
      assert.ok(outcome instanceof HeguiError, outcome.stack);
      assert.notEqual(outcome.code, 'E_INTERNAL', `run ${run}: ${outcome.message}`);
      continue;
    }
    assert.ok(Array.isArray(outcome));
    const written = bytesSource(await patchedBytes(source, outcome));
    const { carriers } = await readFileLabels(written, name);
    assert.equal(carriers.filter(({ value }) => value?.members.ProduceID === 'fuzz').length, 1, `run ${run}`);
  }
}

const READ_WHOLE = {
  digest: async (content: ByteSource): Promise<string> => String((await content.read(0, content.size)).length),
};

/** Goes through what a signed label of the file is bound to. */
export async function findContent(source: ByteSource, name: string | null): Promise<void> {
  const format = await detectFormat(source, name);
  if (format !== null) await contentDigest(format, source, {}, READ_WHOLE);
}
