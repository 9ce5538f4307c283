import { defineTexts } from '../i18n/define-texts.ts';

export const registersTexts = defineTexts({
  zh: {
    submit: '保存',
    cancel: '取消',
    missing: '请填写或更正此项',
    file: '选择文件，在浏览器里计算 SHA-256；文件不上传',
    chinaTime: '{{time}}（北京时间）',
    none: '–',
    china: '北京时间',
    mayBeEmpty: '还不知道时留空',
    chinaOrEmpty: '北京时间；还不知道时留空',
    history: '经过',
    left: { days: '还剩 {{count}} 天', today: '今天到期', late: '超期 {{count}} 天', noEnd: '长期' },
    hours: { left: '还剩 {{hours}} 小时 {{minutes}} 分', late: '超时 {{hours}} 小时 {{minutes}} 分', atOnce: '立即' },
  },
  en: {
    submit: 'Save',
    cancel: 'Cancel',
    missing: 'Fill this in, or put it right',
    file: 'Choose a file: its SHA-256 is worked out in the browser, nothing is uploaded',
    chinaTime: '{{time}} (China)',
    none: '–',
    china: 'China time',
    mayBeEmpty: 'Empty while it is not known',
    chinaOrEmpty: 'China time; empty while it is not known',
    history: 'What was said and done',
    left: { days: '{{count}} days left', today: 'last day today', late: '{{count}} days late', noEnd: 'no end' },
    hours: { left: '{{hours}} h {{minutes}} min left', late: '{{hours}} h {{minutes}} min late', atOnce: 'at once' },
  },
});
