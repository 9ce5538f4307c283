import type { Bilingual, FindingName } from './findings.ts';

const both = (zh: string, en: string): Bilingual => ({ zh, en });

/** Each finding's name for people, in the order of the memo. */
export const FINDING_TEXTS: Readonly<Record<FindingName, Bilingual>> = {
  measures_apply: both('《暂行办法》是否适用', 'Do the Interim Measures apply'),
  role: both('角色', 'Role'),
  core_articles: both('目前约束本服务的条款', 'Articles that bind now'),
  genai_route: both('生成式备案或登记', 'Filing or registration'),
  security_assessment_2018: both('安全评估（2018 年规定）', 'Security assessment (2018 Provisions)'),
  algorithm_filing: both('算法备案', 'Algorithm filing'),
  companion_measures: both('拟人化互动办法（第 21 号令）', 'Companion services (Order 21)'),
  'labels.explicit': both('显式标识', 'Explicit label'),
  'labels.implicit': both('隐式标识', 'Implicit label'),
  real_identity: both('真实身份', 'Real identity'),
  licences: both('许可与备案', 'Licences and records'),
  other_duties: both('其他义务', 'Other duties'),
  deadlines: both('期限', 'Deadlines'),
};

const VALUES: Readonly<Record<string, Bilingual>> = {
  yes: both('适用', 'yes'),
  no: both('不适用', 'no'),
  uncertain: both('待定', 'uncertain'),
  other_rules_prevail: both('其他规定优先', 'other rules prevail'),
  provider: both('提供者', 'provider'),
  provider_and_technical_supporter: both('提供者兼技术支持者', 'provider and technical supporter'),
  user: both('使用者', 'user'),
  none: both('无', 'none'),
  filing: both('备案', 'filing'),
  registration: both('登记', 'registration'),
  filing_or_registration: both('备案或登记', 'filing or registration'),
  blocked: both('现状下无法办理', 'blocked as it is'),
  already_done: both('应已办理', 'already done'),
  required: both('必须', 'required'),
  not_required: both('不要求', 'not required'),
  change_within_10_working_days: both('十个工作日内变更', 'change within 10 working days'),
  cancel_within_20_working_days: both('二十个工作日内注销', 'cancel within 20 working days'),
  prohibited_feature: both('含禁止的功能', 'prohibited feature'),
  conditional: both('视情形', 'conditional'),
  required_by_declaration: both('通过声明标识', 'by declaration'),
  required_in_files: both('须写入文件', 'in files'),
  keep_existing: both('保留已有标识', 'keep what is there'),
  required_in_practice: both('实务要求', 'required in practice'),
  ICP_record: both('ICP 备案', 'ICP record'),
  not_obtainable_without_mainland_entity: both('没有境内主体无法取得', 'not obtainable without a mainland entity'),
  internet_news_information_licence: both('互联网新闻信息服务许可', 'internet news information licence'),
  online_publishing_licence: both('网络出版服务许可', 'online publishing licence'),
  audiovisual_programme_licence: both('信息网络传播视听节目许可', 'audiovisual programme licence'),
  order21_assessment: both('第 21 号令安全评估', 'Order 21 assessment'),
  sa18_report: both('2018 年规定评估报告', '2018 assessment report'),
  algorithm_change: both('算法备案变更', 'change of the algorithm filing'),
  algorithm_cancel: both('算法备案注销', 'cancellation of the algorithm filing'),
  provincial_CAC: both('报省级网信办', 'report to the provincial CAC'),
  own_cyberspace_body_if_central_or_state_organ: both(
    '中央和国家机关报本部门网信机构',
    'central and state organs to their own cyberspace body',
  ),
  final_report: both('总结报告', 'final report'),
  before_launch: both('上线前', 'before launch'),
  before_function_goes_live: both('功能上线前', 'before the function goes live'),
  when_threshold_reached: both('达到门槛时', 'when the threshold is reached'),
  '10_working_days': both('十个工作日', '10 working days'),
  '20_working_days': both('二十个工作日', '20 working days'),
  '2_hours': both('两小时', '2 hours'),
  '4_hours': both('四小时', '4 hours'),
  '30_days_after_handling': both('处置结束后三十日', '30 days after handling'),
};

