import type { Example } from '../model.ts';
import { seededRandom } from '../random.ts';

const PLAIN = [
  '今天',
  '公园',
  '散步',
  '天气',
  '读书',
  '咖啡',
  '火车',
  '很好',
  '我们',
  '下午',
  '音乐',
  '桌子',
  '写信',
  '老师',
  '河边',
];
/** Invented words that stand in for what people would find: nothing else about these examples carries a risk. */
export const MARKS: Readonly<Record<string, readonly string[]>> = {
  'A.2.d': ['标记甲词', '甲类标语', '甲记'],
  'A.2.e': ['标记乙词', '乙类标语', '乙记'],
};

/** So many examples, half of them with one of the invented marks of a risk; the same for the same seed. */
export function markedExamples(count: number, seed: number, risks: readonly string[] = ['A.2.d', 'A.2.e']): Example[] {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[], fallback: T): T => items[Math.floor(random() * items.length)] ?? fallback;
  return Array.from({ length: count }, (_, index) => {
    const words = Array.from({ length: 5 + Math.floor(random() * 10) }, () => pick(PLAIN, '今天'));
    if (index % 2 === 0) return { text: `${words.join('')}。`, risk: null };
    const risk = pick(risks, 'A.2.d');
    words.splice(Math.floor(random() * words.length), 0, pick(MARKS[risk] ?? [], '标记'));
    return { text: `${words.join('')}。`, risk };
  });
}
