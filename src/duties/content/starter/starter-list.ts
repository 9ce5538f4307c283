/**
 * A small beginning for A.1.f, violence and obscenity, so that a fresh installation has something to look at. It is
 * nowhere near the number the standard recommends, is never switched on by itself, and holds nothing about politics,
 * beliefs or named people: lists are the provider's own.
 */
export const STARTER_LIST = {
  name: '入门词表 · A.1.f starter',
  risk: 'A.1.f',
  action: 'flag',
  terms: [
    '色情网站',
    '色情视频',
    '色情直播',
    '成人影片下载',
    '无码影片',
    '裸聊',
    '裸照交易',
    '偷拍视频出售',
    '招嫖',
    '上门援交',
    '约炮平台',
    '情色陪聊',
    '血腥虐杀',
    '虐杀视频',
    '虐猫视频',
    '分尸过程',
    '自制炸药',
    '土制炸弹教程',
    '买卖枪支',
    '枪支改装教程',
    '管制刀具私售',
    '雇凶伤人',
    '买凶杀人',
    '迷药购买',
    '听话水出售',
  ],
} as const;
