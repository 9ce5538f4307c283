import type { PersonalInformationKind } from '../index.ts';

/** One text and what must be found in it. Every value is made up; check digits are computed, not taken from anybody. */
export interface PersonalInformationCase {
  readonly text: string;
  readonly hits: readonly (readonly [kind: PersonalInformationKind, value: string])[];
}

const found = (text: string, ...hits: PersonalInformationCase['hits']): PersonalInformationCase => ({ text, hits });
const clean = (text: string): PersonalInformationCase => ({ text, hits: [] });

export const CASES: readonly PersonalInformationCase[] = [
  clean(''),
  clean('今天天气不错，我们去公园走走。'),
  // Resident identity numbers.
  found('身份证11010519491231002X，好', ['resident-id', '11010519491231002X']),
  found('11010519491231002x', ['resident-id', '11010519491231002x']),
  found('110105 19491231 002X', ['resident-id', '110105 19491231 002X']),
  found('１１０１０５１９４９１２３１００２Ｘ', ['resident-id', '１１０１０５１９４９１２３１００２Ｘ']),
  found('1101 0519 4912 3100 2X。', ['resident-id', '1101 0519 4912 3100 2X']),
  found('一一零一零五一九四九一二三一零零二X', ['resident-id', '一一零一零五一九四九一二三一零零二X']),
  clean('110105194912310021'),
  clean('110105194902310020'),
  clean('991105194912310020'),
  clean('A11010519491231002X'),
  clean('11010519491231002X9'),
  found('身份证号：110105491231002。', ['resident-id', '110105491231002']),
  clean('编码110105491231002'),
  // Mobile numbers.
  found('电话13800138000。', ['mobile', '13800138000']),
  found('+86 13800138000', ['mobile', '+86 13800138000']),
  found('0086-138-0013-8000', ['mobile', '0086-138-0013-8000']),
  found('8613800138000', ['mobile', '8613800138000']),
  found('１３８００１３８０００', ['mobile', '１３８００１３８０００']),
  found('①③⑧⓪⓪①③⑧⓪⓪⓪', ['mobile', '①③⑧⓪⓪①③⑧⓪⓪⓪']),
  found('𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎', ['mobile', '𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎']),
  found('1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣', ['mobile', '1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0']),
  found('1 3 8 0 0 1 3 8 0 0 0', ['mobile', '1 3 8 0 0 1 3 8 0 0 0']),
  found('138\u200b0013\u200b8000', ['mobile', '138\u200b0013\u200b8000']),
  found('一三八零零一三八零零零', ['mobile', '一三八零零一三八零零零']),
  found('幺三八〇〇幺三八〇〇〇', ['mobile', '幺三八〇〇幺三八〇〇〇']),
  found('tel13800138000', ['mobile', '13800138000']),
  found('13800138000一共', ['mobile', '13800138000']),
  found('13800138000 13900139000', ['mobile', '13800138000'], ['mobile', '13900139000']),
  clean('12345678901'),
  clean('138001380001'),
  clean('x13800138000'),
  clean('13800138000.55'),
  clean('13800138000元'),
  clean('￥13800138000'),
  clean('订单号：13800138000'),
  found('订单20261126，手机13800138000', ['mobile', '13800138000']),
  clean('138-00-13-80-00'),
  clean('138\n0013\n8000'),
  // Landlines.
  found('010-62345678', ['landline', '010-62345678']),
  found('电话：0755-2345678', ['landline', '0755-2345678']),
  found('(021)62345678', ['landline', '021)62345678']),
  found('电话62345678。', ['landline', '62345678']),
  clean('62345678'),
  clean('01062345678'),
  // Cards. The numbers are the industry's test numbers or have a computed check digit.
  found('4111 1111 1111 1111', ['bank-card', '4111 1111 1111 1111']),
  found('卡号6222021234567890128。', ['bank-card', '6222021234567890128']),
  clean('4111 1111 1111 1112'),
  clean('6222021234567890123'),
  clean('订单号4111111111111111'),
  // Documents need words before them.
  found('护照号E12345678，', ['passport', 'E12345678']),
  clean('型号E12345678，'),
  found('回乡证H12345678', ['hk-macao-permit', 'H12345678']),
  found('往来港澳通行证C12345678', ['hk-macao-permit', 'C12345678']),
  found('台胞证12345678', ['taiwan-permit', '12345678']),
  clean('批号H12345678'),
  found('外国人永久居留证AUS310091050101。', ['foreigner-residence-id', 'AUS310091050101']),
  // Plates.
  found('车牌京A12345，', ['vehicle-plate', '京A12345']),
  found('沪A·D12345', ['vehicle-plate', '沪A·D12345']),
  found('粤B12345D', ['vehicle-plate', '粤B12345D']),
  found('京A1234警', ['vehicle-plate', '京A1234警']),
  clean('京A123456'),
  clean('京O12345'),
  clean('京东A12345'),
  // Organisations.
  found('91350100M000100Y43', ['credit-code', '91350100M000100Y43']),
  clean('91350100M000100Y44'),
  // Addresses.
  found('住在北京市朝阳区建国路88号院3号楼502室，', ['address', '北京市朝阳区建国路88号院3号楼502室']),
  found('广东省深圳市南山区科技园路１号', ['address', '广东省深圳市南山区科技园路１号']),
  found('地址：朝阳区建国路八十八号。', ['address', '朝阳区建国路八十八号']),
  clean('北京市朝阳区很大。'),
  clean('北京大学的88号楼'),
  clean('上海市浦东新区张江镇'),
  // The net.
  found('邮箱zhang.san@example.com.cn。', ['email', 'zhang.san@example.com.cn']),
  found('ＺＳ＠example.cn', ['email', 'ＺＳ＠example.cn']),
  clean('a@b 和 @张三 和 x@1.2'),
  found('IP：10.0.0.8，', ['ip-address', '10.0.0.8']),
  found('203.0.113.7.', ['ip-address', '203.0.113.7']),
  found('2001:db8:85a3::8a2e:370:7334', ['ip-address', '2001:db8:85a3::8a2e:370:7334']),
  clean('版本 1.2.3.40，127.0.0.1，1.2.3.4，256.1.1.1，12:30:45，std::vector'),
  // Accounts.
  found('微信号：zhangsan', ['wechat', 'zhangsan']),
  found('加微信zhang_san88', ['wechat', 'zhang_san88']),
  clean('微信 official 账户'),
  found('QQ：12345678，', ['qq', '12345678']),
  clean('12345678'),
  // Names only after a label.
  found('姓名：张三，', ['name', '张三']),
  found('收件人: 欧阳小明先生', ['name', '欧阳小明']),
  clean('姓名：未知，张三说'),
];
