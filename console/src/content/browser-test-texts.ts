import { defineTexts } from '../i18n/define-texts.ts';

/** Words of trying a text in the browser itself. */
export const browserTestTexts = defineTexts({
  zh: {
    where: '在哪里检查',
    onServer: '服务器',
    inBrowser: '本浏览器',
    description: '把一个词表取到浏览器里，用与网关完全相同的引擎检查；边输入边显示，文字不离开本机。',
    list: '词表',
    chooseList: '选择一个词表',
    noTerms: '这个词表还没有词条。',
    loading: '正在取词条：{{done}} / {{total}}',
    ready: '引擎就绪：{{terms}} 个词条，准备用时 {{ms}} 毫秒',
    foldedBy: '折叠',
    asListed: '原样',
    shown: '流式输出时会放行的部分',
    shownEmpty: '（一个字也不放行）',
    cut: '在此截断',
  },
  en: {
    where: 'Where to check',
    onServer: 'Server',
    inBrowser: 'This browser',
    description:
      'Brings one list into the browser and checks with the very engine of the gateway, as you type; the text does not leave this machine.',
    list: 'List',
    chooseList: 'Choose a list',
    noTerms: 'This list has no terms yet.',
    loading: 'Fetching terms: {{done}} of {{total}}',
    ready: 'Engine ready: {{terms}} terms, prepared in {{ms}} ms',
    foldedBy: 'Folded',
    asListed: 'as listed',
    shown: 'What a stream would release',
    shownEmpty: '(not a single character)',
    cut: 'cut here',
  },
});
