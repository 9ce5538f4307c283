import { CONTEXT_CHARS_MAX, GAP_CHARS_DEFAULT, GAP_CHARS_MAX, type WordList } from '@hegui/contract';
import { Flex, Form, Input, InputNumber, Radio, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { FOLD_KINDS, hasGap, type TermDraft } from './term-draft.ts';
import { useDraftRule } from './use-draft-rule.ts';

const WHOLE_WORD = ['auto', 'yes', 'no'] as const;
const CONTEXT = ['none', 'requires', 'excludes'] as const;

/** The fields of a term's rules. Each says what it does; the engine's own checks answer at the field. */
export function TermRuleFields({ list }: { readonly list: WordList }) {
  const { t } = useTranslation('content');
  const ruleOf = useDraftRule(list);
  const text: string = Form.useWatch('text') ?? '';
  return (
    <section>
      <h3 style={{ fontSize: 14, margin: '12px 0 0' }}>{t('term.rules')}</h3>
      <Typography.Paragraph type="secondary">{t('term.rulesHelp')}</Typography.Paragraph>
      {hasGap(text) && (
        <Form.Item<TermDraft> name="gap" label={t('term.gap')} extra={t('term.gapHelp')}>
          <InputNumber min={0} max={GAP_CHARS_MAX} precision={0} placeholder={String(GAP_CHARS_DEFAULT)} />
        </Form.Item>
      )}
      <Form.Item<TermDraft> name="wholeWord" label={t('term.wholeWord')} extra={t('term.wholeWordHelp')}>
        <Select options={WHOLE_WORD.map((value) => ({ value, label: t(`term.wholeWordAs.${value}`) }))} />
      </Form.Item>
      <ContextFields list={list} />
      <Form.Item<TermDraft>
        name="combine"
        label={`${t('term.combine')} · ${t('term.onePerLine')}`}
        extra={t('term.combineHelp')}
        rules={[ruleOf('combine')]}
        dependencies={['foldOn', 'foldOff']}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 8 }} />
      </Form.Item>
      <Form.Item<TermDraft>
        name="allow"
        label={`${t('term.allow')} · ${t('term.onePerLine')}`}
        extra={t('term.allowHelp')}
        rules={[ruleOf('allow')]}
        dependencies={['foldOn', 'foldOff']}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 8 }} />
      </Form.Item>
      <FoldFields list={list} />
    </section>
  );
}

function ContextFields({ list }: { readonly list: WordList }) {
  const { t } = useTranslation('content');
  const ruleOf = useDraftRule(list);
  const kind: TermDraft['contextKind'] = Form.useWatch('contextKind') ?? 'none';
  return (
    <>
      <Form.Item<TermDraft> name="contextKind" label={t('term.context')}>
        <Radio.Group>
          <Flex vertical gap={6}>
            {CONTEXT.map((value) => (
              <Radio key={value} value={value}>
                {t(`term.contextAs.${value}`)}
              </Radio>
            ))}
          </Flex>
        </Radio.Group>
      </Form.Item>
      {kind !== 'none' && (
        <Flex gap="0 12px" wrap>
          <Form.Item<TermDraft>
            name="contextTerms"
            label={`${t('term.contextTerms')} · ${t('term.onePerLine')}`}
            required
            rules={[ruleOf('contextTerms')]}
            dependencies={['contextKind', 'foldOn', 'foldOff']}
            style={{ flex: '1 1 320px' }}
          >
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
          </Form.Item>
          <Form.Item<TermDraft> name="contextWithin" label={t('term.contextWithin')} style={{ flex: '0 1 160px' }}>
            <InputNumber min={0} max={CONTEXT_CHARS_MAX} precision={0} />
          </Form.Item>
        </Flex>
      )}
    </>
  );
}

function FoldFields({ list }: { readonly list: WordList }) {
  const { t } = useTranslation('content');
  const on: TermDraft['foldOn'] = Form.useWatch('foldOn') ?? [];
  const off: TermDraft['foldOff'] = Form.useWatch('foldOff') ?? [];
  // A kind stands on one side only; first those that would change something of this list.
  const optionsFor = (isOn: boolean, others: readonly string[]) =>
    FOLD_KINDS.filter((kind) => !others.includes(kind))
      .sort((a, b) => Number(list.folding[a] === isOn) - Number(list.folding[b] === isOn))
      .map((kind) => ({ value: kind, label: t(`folding.${kind}`) }));
  return (
    <>
      <Typography.Paragraph style={{ marginBottom: 8 }}>
        {t('term.fold')}
        <Typography.Text type="secondary" style={{ display: 'block' }}>
          {t('term.foldHelp')}
        </Typography.Text>
      </Typography.Paragraph>
      <Flex gap="0 12px" wrap>
        <Form.Item<TermDraft> name="foldOn" label={t('term.foldOn')} style={{ flex: '1 1 280px' }}>
          <Select mode="multiple" allowClear options={optionsFor(true, off)} optionFilterProp="label" />
        </Form.Item>
        <Form.Item<TermDraft> name="foldOff" label={t('term.foldOff')} style={{ flex: '1 1 280px' }}>
          <Select mode="multiple" allowClear options={optionsFor(false, on)} optionFilterProp="label" />
        </Form.Item>
      </Flex>
    </>
  );
}
