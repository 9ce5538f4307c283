import type { Random } from '../support/random.ts';
import { type BenchKind, Values } from './values.ts';

export interface Span {
  readonly kind: BenchKind;
  /** UTF-16 offsets; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface Sentence {
  readonly text: string;
  readonly spans: readonly Span[];
}

type Piece = string | readonly [BenchKind, string];
type Make = (values: Values) => readonly Piece[];

const NAMES = ['张伟', '王芳', '李娜', '刘洋', '陈静', '杨帆', '赵磊', '周婷', '吴昊', '孙丽'] as const;
const OPENINGS = [
  '',
  '',
  '',
  '您好，',
  '麻烦登记一下：',
  '【工单】',
  '备注：',
  '客户说，',
  '请核对，',
  '刚才忘了写，',
  '补充资料如下。',
] as const;
const ENDINGS = [
  '。',
  '，谢谢',
  '，请尽快处理。',
  '，有问题随时联系',
  '！',
  '',
  '，已经确认过了。',
  '；其他照旧。',
  ' ',
] as const;
const CHAT = [
  '今天的会议改到下午三点，地点不变',
  '这款手机的续航比上一代好很多',
  '请把合同第3.2条再看一遍',
  '北京到上海的高铁要四个半小时',
  '他们准备下个月在深圳开新店',
  '水费已经交了，一共 128.50 元',
  '模型回答得太慢，建议换一个接口',
  '春节期间快递停运，请提前下单',
  '这本书的作者是位老教师',
  '广东省的气温比往年高两度',
] as const;

const said =
  (...forms: readonly [Make, ...Make[]]): Make =>
  (values) =>
    values.pick(forms)(values);

const POSITIVE: Readonly<Record<BenchKind, Make>> = {
  'resident-id': said(
    (v) => ['身份证号', ['resident-id', v.resident18()]],
    (v) => [v.pick(NAMES), '，', ['resident-id', v.resident18()], '，本人签字'],
    (v) => ['证件号码为 ', ['resident-id', v.resident18().toLowerCase()]],
    (v) => ['我的身份证是', ['resident-id', v.resident18()], '，住本地'],
    (v) => ['老身份证号码：', ['resident-id', v.resident15()]],
    (v) => {
      const id = v.resident18();
      return ['身份证：', ['resident-id', `${id.slice(0, 6)} ${id.slice(6, 14)} ${id.slice(14)}`]];
    },
  ),
  mobile: said(
    (v) => ['我的电话是', ['mobile', v.writtenMobile()]],
    (v) => ['联系方式：', ['mobile', v.writtenMobile()], '，', v.pick(NAMES)],
    (v) => [v.pick(NAMES), ['mobile', v.mobile()], '收'],
    (v) => ['有事打', ['mobile', v.writtenMobile()], '或者', ['mobile', v.mobile()]],
    (v) => ['收货人', v.pick(NAMES), '（', ['mobile', v.mobile()], '）'],
    (v) => ['微信同号', ['mobile', v.mobile()]],
  ),
  landline: said(
    (v) => ['办公室电话', ['landline', v.landline()]],
    (v) => ['传真：', ['landline', v.landline()]],
    (v) => ['总机是', ['landline', v.landline()], '，转 8001'],
    (v) => ['请拨 ', ['landline', v.landline()]],
  ),
  'bank-card': said(
    (v) => ['银行卡号：', ['bank-card', v.writtenCard()]],
    (v) => ['钱打到', ['bank-card', v.card()], '，工商银行'],
    (v) => ['收款账户 ', ['bank-card', v.writtenCard()], ' ', v.pick(NAMES)],
    (v) => [['bank-card', v.card()], '这张卡挂失了'],
  ),
  passport: said(
    (v) => ['护照号码', ['passport', v.passport()]],
    (v) => ['护照：', ['passport', v.passport()], '，有效期到2031年'],
    (v) => ['Passport No. ', ['passport', v.passport()]],
    (v) => ['我的护照丢了，号码是', ['passport', v.passport()]],
  ),
  'hk-macao-permit': said(
    (v) => ['港澳通行证号：', ['hk-macao-permit', v.hkMacaoPermit()]],
    (v) => ['回乡证', ['hk-macao-permit', v.hkMacaoPermit()]],
    (v) => ['港澳居民来往内地通行证号码 ', ['hk-macao-permit', v.hkMacaoPermit()]],
  ),
  'taiwan-permit': said(
    (v) => ['台胞证号码', ['taiwan-permit', v.taiwanPermit()]],
    (v) => ['台湾居民来往大陆通行证：', ['taiwan-permit', v.taiwanPermit()]],
    (v) => ['往来台湾通行证 ', ['taiwan-permit', v.taiwanPermit()]],
  ),
  'foreigner-residence-id': said(
    (v) => ['外国人永久居留身份证号', ['foreigner-residence-id', v.foreignerId()]],
    (v) => ['永居卡：', ['foreigner-residence-id', v.foreignerId()]],
    (v) => ['居留证件 ', ['foreigner-residence-id', v.foreignerId()]],
  ),
  'vehicle-plate': said(
    (v) => ['车牌号', ['vehicle-plate', v.plate()]],
    (v) => ['请给', ['vehicle-plate', v.plate()], '让一下车'],
    (v) => ['我开的是一辆白色轿车，', ['vehicle-plate', v.plate()]],
    (v) => ['违章车辆：', ['vehicle-plate', v.plate()]],
  ),
  'credit-code': said(
    (v) => ['统一社会信用代码：', ['credit-code', v.credit()]],
    (v) => ['开票税号', ['credit-code', v.credit()]],
    (v) => ['某某贸易有限公司（', ['credit-code', v.credit()], '）'],
  ),
  address: said(
    (v) => ['收货地址：', ['address', v.address()]],
    (v) => ['我住在', ['address', v.address()]],
    (v) => ['快递寄到', ['address', v.address()], '，', v.pick(NAMES), '收'],
    (v) => ['公司搬到', ['address', v.address()], '了'],
  ),
  email: said(
    (v) => ['邮箱', ['email', v.email()]],
    (v) => ['简历发到 ', ['email', v.email()]],
    (v) => ['E-mail: ', ['email', v.email()]],
    (v) => ['抄送', ['email', v.email()], '和', ['email', v.email()]],
  ),
  'ip-address': said(
    (v) => ['登录IP：', ['ip-address', v.ip()]],
    (v) => ['服务器 ', ['ip-address', v.ip()], ' 连不上'],
    (v) => ['来自', ['ip-address', v.ip()], '的请求'],
  ),
  wechat: said(
    (v) => ['微信号：', ['wechat', v.wechat()]],
    (v) => ['加我微信', ['wechat', v.wechat()]],
    (v) => ['加V：', ['wechat', v.wechat()]],
    (v) => ['vx ', ['wechat', v.wechat()], ' 备注来意'],
    (v) => ['我的微信是', ['wechat', v.wechat()]],
  ),
  qq: said(
    (v) => ['QQ：', ['qq', v.qq()]],
    (v) => ['加QQ', ['qq', v.qq()]],
    (v) => ['扣扣号', ['qq', v.qq()]],
    (v) => ['我的qq号是', ['qq', v.qq()]],
  ),
};

/** Ways of saying it that no form has: words after the value, slips, none at all. */
const LOOSE: readonly Make[] = [
  (v) => [['mobile', v.mobile()], '这个号是我老婆的'],
  (v) => ['订单联系人', v.pick(NAMES), ['mobile', v.mobile()]],
  (v) => ['快递放门口就行，', ['mobile', v.writtenMobile()]],
  (v) => ['号码报一下：', ['mobile', v.mobile().split('').join(' ')]],
  (v) => ['打', ['mobile', v.mobile().replace(/^(...)(....)/, '$1.$2.')], '找我'],
  (v) => ['call me at ', ['mobile', v.mobile()], ' after six'],
  (v) => ['订单实名：', v.pick(NAMES), ' ', ['resident-id', v.resident18()]],
  (v) => [['resident-id', v.resident18()], '，', ['mobile', v.mobile()], '，', ['address', v.address()]],
  (v) => ['我六二年的老证 ', ['resident-id', v.resident15()], ' 还能用吗'],
  (v) => [['landline', v.landline()], '没人接'],
  (v) => ['座机', ['landline', `（${v.pick(['010', '021', '027'])}）${v.int(2, 8)}${v.digits(7)}`]],
  (v) => ['打卡里，', ['bank-card', v.writtenCard()]],
  (v) => ['尾号不对，完整的是', ['bank-card', v.card()]],
  (v) => ['出国证件 ', ['passport', v.passport()], '，下月出发'],
  (v) => ['去香港的证 ', ['hk-macao-permit', v.hkMacaoPermit()]],
  (v) => ['卡号（台胞） ', ['taiwan-permit', v.taiwanPermit()]],
  (v) => ['前面那辆', ['vehicle-plate', v.plate()], '开双闪'],
  (v) => ['公司代码 ', ['credit-code', v.credit()]],
  (v) => ['就在', ['address', v.address().replace(/^.*?[市](?=.)/, '')], '，很好找'],
  (v) => ['家里：', ['address', v.address().replace(/^.*?[省市](?=.)/, '')]],
  (v) => ['发', ['email', v.email()], '就行'],
  (v) => ['从 ', ['ip-address', v.ip()], ' 扫描过来的'],
  (v) => ['V信 ', ['wechat', v.wechat()]],
  (v) => ['wx:', ['wechat', v.wechat()]],
  (v) => ['薇', ['wechat', v.wechat()], '，非诚勿扰'],
  (v) => ['企鹅号 ', ['qq', v.qq()]],
  (v) => ['Q：', ['qq', v.qq()]],
  (v) => ['扣我 ', ['qq', v.qq()]],
];

/** Texts that hold nothing of anybody, but look as if. */
const NEGATIVE: readonly Make[] = [
  (v) => ['订单号：', v.pick([v.mobile(), v.digits(16), v.digits(18), `2026${v.digits(14)}`])],
  (v) => ['订单编号', v.digits(19), '已发货'],
  (v) => ['快递单号 SF', v.digits(13)],
  (v) => ['运单号', v.digits(15)],
  (v) => ['时间戳 ', String(v.int(1_600_000_000, 1_800_000_000)), v.has(0.5) ? v.digits(3) : ''],
  (v) => [`2026-${v.int(10, 12)}-${v.int(10, 28)} ${v.int(10, 23)}:${v.int(10, 59)}:${v.int(10, 59)}`, '完成备份'],
  (v) => ['总价', String(v.int(1_000, 99_999_999)), '.', v.digits(2), '元'],
  (v) => ['预算', v.mobile(), '元'],
  (v) => ['型号', v.pick(['E', 'G', 'H', 'C']), v.digits(8), '已停产'],
  (v) => ['商品条码 69', v.digits(11)],
  (v) => ['版本 ', `${v.int(1, 20)}.${v.int(0, 30)}.${v.int(0, 99)}.${v.int(0, 99)}`],
  (v) => ['见第', `${v.int(1, 9)}.${v.int(1, 9)}.${v.int(1, 9)}.${v.int(1, 9)}`, '节'],
  (v) => ['身份证号', v.wrongResident18(), '校验不通过'],
  (v) => [v.wrongResident18(), '不是有效号码'],
  (v) => ['卡号', v.wrongCard(), '输错了'],
  (v) => ['信用代码', v.wrongCredit(), '有误'],
  (v) => ['提交 ', v.letters(40, '0123456789abcdef')],
  (v) => [
    `${v.letters(8, '0123456789abcdef')}-${v.letters(4, '0123456789abcdef')}-4${v.letters(3, '0123456789abcdef')}-a${v.letters(3, '0123456789abcdef')}-${v.letters(12, '0123456789abcdef')}`,
  ],
  (v) => ['坐标 ', `${v.int(73, 135)}.${v.digits(6)},${v.int(18, 53)}.${v.digits(6)}`],
  (v) => ['序列号 SN', v.digits(12)],
  (v) => ['ISBN 978-7-', v.digits(3), '-', v.digits(5), '-', v.digits(1)],
  (v) => ['发票号码', v.digits(8), '，金额', String(v.int(100, 9_999)), '元'],
  (v) => ['股票代码', v.digits(6), '今天涨停'],
  (v) => [
    v.pick(['北京市朝阳区', '浙江省杭州市', '广东深圳', '上海市浦东新区']),
    v.pick(['发布了新政策', '的房价', '举办马拉松', '迎来降雨']),
  ],
  (v) => ['关注 @', v.letters(8), ' 抽奖'],
  (v) => ['微信支付 ', v.letters(7), ' 功能上线'],
  (v) => ['A股', v.digits(5), '点'],
  (v) => ['工号 ', v.mobile()],
  (v) => ['会员 ', v.digits(16), ' 积分清零'],
  (v) => ['流水', v.card()],
  (v) => ['Chrome/', `${v.int(100, 140)}.0.${v.int(1_000, 9_999)}.${v.int(10, 99)}`, ' 浏览器'],
  (v) => ['内核 5.', `${v.int(10, 19)}.${v.int(20, 200)}.${v.int(20, 99)}`],
  (v) => ['微信公众号 ', v.letters(8), ' 发文'],
  (v) => ['QQ音乐 ', v.digits(6), ' 首'],
  (v) => ['人民路', String(v.int(1, 99)), '号文件精神'],
  (v) => [String(v.int(10, 23)), ':', String(v.int(10, 59)), ' 收到 ', v.digits(8), ' 字节'],
  (v) => ['G', v.digits(4), '次列车，', v.digits(2), '号车厢'],
  (v) => ['沪深300指数', v.digits(4), '，京东', v.digits(5)],
  (v) => ['浏览量', v.digits(11), '次'],
  (v) => ['本次抽中编号 ', v.digits(8)],
  (v) => [v.pick(CHAT)],
  (v) => [v.pick(CHAT), '，', v.pick(CHAT)],
];

const KINDS = Object.keys(POSITIVE);
const NEGATIVE_SHARE = 0.35;
const SECOND_SHARE = 0.25;
const LOOSE_SHARE = 0.15;

/** So many sentences, the same for the same numbers drawn. */
export function makeSentences(count: number, random: Random): Sentence[] {
  const values = new Values(random);
  return Array.from({ length: count }, () => assemble(drawPieces(values)));
}

function drawPieces(values: Values): Piece[] {
  const parts: Piece[] = [values.pick(OPENINGS), ...drawClause(values)];
  if (values.has(SECOND_SHARE)) parts.push('，', ...drawClause(values));
  return [...parts, values.pick(ENDINGS)];
}

function drawClause(values: Values): readonly Piece[] {
  if (values.has(NEGATIVE_SHARE)) return values.pick(NEGATIVE)(values);
  if (values.has(LOOSE_SHARE)) return values.pick(LOOSE)(values);
  const kind = KINDS[values.int(0, KINDS.length - 1)];
  const entry = Object.entries(POSITIVE).find(([name]) => name === kind);
  return entry === undefined ? [] : entry[1](values);
}

function assemble(pieces: readonly Piece[]): Sentence {
  let text = '';
  const spans: Span[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else {
      const [kind, value] = piece;
      spans.push({ kind, start: text.length, end: text.length + value.length });
      text += value;
    }
  }
  return { text, spans };
}
