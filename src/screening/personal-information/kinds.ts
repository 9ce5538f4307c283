/** What is recognised as personal information. */
export const PERSONAL_INFORMATION_KINDS = [
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
  'name',
] as const;
export type PersonalInformationKind = (typeof PERSONAL_INFORMATION_KINDS)[number];

/**
 * What happens to a value: nothing is looked for, it is reported and passes, it is masked in its shape, it is replaced by
 * a placeholder that can be turned back, or the text ends before it.
 */
export const PERSONAL_INFORMATION_ACTIONS = ['off', 'flag', 'mask', 'reversible', 'block'] as const;
export type PersonalInformationAction = (typeof PERSONAL_INFORMATION_ACTIONS)[number];

/** The word that a placeholder carries, so that a model knows what it stands for. */
export const KIND_LABELS: Readonly<Record<PersonalInformationKind, string>> = {
  'resident-id': '身份证号',
  mobile: '手机号',
  landline: '固定电话',
  'bank-card': '银行卡号',
  passport: '护照号',
  'hk-macao-permit': '港澳通行证号',
  'taiwan-permit': '台湾通行证号',
  'foreigner-residence-id': '永居证号',
  'vehicle-plate': '车牌号',
  'credit-code': '信用代码',
  address: '地址',
  email: '邮箱',
  'ip-address': 'IP地址',
  wechat: '微信号',
  qq: 'QQ号',
  name: '姓名',
};

/** Hits below this are not reported unless asked for. */
export const SCORE_MIN = 0.5;

/** What a matcher found at one place. */
export interface Match {
  readonly kind: PersonalInformationKind;
  /** Exclusive, in UTF-16 units of the text. */
  readonly end: number;
  /** 0 to 1: how sure the recogniser is; see the folder's README for the values. */
  readonly score: number;
  /** Did a check digit of the number's own standard agree? */
  readonly isConfirmed: boolean;
}

/** `live` = more text is needed to know; null = nothing starts here, whatever follows. */
export type Attempt = Match | 'live' | null;

/** Text around a place. What was released stays in it as far as context reaches. */
export interface View {
  readonly text: string;
  /** Does the text end here, or may more come? */
  readonly isEnd: boolean;
}
