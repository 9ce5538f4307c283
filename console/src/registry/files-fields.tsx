import type { Policy } from '@hegui/contract';
import { Form, InputNumber } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

type Files = Policy['files'];

const ADDRESS_MINUTES_MAX = 10_080;
const FILM_HOURS_MAX = 8_760;

/** How long produced files can be fetched. */
export function FilesFields({ files, onChange }: { files: Files; onChange: (files: Files) => void }) {
  const { t } = useTranslation('labels');
  const id = useId();
  return (
    <>
      <Form.Item label={t('files.address')} htmlFor={`${id}-address`}>
        <InputNumber<number>
          id={`${id}-address`}
          value={files.addressMinutes}
          min={1}
          max={ADDRESS_MINUTES_MAX}
          precision={0}
          placeholder={t('files.addressNone')}
          suffix={t('files.addressUnit')}
          style={{ width: 240, maxWidth: '100%' }}
          onChange={(addressMinutes) => onChange({ ...files, addressMinutes })}
        />
      </Form.Item>
      <Form.Item label={t('files.film')} htmlFor={`${id}-film`}>
        <InputNumber<number>
          id={`${id}-film`}
          value={files.filmHours}
          min={1}
          max={FILM_HOURS_MAX}
          precision={0}
          suffix={t('files.filmUnit')}
          style={{ width: 240, maxWidth: '100%' }}
          onChange={(filmHours) => onChange({ ...files, filmHours: filmHours ?? files.filmHours })}
        />
      </Form.Item>
    </>
  );
}
