import type { FactName } from './facts.ts';
import type { Bilingual } from './findings.ts';

type Words = Readonly<Record<string, readonly [zh: string, en: string]>>;

const YES_NO: Words = { true: ['是', 'yes'], false: ['否', 'no'] };

const WORDS: Readonly<Partial<Record<FactName, Words>>> = {
  provider_kind: {
    company: ['企业', 'company'],
    university: ['高校或科研机构', 'university'],
    public_body: ['公共机构', 'public body'],
    individual: ['个人', 'individual'],
  },
  provider_seat: {
    mainland: ['中国境内（内地）', 'mainland China'],
    hk: ['香港', 'Hong Kong'],
    macao: ['澳门', 'Macao'],
    taiwan: ['台湾', 'Taiwan'],
    overseas: ['境外其他地区', 'overseas'],
  },
  audience: {
    public_mainland: ['境内公众', 'the public in the mainland'],
    invite_mainland: ['境内受邀用户', 'invited users in the mainland'],
    named_enterprise_clients: ['特定企业客户', 'named enterprise clients'],
    internal_staff: ['本单位员工', 'own staff'],
    overseas_only: ['仅境外用户', 'users abroad only'],
    mixed: ['以上多种混合', 'a mixture of these'],
  },
  channel: {
    app: ['手机或桌面应用', 'app'],
    web: ['网站', 'website'],
    mini_program: ['小程序', 'mini program'],
    api: ['接口（API）', 'API'],
    plugin: ['插件', 'plugin'],
    hardware: ['硬件', 'hardware'],
    on_device: ['端侧运行', 'on the device'],
    weights_download: ['权重下载', 'download of weights'],
  },
  outputs: {
    text: ['文本', 'text'],
    image: ['图片', 'images'],
    audio: ['音频', 'audio'],
    video: ['视频', 'video'],
    virtual_scene: ['虚拟场景', 'virtual scenes'],
    code: ['代码', 'code'],
  },
  generative_ai: { ...YES_NO, unclear: ['不清楚', 'unclear'] },
  model_origin: {
    self_trained: ['自行训练的模型', 'own model, trained here'],
    filed_api: ['调用已备案模型的接口', 'API of a filed model'],
    filed_api_finetuned: ['微调后的已备案模型', 'filed model, fine-tuned'],
    unfiled_domestic_api: ['调用未备案的境内模型', 'API of an unfiled domestic model'],
    overseas_api: ['调用境外模型', 'API of an overseas model'],
    open_weights_unmodified: ['自行部署开源权重，未改动', 'open weights, unchanged'],
    open_weights_finetuned: ['自行部署开源权重，经微调', 'open weights, fine-tuned'],
    on_device_own: ['自有端侧模型', 'own on-device model'],
    on_device_open: ['端侧开源模型', 'open on-device model'],
    user_supplied_key: ['用户自带密钥', "the users' own key"],
    none: ['服务本身没有模型', 'no model in the service'],
  },
  public_opinion: { yes: ['有', 'yes'], no: ['没有', 'no'], unclear: ['不清楚', 'unclear'] },
  social_features: {
    feed: ['信息流', 'feed'],
    share: ['分享', 'sharing'],
    community: ['社区', 'community'],
    public_answers: ['公开回答', 'public answers'],
    comments: ['评论', 'comments'],
    groups: ['群组', 'groups'],
    push: ['推送', 'push'],
    hot_list: ['热榜', 'hot list'],
    publish_bots: ['自动发布机器人', 'publishing bots'],
    live: ['直播', 'live streams'],
  },
  minors: {
    target: ['面向未成年人', 'made for minors'],
    admit: ['允许使用', 'open to minors'],
    excluded: ['不允许使用', 'closed to minors'],
    unknown: ['不清楚', 'unknown'],
  },
  sector: {
    general: ['通用', 'general'],
    news: ['新闻', 'news'],
    film: ['影视', 'film and television'],
    publishing: ['出版', 'publishing'],
    education: ['教育', 'education'],
    health: ['医疗健康', 'health'],
    finance: ['金融', 'finance'],
    government: ['政务', 'government'],
    advertising: ['广告', 'advertising'],
    retail: ['零售', 'retail'],
    toys: ['玩具', 'toys'],
    phones: ['手机', 'phones'],
    other: ['其他', 'other'],
  },
  stage: {
    data_prep: ['数据准备', 'preparing data'],
    pre_launch: ['上线前', 'before launch'],
    live: ['运行中', 'live'],
    change: ['变更', 'changing'],
    incident: ['发生事件', 'at an incident'],
    closing: ['终止服务', 'closing'],
  },
};

/** One value of a fact for people; numbers as they are. */
export function factValueText(fact: FactName, value: string | number | boolean): Bilingual {
  const words = (WORDS[fact] ?? YES_NO)[String(value)];
  return words === undefined ? { zh: String(value), en: String(value) } : { zh: words[0], en: words[1] };
}