/** The published words of duties are English; these are what they say in Chinese. */
const DUTIES: Readonly<Record<string, string>> = {
  'PIPL for employee data': '员工个人信息适用个人信息保护法',
  'trade secret control': '商业秘密管理',
  'keep mainland users out and keep the proof': '防止境内公众使用，并留存证明',
  'CAC may order technical measures': '网信部门可要求采取技术措施处置',
  'PIPL Art. 53 representative': '按个人信息保护法第五十三条在境内设代表',
  'GB/T 45654 data gates for the tuning set': '微调数据通过 GB/T 45654 的数据关口',
  'do not collect from or train on a source above 5 % illegal or unhealthy content':
    '违法不良信息超过 5% 的来源不采集、不训练',
  'lawful basis and authorisation record for training on user input': '用用户输入训练的合法基础与授权记录',
  'training opt-out within 4 clicks of the main screen': '从主界面四次点击内可关闭用于训练',
  'shorten the way to the training opt-out to at most 4 clicks': '把关闭用于训练的入口缩短到四次点击以内',
  'age and emergency contact at sign-up': '注册时核验年龄并留紧急联系人',
  'crisis handling': '危机干预',
  'exit on request': '应要求立即退出',
  'no training on sensitive chats without separate consent': '未经单独同意不得用敏感对话训练',
  'no virtual kin or partner for minors': '不得向未成年人提供虚拟亲属、虚拟伴侣',
  'guardian consent under 14 and minor mode': '不满十四周岁须监护人同意，并设未成年人模式',
  "measures against minors' over-reliance": '防范未成年人过度依赖',
  'separate consent of the person whose face or voice is edited': '取得被编辑人脸、人声者的单独同意',
  'security assessment of the face or voice tool': '人脸、人声工具的安全评估',
  'algorithm transparency and opt-out': '算法告知与关闭选项',
  'declare AI content when publishing it': '发布生成内容时主动声明',
  'tell provincial CAC about changed registration': '向省级网信办告知登记事项变化',
  'tell provincial CAC about changed filing': '向省级网信办告知备案事项变化',
  'new safety assessment after an important model update': '模型重要更新后重新安全评估',
  'remedy at once': '立即处置',
  'notify PI authority and persons (PIPL 57)': '通知个人信息保护部门和个人（第五十七条）',
  'Network Data Regulation 11 notice': '按网络数据安全管理条例第十一条通知',
  'settle the aftermath with users': '妥善安排用户及其信息',
  'give notice before shutting down': '停止服务前公告',
  'report the officer for personal information (from 1,000,000 persons)': '报送个人信息保护负责人（一百万人以上）',
  'personal-information audit at least every 2 years': '个人信息合规审计至少每两年一次',
  'Network Data Regulation 28 duties (from 10,000,000 persons)': '网络数据安全管理条例第二十八条的义务（一千万人以上）',
  'standard contract filing or certification for the export of personal information':
    '个人信息出境：标准合同备案或认证',
  'CAC security assessment for the export of personal information': '个人信息出境：网信部门安全评估',
  'notice, separate consent where needed and impact assessment for the export of personal information':
    '个人信息出境：告知、必要时单独同意与影响评估',
  'sector rules also apply': '行业规定同时适用',
  'extra protection in a sensitive field (GB/T 45654)': '敏感领域的额外保护（GB/T 45654）',
  'TC260-004 for large models in government': '政务大模型规范 TC260-004',
  'foreign-investment access check': '外资准入核对',
  'change to a filed base model': '改用已备案的基础模型',
};

/** A value, or an item of a list, for people; `name: term` of a deadline word by word. */
export function valueText(value: string): Bilingual {
  const known = VALUES[value];
  if (known !== undefined) return known;
  const duty = DUTIES[value];
  if (duty !== undefined) return { zh: duty, en: value };
  const [name, term, ...rest] = value.split(': ');
  if (name === undefined || term === undefined || rest.length > 0) return { zh: value, en: value };
  return { zh: `${valueText(name).zh}：${valueText(term).zh}`, en: `${valueText(name).en}: ${valueText(term).en}` };
}
