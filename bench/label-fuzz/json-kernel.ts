import { seededRandom } from '../../src/kernel/testing/seeded-random.ts';
import { utf8 } from '../../src/label/file/bytes.ts';
import { takeEngine } from '../../src/label/formats/json/kernel/engine.ts';
import { isJson, outcomeOf } from '../../src/label/testing/json-scans.ts';
import { damagedJson, randomJson } from '../../src/label/testing/random-json.ts';

/** What came of texts that kernel, twin and the language itself were given. */
export interface KernelTally {
  readonly texts: number;
  readonly accepted: number;
  readonly findings: readonly string[];
}

/** Holds the kernel of JSON against its twin, in pieces of random lengths, and both against the language, on so many texts. */
export function fuzzJsonKernel(texts: number, seed: number): KernelTally {
  const engine = takeEngine();
  if (engine === null) throw new Error('this Node has no WebAssembly with vector instructions');
  const findings: string[] = [];
  let accepted = 0;
  for (let text = 0; text < texts; text += 1) {
    const random = seededRandom(seed + text);
    const whole = utf8(randomJson(random, 100 + random() * 2_000));
    const bytes = random() < 0.8 ? damagedJson(whole, random) : whole;
    const pieces = Array.from({ length: 1 + random() * 5 }, () => 1 + Math.floor(random() * 700));
    const outcome = outcomeOf(bytes, null, [bytes.length]);
    if (typeof outcome !== 'string') accepted += 1;
    const told = JSON.stringify(outcome);
    const isSame = [[engine.bytes.length], pieces].every(
      (lengths) => JSON.stringify(outcomeOf(bytes, engine, lengths)) === told,
    );
    if (!isSame) findings.push(`kernel and twin differ on text ${text} of seed ${seed}`);
    if ((typeof outcome !== 'string') !== isJson(bytes))
      findings.push(`the language differs on text ${text} of seed ${seed}`);
  }
  return { texts, accepted, findings };
}
