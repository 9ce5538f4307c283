import type { PersonalInformationPolicy } from '@hegui/contract';
import { compilePersonalInformation, Placeholders } from '@hegui/screening';
import { Flex, Input, Typography } from 'antd';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** What a text becomes under the policy as it is edited, by the engine that the gateway uses. */
export function PersonalInformationPreview({ policy }: { policy: PersonalInformationPolicy }) {
  const { t } = useTranslation('personalInformation');
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? t('preview.sample');
  const shown = useMemo(() => previewText(text, policy), [text, policy]);
  const kinds = [...new Set(shown.kinds)]
    .map((kind) => t(`kind.${kind}`))
    .join(t('title') === '个人信息' ? '、' : ', ');
  return (
    <section>
      <h3 style={{ fontSize: 14, margin: '0 0 4px' }}>{t('preview.title')}</h3>
      <Typography.Paragraph type="secondary">{t('preview.help')}</Typography.Paragraph>
      <label htmlFor={id} className="visually-hidden">
        {t('preview.label')}
      </label>
      <Input.TextArea
        id={id}
        value={text}
        maxLength={5_000}
        autoSize={{ minRows: 2, maxRows: 8 }}
        // Trying a text changes nothing, so that everyone may.
        disabled={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Flex vertical gap={12} style={{ marginTop: 12 }} aria-live="polite">
        <Typography.Text type="secondary">
          {shown.kinds.length === 0 ? t('preview.none') : t('preview.found', { total: shown.kinds.length, kinds })}
        </Typography.Text>
        <Shown title={t('preview.toModel')} text={shown.toModel} ending={shown.isRefused ? t('preview.refused') : ''} />
        {!shown.isRefused && (
          <Shown title={t('preview.toReader')} text={shown.toReader} ending={shown.isCut ? t('preview.cut') : ''} />
        )}
      </Flex>
    </section>
  );
}

function Shown({ title, text, ending }: { title: string; text: string; ending: string }) {
  return (
    <div>
      <Typography.Text strong>{title}</Typography.Text>
      <div
        className="break-anywhere"
        style={{
          marginTop: 4,
          padding: '10px 14px',
          borderRadius: 6,
          whiteSpace: 'pre-wrap',
          background: 'var(--ant-color-fill-quaternary)',
          border: '1px solid var(--ant-color-border-secondary)',
        }}
      >
        {text}
        {ending !== '' && <Typography.Text type="secondary">{ending}</Typography.Text>}
      </div>
    </div>
  );
}

function previewText(text: string, policy: PersonalInformationPolicy) {
  const placeholders = new Placeholders(text);
  const incoming = compilePersonalInformation({
    actions: policy.input,
    replace: (kind, value) => placeholders.for(kind, value),
  });
  const toModel = readWhole(incoming.open(), text);
  const restorer = placeholders.openRestorer();
  const said = [...restorer.push(toModel.text), ...restorer.end()].map((part) => part.text).join('');
  const outgoing = compilePersonalInformation({ actions: policy.output, isOwn: placeholders.isOwn });
  const toReader = readWhole(outgoing.open(), said);
  const found = compilePersonalInformation({ actions: { ...policy.output, ...policy.input } }).scan(text);
  return {
    kinds: found.map(({ kind }) => kind),
    toModel: toModel.isCut ? '' : toModel.text,
    isRefused: toModel.isCut,
    toReader: toReader.text,
    isCut: toReader.isCut,
  };
}

function readWhole(stream: ReturnType<ReturnType<typeof compilePersonalInformation>['open']>, text: string) {
  const steps = [stream.push(text), stream.end()];
  return { text: steps.map(({ released }) => released).join(''), isCut: steps.some(({ cut }) => cut) };
}
