import type { DocumentLanguage, Policy } from '../../../contract/index.ts';

type Where = Policy['label']['explicit'];

interface MaterialsTexts {
  readonly title: string;
  readonly subject: string;
  readonly about: string;
  readonly facts: Readonly<Record<'provider' | 'creditCode' | 'service' | 'providerCode' | 'madeAt' | 'pack', string>>;
  readonly sections: readonly [string, string, string, string, string, string, string];
  readonly basis: string;
  readonly scheme: {
    readonly columns: readonly [string, string, string];
    readonly rows: (mark: string, where: Where) => [string, string, string][];
  };
  readonly lift: { readonly off: string; readonly on: (versions: string, months: number) => string };
  readonly drawn: Readonly<Record<'picture' | 'film', string>>;
  readonly sounded: string;
  readonly noFilm: (reason: string) => string;
  readonly checker: string;
  readonly answer: string;
  readonly asked: string;
  readonly noAnswer: string;
  readonly none: (reason: string) => string;
  readonly noneAtAll: string;
  readonly given: string;
  readonly implicit: readonly string[];
  readonly formats: readonly [string, string, string, string];
  readonly reader: readonly [string, string, string];
  readonly register: string;
  readonly filing: string;
  readonly assessment: string;
  readonly attach: readonly string[];
  readonly letter: readonly string[];
  readonly signature: readonly string[];
  readonly agreement: string;
  readonly agreementNone: string;
}

