import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { renderSounds } from '../../scripts/generate-sounds.ts';
import { partForm } from './evasion/part-forms.ts';
import { spellingsInParts } from './evasion/parts.ts';
import { soundTables } from './evasion/sounds.ts';

it('fold-sounds.ts is what its generator makes of the dictionary', () => {
  assert.equal(readFileSync(new URL('./fold-sounds.ts', import.meta.url), 'utf8'), renderSounds());
});

it('nearly every character has a sound, and none has more than three', () => {
  const { usual, others } = soundTables();
  assert.ok(usual.filter((symbol) => symbol !== 0).length > 20_000);
  assert.ok([...others.values()].every((further) => further.length <= 2));
});

it('a character is spelt as two or three parts in the form people type, in no way twice', () => {
  for (let unit = 0x4e00; unit < 0xa000; unit += 1) {
    const spellings = spellingsInParts(unit);
    for (const parts of spellings) {
      assert.ok(parts.length === 2 || parts.length === 3, String.fromCharCode(unit));
      assert.ok(
        parts.every((part) => partForm(part) === part),
        String.fromCharCode(unit),
      );
    }
    assert.equal(new Set(spellings.map(String)).size, spellings.length);
  }
});

it('a character is spelt in either order of two parts, by its neighbours taken together, and by what stands around', () => {
  const spellingsOf = (character: string): string[] =>
    spellingsInParts(character.charCodeAt(0)).map((parts) => String.fromCharCode(...parts));
  const cases: Readonly<Record<string, readonly string[]>> = {
    品: ['口口口'],
    好: ['女子', '子女'],
    章: ['立早', '音十', '立日十'],
    街: ['行圭', '彳圭亍'],
    谢: ['言射', '言身寸'],
    講: ['言冓'],
    寓: ['宀禺'],
  };
  for (const [character, spellings] of Object.entries(cases))
    for (const spelling of spellings) assert.ok(spellingsOf(character).includes(spelling), `${character} ${spelling}`);
  assert.deepEqual(spellingsOf('一'), []);
});
