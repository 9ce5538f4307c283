import { type Language, sha256Hex } from '../../kernel/index.ts';
import { fill } from '../../portal/index.ts';

// What a guardian consents to, in plain markup. Its digest goes into the log, so that a later wording is another consent.
const WORDS = {
  zh: `“{service}”由{provider}提供，是使用人工智能生成内容的服务。孩子使用时，我们处理：
- 孩子在应用中的代号和年龄段，不含姓名；
- 输入和生成的内容，用于提供服务、依法进行内容安全管理和保存日志；
- 使用的时间和功能，用于控制时长并向您展示。
孩子的输入不用于训练。您可以随时查看使用时间，修改限制，解除关联并撤回同意；撤回后不满十四周岁的孩子不能继续使用。您也可以代孩子查阅、复制、更正、删除个人信息。
我是孩子的监护人，已阅读以上内容，同意处理孩子的上述个人信息。`,
  en: `“{service}” is provided by {provider} and generates content by artificial intelligence. While the child uses it we handle:
- the child’s code name in the app and age band, without a name;
- what is entered and generated, to provide the service, to keep it safe as the law asks, and to keep logs;
- when and which functions are used, to limit the time and to show it to you.
Nothing the child enters is used for training. You can see the time of use, change limits, unlink yourself and take your consent back whenever you wish; a child under fourteen cannot go on then. You can also see, copy, correct and delete the child’s personal information on the child’s behalf.
I am a guardian of the child, have read this, and consent to the handling of the personal information named above.`,
} as const;

const NOBODY = { zh: '本服务的提供者', en: 'the provider of this service' } as const;

/** The words of consent for a service. @law pipl#31 order21#17 */
export const consentText = (service: string, provider: string | null, language: Language): string =>
  fill(WORDS[language], { service, provider: provider ?? NOBODY[language] });

/** SHA-256 of them in hex. */
export const consentDigest = (text: string): string => sha256Hex(text);
