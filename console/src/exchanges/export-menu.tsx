import { DownloadOutlined } from '@ant-design/icons';
import { type ExchangeDetail, type TextFormat, textFormatSchema } from '@hegui/contract';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { useExportExchange } from './queries.ts';

/** The conversation as a file with both labels. Only where something was generated: what was not is no AI content. */
export function ExportMenu({ exchange }: { exchange: ExchangeDetail }) {
  const { t, i18n } = useTranslation('exchanges');
  const exported = useExportExchange(exchange.id);
  const hasText = exchange.content?.output.some(
    ({ path, text }) => /^choices\.\d+\.content$/.test(path) && text.trim() !== '',
  );
  if (hasText !== true) return null;
  const language = i18n.language === 'en' ? 'en' : 'zh-CN';
  const save = (format: TextFormat): void => exported.mutate({ format, language });
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: textFormatSchema.options.map((format) => ({ key: format, label: t(`export.formats.${format}`) })),
          onClick: ({ key }) => save(textFormatSchema.parse(key)),
        }}
      >
        <Button icon={<DownloadOutlined />} loading={exported.isPending} title={t('export.hint')}>
          {t('export.action')}
        </Button>
      </Dropdown>
      <ProblemNotice error={exported.error} />
    </>
  );
}
