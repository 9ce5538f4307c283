import { defineTexts } from '../i18n/define-texts.ts';

/** Words of a list's allow phrases. */
export const allowTexts = defineTexts({
  zh: {
    title: '全表放行短语',
    help: '命中落在这些短语里，此词表的任何词条都不算命中，例如“大麻烦”。与词条一样分版本、可先放进草稿。',
    phrases: '放行短语',
    none: '没有放行短语。',
    more: '另有 {{n}} 个',
    change: '修改放行短语',
    inDraft: '草稿里已改为 {{n}} 个放行短语，尚未生效',
    came: '放行短语新增：{{phrases}}',
    went: '放行短语移除：{{phrases}}',
  },
  en: {
    title: 'Allow phrases of the list',
    help: 'A hit inside one of these phrases is no hit for any term of this list: “ass” in “class”. They have versions and drafts as terms do.',
    phrases: 'Allow phrases',
    none: 'There are none.',
    more: 'and {{n}} more',
    change: 'Change the allow phrases',
    inDraft: 'In the draft there are {{n}} allow phrases, not in force',
    came: 'Allow phrases added: {{phrases}}',
    went: 'Allow phrases removed: {{phrases}}',
  },
});
