import { Modal } from 'antd';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';

const KEYS = [
  ['j / k', 'jk'],
  ['n', 'n'],
  ['o', 'o'],
  ['c', 'c'],
  ['1 – 9', 'digits'],
  ['Ctrl / ⌘ + Enter', 'submit'],
  ['s', 's'],
  ['?', 'help'],
] as const;

/** What each key does at the desk. */
export function KeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('review');
  return (
    <Modal
      title={t('keys.title')}
      open={isOpen}
      onCancel={onClose}
      onOk={onClose}
      okText={t('keys.close')}
      cancelButtonProps={{ style: { display: 'none' } }}
    >
      <dl style={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '10px 18px', margin: '16px 0' }}>
        {KEYS.map(([key, meaning]) => (
          <Fragment key={key}>
            <dt>
              <kbd className="mono">{key}</kbd>
            </dt>
            <dd style={{ margin: 0 }}>{t(`keys.${meaning}`)}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