/** What the materials say, by language. Facts of law in words of ours. */
export const MATERIALS_TEXTS: Readonly<Record<DocumentLanguage, MaterialsTexts>> = {
  'zh-CN': {
    title: 'AI 生成合成内容标识材料',
    subject: '应用上架审核与备案用的标识材料',
    about: '本材料由正在运行的服务按其现行设置生成，所附样例均经同一套程序添加标识并登记编号。',
    facts: {
      provider: '提供者',
      creditCode: '统一社会信用代码',
      service: '服务',
      providerCode: '服务提供者编码',
      madeAt: '生成时间',
      pack: '材料编号',
    },
    sections: [
      '一、显式标识方案',
      '二、显式标识位置截图',
      '三、隐式标识技术说明',
      '四、隐式标识内容截图',
      '五、备案证明',
      '六、安全评估',
      '七、承诺函（盖章）',
    ],
    basis:
      '依据：《人工智能生成合成内容标识办法》第四条、第五条、第八条、第九条；GB 45438-2025《网络安全技术 人工智能生成合成内容标识方法》。',
    scheme: {
      columns: ['内容', '标识形式', '位置与要求'],
      rows: (mark, where) => [
        ['文本（对话界面）', mark, WHERE_ZH[where]],
        ['导出的文本、Markdown', mark, where === 'prepend' ? '文件首行' : '文件末行'],
        ['导出的 DOCX、PDF', mark, `${where === 'prepend' ? '正文首段' : '正文末段'}，并见于每页页脚`],
        ['图片', mark, '右下角；文字高度不小于最短边的 5%，文字与底色对比清晰'],
        ['音频', '节奏标识（短长、短短）', '起始处，先于内容播放'],
        ['视频', mark, '自起始画面起持续 3 秒以上，位于画面边角；文字高度不小于最短边的 5%'],
      ],
    },
    lift: {
      off: '本服务不提供未添加显式标识的内容（办法第九条）。',
      on: (versions, months) =>
        `用户申请并同意标识协议（版本 ${versions}）后，可获得未添加显式标识的内容；隐式标识始终保留，提供对象、协议版本、时间与内容编号至少留存 ${months} 个月（办法第九条）。`,
    },
    drawn: {
      picture: '样例图片，标识由本服务实际绘制',
      film: '样例视频 samples/film.mp4 的起始画面，截自该文件',
    },
    sounded: '样例音频见附件 samples/sound.wav：内容之前为节奏标识。',
    noFilm: (reason) => `本材料没有样例视频：${reason}。`,
    checker: '公开标识核验页对样例文件的核验结果',
    answer: '网关实际返回的一次回答，原文显示',
    asked: '提问',
    noAnswer: '生成本材料时未能向本服务的模型提问，因此没有回答截图；文本样例为固定的示例文字。',
    none: (reason) => `本材料没有浏览器截图：${reason}。`,
    noneAtAll: '请在界面截图后随材料上传，再重新生成。',
    given: '以下截图由提供者上传。',
    implicit: [
      '每个文件在元数据中写入一条隐式标识，内容为 GB 45438-2025 附录 E 规定的 JSON，含 Label、ContentProducer、ProduceID、ReservedCode1、ContentPropagator、PropagateID、ReservedCode2 七项。',
      'Label 为 1（属于人工智能生成合成内容）；ContentProducer 为上述 27 位服务提供者编码；ProduceID 对每个内容唯一，并登记于不可篡改的日志。',
      '写入时不重新编码内容，写入后回读核对；无法写入标识的文件不予输出。',
    ],
    formats: ['格式', '扩展名', '标识位置', '实践指南'],
    reader: ['样例文件', '位置', '读出的内容'],
    register: '以上编号均可在提供者的登记库中查得：文件摘要与登记一致即为本服务生成。',
    filing: '生成式人工智能服务备案（或登记）、算法备案的证明由提供者附于此处。',
    assessment: '安全评估报告或其结论由提供者附于此处。',
    attach: ['备案（登记）号：____________________', '算法备案号：____________________'],
    letter: [
      '我单位承诺：上述服务已按《人工智能生成合成内容标识办法》及 GB 45438-2025 添加显式标识和隐式标识；本材料所述方案与实际一致，所附样例与截图真实。',
      '我单位不提供删除、篡改、伪造、隐匿标识的工具或服务，并对所提交材料的真实性负责。',
    ],
    signature: ['提供者名称（盖章）', '负责人', '日期'],
    agreement: '附：标识协议文本',
    agreementNone: '未登记标识协议文本；用户服务协议中关于标识方法、样式的条款由提供者另附（办法第八条）。',
  },
  en: {
    title: 'Labelling materials for AI-generated content',
    subject: 'Materials on labels for app stores and filings',
    about:
      'Made by the running service from its present settings; every sample was labelled by the same program and its number is in the register.',
    facts: {
      provider: 'Provider',
      creditCode: 'Unified social credit code',
      service: 'Service',
      providerCode: 'Provider code',
      madeAt: 'Made at',
      pack: 'Number of this pack',
    },
    sections: [
      '1. Scheme of explicit labels',
      '2. Where explicit labels stand, in pictures',
      '3. Implicit labels: technical note',
      '4. What implicit labels say, in pictures',
      '5. Proof of filing',
      '6. Security assessment',
      '7. Letter of commitment, to be stamped',
    ],
    basis: 'Basis: Measures for labelling AI-generated and synthetic content, Art. 4, 5, 8 and 9; GB 45438-2025.',
    scheme: {
      columns: ['Content', 'Mark', 'Place and rule'],
      rows: (mark, where) => [
        ['Text in the interface', mark, WHERE_EN[where]],
        ['Exported text, Markdown', mark, where === 'prepend' ? 'first line of the file' : 'last line of the file'],
        [
          'Exported DOCX, PDF',
          mark,
          `${where === 'prepend' ? 'first paragraph' : 'last paragraph'}, and at the foot of every page`,
        ],
        ['Pictures', mark, 'lower right corner; letters at least 5 % of the shortest side high, with legible contrast'],
        ['Sounds', 'rhythm: short-long, short-short', 'at the start, before the content'],
        [
          'Films',
          mark,
          'from the first frame for three seconds or more, at a corner; letters at least 5 % of the shortest side high',
        ],
      ],
    },
    lift: {
      off: 'This service provides no content without explicit label (Measures Art. 9).',
      on: (versions, months) =>
        `A user who asks for it and accepts the labelling agreement (version ${versions}) may get content without explicit label; the implicit label always stays, and recipient, agreement, time and content number are kept for at least ${months} months (Measures Art. 9).`,
    },
    drawn: {
      picture: 'Sample picture; the mark was really drawn by this service',
      film: 'First frame of the sample film samples/film.mp4, taken from that file',
    },
    sounded: 'The sample sound is samples/sound.wav: the rhythm stands before the content.',
    noFilm: (reason) => `There is no sample film: ${reason}.`,
    checker: 'What the public checker of labels says about the sample file',
    answer: 'An answer as the gateway really gave it, word for word',
    asked: 'Asked',
    noAnswer:
      'The model of this service could not be asked when these materials were made, so there is no picture of an answer; the samples of text hold fixed words.',
    none: (reason) => `These materials hold no pictures taken with a browser: ${reason}.`,
    noneAtAll: 'Take pictures of the interface, upload them, and make the materials again.',
    given: 'The following pictures were uploaded by the provider.',
    implicit: [
      'Every file holds one implicit label in its metadata: the JSON of GB 45438-2025 Annex E with Label, ContentProducer, ProduceID, ReservedCode1, ContentPropagator, PropagateID and ReservedCode2.',
      'Label is 1 (generated); ContentProducer is the provider code above with its 27 characters; ProduceID is unique for each content and stands in a log that nobody can change.',
      'Nothing is encoded again to write a label, and what was written is read back. A file that cannot carry a label is not let out.',
    ],
    formats: ['Format', 'Extensions', 'Place of the label', 'Practice guide'],
    reader: ['Sample', 'Place', 'What is read there'],
    register:
      'Each of these numbers is in the provider’s register: a file whose digest is registered was made by this service.',
    filing: 'The provider attaches proof of the filing (or registration) of the service and of its algorithm here.',
    assessment: 'The provider attaches the security assessment or its conclusion here.',
    attach: ['Filing (registration) number: ____________________', 'Algorithm filing number: ____________________'],
    letter: [
      'We commit: the service named above labels its content explicitly and implicitly as the Measures and GB 45438-2025 require; the scheme in these materials is the one in use, and its samples and pictures are true.',
      'We provide no tool or service to delete, alter, forge or conceal labels, and answer for the truth of what we submit.',
    ],
    signature: ['Provider (stamp)', 'Responsible person', 'Date'],
    agreement: 'Annex: text of the labelling agreement',
    agreementNone:
      'No text of a labelling agreement is registered; the provider attaches the terms of its user agreement about labels (Measures Art. 8).',
  },
};

const WHERE_ZH: Readonly<Record<Where, string>> = {
  append: '每次回答的末尾，单独成段',
  prepend: '每次回答的开头，单独成段',
  interface: '由应用界面持续显示',
};
const WHERE_EN: Readonly<Record<Where, string>> = {
  append: 'at the end of every answer, a paragraph of its own',
  prepend: 'at the beginning of every answer, a paragraph of its own',
  interface: 'shown by the interface all the time',
};
