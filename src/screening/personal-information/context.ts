/** UTF-16 units before a place that may speak for or against a reading. */
export const CONTEXT_UNITS = 24;

// The word must be near; what lies between may say nothing else.
const NUMBER_FILLER = '(?:\\s|号码|号|码|编号|账号|帐号|卡号|ID|NO\\.?|[:：是为#＃=“”"\'「（(【\\[]){0,6}$';
const near = (words: string): RegExp => new RegExp(`(?:${words})${NUMBER_FILLER}`, 'i');
const within = (words: string): RegExp => new RegExp(words, 'i');

export const CONTEXTS = {
  phone: within('手机|电话|联系|号码|座机|固话|传真|致电|拨打|短信|热线|来电|whatsapp|tel|phone|mobile|cell|call'),
  phoneNear: near('电话|座机|固话|传真|tel|telephone|phone|fax'),
  identity: within('身份证|证件|公民身份|身份号|居住证|户口|(?<![a-z])id(?![a-z])|identity'),
  card: within(
    '银行|卡号|储蓄卡|信用卡|借记卡|账号|帐号|账户|帐户|开户|打款|转账|汇款|收款|bank|card|account|银联|工行|农行|建行|中行|招行|交行',
  ),
  passport: within('护照|passport'),
  hkMacao: within('通行证|回乡证|港澳|来往内地|往来香港|往来澳门|permit'),
  // A number of eight digits is too common for a word somewhere before it.
  taiwan: near('台胞证|大通证|大陆通行证|往来台湾通行证|台湾通行证|台湾居民居住证|台湾居民证件'),
  foreigner: within('永居|永久居留|居留身份证|外国人'),
  ip: within('(?<![a-z])ip|地址|服务器|主机|网关|登录|访问|host|server|gateway|dns|ping|ssh'),
  version: near('版本|固件|version|ver|release|v|章|节|第|条款|(?<=[a-z])/'),
  qq: near('(?<![a-z])qq|扣扣|企鹅|q群|q号|秋秋|(?<![a-z])q'),
  /** Words after which a number is somebody's business and no person's. */
  business: near(
    '订单|单号|运单|快递|物流|流水|交易|编号|序列|序号|条码|条形码|商品|货号|型号|批号|批次|发票|票号|合同|工单|案号|时间戳|金额|价格|合计|总价|数量|版本|端口|order|serial|sku|timestamp|isbn|invoice|tracking|code|uuid',
  ),
} as const;
export type ContextName = keyof typeof CONTEXTS;

const bits: ReadonlyMap<string, number> = new Map(Object.keys(CONTEXTS).map((name, index) => [name, 1 << index]));
/** By unit, a bit for each context that has a word with it, and for each that has a word that ends with it. */
const wordUnits = new Uint16Array(0x1_0000);
const lastUnits = new Uint16Array(0x1_0000);
/** 1 for what may stand between a word and its number. */
const fillerUnits = new Uint8Array(0x1_0000);
for (const unit of ' \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff号码编账帐卡IDNOidno.:：是为#＃=“”"\'「（(【[')
  fillerUnits[unit.charCodeAt(0)] = 1;
for (let unit = 0x2000; unit <= 0x200a; unit += 1) fillerUnits[unit] = 1;
const nearBits = addWords();

/** Fills the tables; returns the bits of the contexts whose words must be near. */
function addWords(): number {
  let near = 0;
  for (const [index, { source }] of Object.values(CONTEXTS).entries()) {
    const isNear = source.endsWith('$');
    if (isNear) near |= 1 << index;
    const words = isNear ? source.slice(3, -NUMBER_FILLER.length - 1) : source;
    for (const word of words.replace(/\(\?[^)]*\)/g, '').split('|')) {
      for (const character of word) addUnit(wordUnits, character, index);
      addUnit(lastUnits, word.charAt(word.length - 1), index);
    }
  }
  return near;
}

function addUnit(table: Uint16Array, character: string, index: number): void {
  for (const form of [character, character.toUpperCase()]) {
    const unit = form.charCodeAt(0);
    table[unit] = (table[unit] ?? 0) | (1 << index);
  }
}

/** Do the characters before `at` name what follows? Looks back at most `CONTEXT_UNITS`. */
export function hasContext(text: string, at: number, name: ContextName): boolean {
  const bit = bits.get(name) ?? 0;
  const from = Math.max(0, at - CONTEXT_UNITS);
  const isNear = (nearBits & bit) !== 0;
  for (let index = at - 1; index >= from; index -= 1) {
    const unit = text.charCodeAt(index);
    if ((((isNear ? lastUnits[unit] : wordUnits[unit]) ?? 0) & bit) !== 0)
      return CONTEXTS[name].test(text.slice(from, at));
    if (isNear && fillerUnits[unit] !== 1) return false;
  }
  return false;
}

const WECHAT_LABEL =
  /(微信|薇信|威信|微♥|wechat|weixin|(?<![a-z])vx|(?<![a-z])wx|(?<![a-z])v信|加v(?=[:： ]))(\s|号码|号|账号|帐号|ID|[:：是为“”"'「（(【[]){0,5}$/i;

/** How a WeChat id is announced: by a label and a mark, after which any id may stand, or loosely; null when it is not. */
export function wechatContext(text: string, at: number): 'labelled' | 'loose' | null {
  const label = WECHAT_LABEL.exec(text.slice(Math.max(0, at - CONTEXT_UNITS), at));
  if (label === null) return null;
  return /[:：]|号|ID/i.test(label[0].slice((label[1] ?? '').length)) ? 'labelled' : 'loose';
}
