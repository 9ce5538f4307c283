/**
 * What people type for a part that no keyboard gives, or that they would not know by name: the character it comes from or looks like.
 * `{18}` and the like are parts without a code point, numbered as in the BabelStone sequences.
 */
const NAMES = [
  // As it is written inside a character.
  '𥫗竹 𧾷足 𤣩王 ⺝月 ⺼月 𠆢人 牜牛 𧘇衣 𫜹彐 覀西 𦍌羊 ⺶羊 ⺷羊 ⺈刀 𠂉人 龵手 ⺗心 氺水 㣺心 𭕄小 ⺍小 ⺌小 夊夂 釆采 镸长 龰止 𦥑臼',
  '𠤎匕 丆厂 𠂆厂 𠂋厂 𧰨豕 豖豕 冃日/曰 冊册 𠕁册 糹纟 訁讠 飠饣 ⺪足 彑彐 ⺕彐 匸匚 ⺊卜 ⺀冫 爫爪 罒四 耂老 攴攵 㔾巳',
  // Half of a character, or a character that lost a stroke.
  '𢀖圣/又工 巠圣 𰁜亦 𠃓易 昜易 龶丰/主 卄廿/艹 巿市 𢆶丝/幺幺 {42}彐 {43}彐 𫩠尚 龸小/尚 尢尤 旡无 𡗗夫 𤴓疋/正 犮发/友 㐅乂 𠂇十/又',
  '龹关 夬央 龷共/艹 {88}人一 啇商 朿束 {18}艮/良 {17}良 {57}才 {73}目/且 {94}甘 {58}卯 𠂎卯 {98}曲 𠔿兴 𠮷吉 𠫔云 臽舀 卬卯 冘尤 卂凡',
  '{20}丸 {53}鸟 {47}鸟 {55}鹿 {56}无 𢎨弟 𠂔市 丏丐 㠯以 㡀尚 毌母 毋母 𠦝卓 䒑艹/八 丷八 丅丁 𱼀夕 𠂤阜 歺歹 𣎳木 𠀎井 巛川 𡈼王',
  '𠘨几 𠘧几 廾艹/井 丌几 戉戊 甶由 卝艹 龴厶 㚔幸 兒儿 玨王王 吅口口 𣥂止 叚段 朩木',
];
const ENTRY = /^(\{\d+\}|.)(.+)$/u;

/** Part to what is typed for it, the best first: one character each, or several. */
export const PART_NAMES: ReadonlyMap<string, readonly string[]> = new Map(
  NAMES.join(' ')
    .split(' ')
    .map((entry) => {
      const [, part = '', names = ''] = ENTRY.exec(entry) ?? [];
      return [part, names.split('/')] as const;
    }),
);
