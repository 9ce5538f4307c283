import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import {
  type DocumentLanguage,
  documentLanguageSchema,
  MATERIALS_PICTURE_BYTES_MAX,
  MATERIALS_PICTURES_MAX,
} from '@hegui/contract';
import { App, Button, Card, Form, Input, Radio, Select, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useHasRole } from '../app/index.ts';
import { useServices } from '../registry/queries.ts';
import { ReadOnlyNotice } from '../registry/read-only-notice.tsx';
import { useMakeMaterials } from './queries.ts';

interface Order {
  readonly service: string;
  readonly language: DocumentLanguage;
  readonly model: string;
}

interface Picture {
  readonly uid: string;
  readonly name: string;
  readonly file: Blob;
}

/** Materials on labels for app stores and filings, made of what runs. */
export function MaterialsTab() {
  const { t, i18n } = useTranslation('liftedLabels');
  const { message } = App.useApp();
  const mayMake = useHasRole('administrator', 'compliance-officer');
  const services = useServices();
  const make = useMakeMaterials();
  const [pictures, setPictures] = useState<readonly Picture[]>([]);
  const language = documentLanguageSchema.catch('zh-CN').parse(i18n.language);
  const submit = async ({ model, ...order }: Order): Promise<void> => {
    const given = await Promise.all(
      pictures.map(async ({ name, file }) => ({ caption: name, base64: await base64Of(file) })),
    );
    make.mutate(
      { ...order, pictures: given, ...(model.trim() === '' ? {} : { model: model.trim() }) },
      {
        onSuccess: (isTaken) =>
          isTaken ? message.success(t('materials.made')) : message.warning(t('materials.madeWithout'), 8),
      },
    );
  };
  const [first] = services.data ?? [];
  return (
    <Card style={{ maxWidth: 760 }}>
      <ReadOnlyNotice mayChange={mayMake} needs="officer" />
      <Typography.Paragraph type="secondary">{t('materials.help')}</Typography.Paragraph>
      {first !== undefined && (
        <Form<Order>
          layout="vertical"
          disabled={!mayMake}
          initialValues={{ service: first.id, language, model: '' }}
          onFinish={(order) => void submit(order)}
        >
          <Form.Item name="service" label={t('service')}>
            <Select
              style={{ maxWidth: 320 }}
              options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          <Form.Item name="language" label={t('materials.language')}>
            <Radio.Group
              options={documentLanguageSchema.options.map((one) => ({
                value: one,
                label: t(`materials.languages.${one}`),
              }))}
            />
          </Form.Item>
          <Form.Item name="model" label={t('materials.model')} extra={t('materials.modelHelp')}>
            <Input className="mono" maxLength={200} style={{ maxWidth: 320 }} />
          </Form.Item>
          <PicturesField pictures={pictures} mayChange={mayMake} onChange={setPictures} />
          <ProblemNotice error={make.error} />
          <Button type="primary" htmlType="submit" icon={<DownloadOutlined />} loading={make.isPending}>
            {t('materials.make')}
          </Button>
        </Form>
      )}
      <ProblemNotice error={services.error} onRetry={() => void services.refetch()} />
    </Card>
  );
}

interface PicturesFieldProps {
  readonly pictures: readonly Picture[];
  readonly mayChange: boolean;
  readonly onChange: (pictures: readonly Picture[]) => void;
}

function PicturesField({ pictures, mayChange, onChange }: PicturesFieldProps) {
  const { t } = useTranslation('liftedLabels');
  const { message } = App.useApp();
  const add = (chosen: readonly (Blob & { readonly uid: string; readonly name: string })[]): void => {
    const large = chosen.find(({ size }) => size > MATERIALS_PICTURE_BYTES_MAX);
    if (large !== undefined) {
      message.error(t('materials.tooLarge', { name: large.name }));
      return;
    }
    const all = [...pictures, ...chosen.map((file) => ({ uid: file.uid, name: file.name, file }))];
    if (all.length > MATERIALS_PICTURES_MAX) message.error(t('materials.tooMany'));
    onChange(all.slice(0, MATERIALS_PICTURES_MAX));
  };
  return (
    <Form.Item label={t('materials.pictures')} extra={t('materials.picturesHelp')}>
      <Upload
        accept="image/png,image/jpeg"
        multiple
        disabled={!mayChange}
        fileList={pictures.map(({ uid, name }) => ({ uid, name }))}
        beforeUpload={(file, chosen) => {
          // Called once a file with all of them: the last call adds them together.
          if (file.uid === chosen.at(-1)?.uid) add(chosen);
          return false;
        }}
        onRemove={({ uid }) => onChange(pictures.filter((picture) => picture.uid !== uid))}
      >
        <Button icon={<UploadOutlined />}>{t('materials.addPicture')}</Button>
      </Upload>
    </Form.Item>
  );
}

/** In pieces, for a whole picture is more than a call takes arguments. */
async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}
const PIECE = 8_192;
