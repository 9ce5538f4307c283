import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { renderSounds } from '../../scripts/generate-sounds.ts';
import { partsOf } from './evasion/parts.ts';
import { soundTables } from './evasion/sounds.ts';

it('fold-sounds.ts is what its generator makes of the dictionary', () => {
  assert.equal(readFileSync(new URL('./fold-sounds.ts', import.meta.url), 'utf8'), renderSounds());
});

it('nearly every character has a sound, and none has more than three', () => {
  const { usual, others } = soundTables();
  assert.ok(usual.filter((symbol) => symbol !== 0).length > 20_000);
  assert.ok([...others.values()].every((further) => further.length <= 2));
});

it('parts are two or three other characters', () => {
  for (let unit = 0x4e00; unit < 0xa000; unit += 1) {
    const parts = partsOf(unit);
    if (parts === null) continue;
    assert.ok(parts.length === 2 || parts.length === 3);
    assert.ok(!parts.includes(unit), String.fromCharCode(unit));
  }
});
