import type { Random } from '../support/random.ts';
import { creditCheck, luhnCheck, mod11Check, wrongCheck } from './check-digits.ts';

export const BENCH_KINDS = [
  'resident-id',
  'mobile',
  'landline',
  'bank-card',
  'passport',
  'hk-macao-permit',
  'taiwan-permit',
  'foreigner-residence-id',
  'vehicle-plate',
  'credit-code',
  'address',
  'email',
  'ip-address',
  'wechat',
  'qq',
] as const;
export type BenchKind = (typeof BENCH_KINDS)[number];

/** Draws made-up values. Nothing here is anybody's: numbers are random, check digits computed. */
export class Values {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  int(min: number, max: number): number {
    return min + Math.floor(this.random() * (max - min + 1));
  }
  /** @throws RangeError for an empty list. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new RangeError('pick: nothing to pick from');
    return item;
  }
  has(share: number): boolean {
    return this.random() < share;
  }
  digits(count: number): string {
    return Array.from({ length: count }, () => this.int(0, 9)).join('');
  }
  letters(count: number, alphabet = 'abcdefghijklmnopqrstuvwxyz'): string {
    return Array.from({ length: count }, () => alphabet.charAt(this.int(0, alphabet.length - 1))).join('');
  }

  region(): string {
    const province = this.pick([
      '11',
      '12',
      '13',
      '21',
      '31',
      '32',
      '33',
      '35',
      '37',
      '41',
      '42',
      '43',
      '44',
      '50',
      '51',
      '52',
      '61',
      '65',
    ]);
    return `${province}0${this.int(1, 9)}${String(this.int(1, 31)).padStart(2, '0')}`;
  }
  birth(): string {
    const date = new Date(Date.UTC(this.int(1945, 2015), this.int(0, 11), this.int(1, 28)));
    return date.toISOString().slice(0, 10).replaceAll('-', '');
  }
  residentBody(): string {
    return `${this.region()}${this.birth()}${this.digits(3)}`;
  }
  resident18(): string {
    const body = this.residentBody();
    return body + mod11Check(body);
  }
  wrongResident18(): string {
    const body = this.residentBody();
    return body + wrongCheck(mod11Check(body), this.int(0, 9));
  }
  resident15(): string {
    return `${this.region()}${this.birth().slice(2)}${this.digits(3)}`;
  }
  mobile(): string {
    return (
      this.pick([
        '130',
        '133',
        '135',
        '138',
        '139',
        '147',
        '150',
        '152',
        '158',
        '166',
        '173',
        '177',
        '180',
        '186',
        '188',
        '189',
        '191',
        '198',
        '199',
      ]) + this.digits(8)
    );
  }
  writtenMobile(): string {
    const plain = this.mobile();
    const [a, b, c] = [plain.slice(0, 3), plain.slice(3, 7), plain.slice(7)];
    const form = this.random();
    if (form < 0.6) return plain;
    if (form < 0.7) return `${a}-${b}-${c}`;
    if (form < 0.8) return `${a} ${b} ${c}`;
    if (form < 0.87) return `+86${plain}`;
    if (form < 0.92) return `+86 ${a} ${b} ${c}`;
    if (form < 0.96) return [...plain].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join('');
    return [...plain].map((digit) => '零一二三四五六七八九'.charAt(Number(digit))).join('');
  }
  landline(): string {
    const [area, length] = this.pick([
      ['010', 8],
      ['021', 8],
      ['020', 8],
      ['027', 8],
      ['0755', 8],
      ['0571', 8],
      ['0931', 7],
      ['0451', 8],
      ['0851', 8],
    ] as const);
    const local = String(this.int(2, 8)) + this.digits(length - 1);
    return this.pick([
      `${area}-${local}`,
      `${area} ${local}`,
      `${area}-${local.slice(0, length - 4)}-${local.slice(-4)}`,
    ]);
  }
  cardBody(): string {
    const [prefix, length] = this.pick([
      ['622202', 19],
      ['621700', 19],
      ['622848', 19],
      ['621661', 19],
      ['625650', 16],
      ['622588', 16],
      ['436742', 16],
      ['518710', 16],
      ['356889', 16],
      ['955880', 19],
    ] as const);
    return prefix + this.digits(length - prefix.length - 1);
  }
  card(): string {
    const body = this.cardBody();
    return body + luhnCheck(body);
  }
  wrongCard(): string {
    const body = this.cardBody();
    return body + wrongCheck(luhnCheck(body), this.int(0, 9));
  }
  writtenCard(): string {
    const card = this.card();
    return this.has(0.3) ? (card.match(/.{1,4}/g) ?? []).join(' ') : card;
  }
  passport(): string {
    return this.has(0.7)
      ? `E${this.digits(8)}`
      : this.has(0.5)
        ? `E${this.letters(1, 'ABCDEFGHJKLMNPQRSTUVWXYZ')}${this.digits(7)}`
        : `G${this.digits(8)}`;
  }
  hkMacaoPermit(): string {
    return this.pick(['H', 'M', 'C', 'W'] as const) + this.digits(8);
  }
  taiwanPermit(): string {
    return this.has(0.7) ? this.digits(8) : this.pick(['L', 'T'] as const) + this.digits(8);
  }
  foreignerId(): string {
    if (this.has(0.5)) {
      const body = `9${this.pick(['11', '31', '44'])}${this.digits(3)}${this.birth()}${this.digits(3)}`;
      return body + mod11Check(body);
    }
    return `${this.pick(['USA', 'GBR', 'FRA', 'DEU', 'JPN', 'AUS'])}${this.pick(['11', '31', '44'])}00${this.birth().slice(2)}${this.digits(2)}`;
  }
  plate(): string {
    const head =
      this.pick(['京', '沪', '粤', '苏', '浙', '川', '鲁', '豫', '鄂', '湘', '冀', '陕']) +
      this.letters(1, 'ABCDEFGHJK');
    const mark = this.has(0.2) ? '·' : '';
    if (this.has(0.3)) return `${head}${mark}${this.pick(['D', 'F'])}${this.digits(5)}`;
    const serial = this.has(0.6)
      ? this.digits(5)
      : `${this.letters(1, 'ABCDEFGHJKLMNPQRSTUVWXYZ')}${this.digits(3)}${this.letters(1, 'ABCDEFGHJKLMNPQRSTUVWXYZ')}`;
    return head + mark + serial;
  }
  creditBody(): string {
    const organisation =
      this.letters(2, '0123456789ABCDEFGHJKLMNPQRTUWXY') + this.digits(6) + this.letters(1, '0123456789X');
    return `${this.pick(['91', '92', '93', '51', '52', '12', '11'])}${this.region()}${organisation}`;
  }
  credit(): string {
    const body = this.creditBody();
    return body + creditCheck(body);
  }
  wrongCredit(): string {
    const body = this.creditBody();
    const right = creditCheck(body);
    return body + this.pick(right === 'A' ? ['B', 'C'] : ['A', right === '3' ? '4' : '3']);
  }
  email(): string {
    const local = this.pick([
      this.letters(this.int(3, 10)),
      `${this.letters(4)}.${this.letters(5)}`,
      `${this.letters(3)}_${this.digits(4)}`,
      this.digits(9),
    ]);
    return `${local}@${this.pick(['qq.com', '163.com', 'example.cn', 'mail.example.com.cn', 'foxmail.com', 'gmail.com'])}`;
  }
  ip(): string {
    if (this.has(0.8))
      return `${this.int(11, 223)}.${this.digits(2).replace(/^0/, '1')}.${this.int(0, 255)}.${this.int(20, 254)}`.replace(
        /^127/,
        '128',
      );
    const group = (): string => this.int(0x100, 0xffff).toString(16);
    return this.has(0.5) ? Array.from({ length: 8 }, group).join(':') : `2408:${group()}:${group()}::${group()}`;
  }
  wechat(): string {
    return this.pick([
      `wxid_${this.letters(6)}${this.digits(4)}`,
      `${this.letters(5)}${this.digits(3)}`,
      `${this.letters(4)}_${this.letters(4)}`,
      `${this.letters(3)}-${this.digits(5)}`,
    ]);
  }
  qq(): string {
    return String(this.int(1, 9)) + this.digits(this.int(5, 9));
  }
  address(): string {
    const [city, area] = this.pick([
      ['北京市', '朝阳区'],
      ['上海市', '静安区'],
      ['广东省深圳市', '南山区'],
      ['浙江省杭州市', '西湖区'],
      ['四川省成都市', '武侯区'],
      ['江苏省苏州市', '吴中区'],
      ['湖北武汉', '江汉区'],
      ['陕西省西安市', '雁塔区'],
      ['辽宁大连', '中山区'],
      ['福建省厦门市', '思明区'],
      ['内蒙古自治区包头市', '昆都仑区'],
      ['山东青岛', '市南区'],
      ['河南省郑州市', '中牟县'],
      ['重庆市', '渝北区'],
    ] as const);
    const road = this.pick([
      '建国路',
      '人民东路',
      '解放大道',
      '学院街',
      '望江西路',
      '和平里',
      '金色家园小区',
      '软件园二路',
      '滨河大街',
      '长宁巷',
    ]);
    const door = this.pick([
      `${this.int(1, 999)}号`,
      `${this.int(1, 99)}号${this.int(1, 20)}栋${this.int(101, 2_904)}室`,
      `${this.int(1, 60)}号院${this.int(1, 9)}号楼${this.int(1, 6)}单元${this.int(101, 1_802)}`,
      `${this.int(1, 300)}弄${this.int(1, 60)}号${this.int(101, 904)}室`,
    ]);
    return `${city}${area}${road}${door}`;
  }
}
