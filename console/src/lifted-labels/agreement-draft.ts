/** What an agreement may say, to begin with; the provider's own words replace it. */
export const AGREEMENT_DRAFT = {
  zh: '一、经您申请，本服务可以向您提供未添加显式标识的人工智能生成合成内容；文件元数据中的隐式标识予以保留，您不得删除、篡改或者隐匿。\n二、您对外发布、传播该内容时，应当主动声明并按照规定添加显式标识。\n三、因您未履行标识义务产生的责任由您承担。\n四、本服务依法留存提供对象、提供时间、内容编号等信息不少于六个月。您可以随时撤回申请，此后的内容将重新添加显式标识。',
  en: '1. At your request this service may provide you with AI-generated content without explicit label. The implicit label in the metadata of files stays; you must not delete, alter or conceal it.\n2. Whenever you publish or spread the content, you shall declare it and add the explicit label as the rules require.\n3. You bear the responsibility for what follows from leaving the label out.\n4. As the law requires, this service keeps on record to whom, when and under which number content was provided, for no less than six months. You may withdraw at any time; content is labelled again from then on.',
} as const;
