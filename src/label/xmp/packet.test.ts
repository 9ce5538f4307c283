import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, fromUtf8, latin1, utf8 } from '../file/bytes.ts';
import { bareLabelText } from '../implicit-label.ts';
import { packetWithTitle } from '../testing/pictures.ts';
import { sampleLabel } from '../testing/sample-label.ts';
import { blankXmpLabels, writeXmpPacket } from './packet.ts';
import { readXmpLabels } from './xmp.ts';

const label = sampleLabel();

test('a packet does not grow with every writing', () => {
  const once = writeXmpPacket(utf8(packetWithTitle()), label);
  assert.equal(writeXmpPacket(once, label), once, 'the same label is the same packet');
  const other = writeXmpPacket(once, sampleLabel('exc_test_0002'));
  assert.equal(other.length, once.length);
  assert.deepEqual(Buffer.from(writeXmpPacket(other, label)), Buffer.from(once));
});

test('a blanked packet is as long as before and keeps its other properties', () => {
  const packet = utf8(packetWithTitle(`<T:AIGC>${bareLabelText(label)}</T:AIGC>`));
  const blanked = blankXmpLabels(packet);
  assert.equal(blanked?.length, packet.length);
  assert.deepEqual(readXmpLabels(fromUtf8(blanked ?? packet)), []);
  assert.ok(fromUtf8(blanked ?? packet).includes('kettle'));
  assert.equal(blankXmpLabels(utf8(packetWithTitle())), null);
});

test('a packet that is not UTF-8 is never rewritten', () => {
  const packet = concat(utf8(packetWithTitle('<T:AIGC>{"Label":"1"}</T:AIGC>')), latin1('\xe9'));
  assert.throws(() => writeXmpPacket(packet, label), { code: 'E_FILE_UNSUPPORTED' });
  assert.throws(() => blankXmpLabels(packet), { code: 'E_FILE_UNSUPPORTED' });
});
