import type { AgreementState } from '@hegui/contract';
import { App, Checkbox, Flex, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useSession } from '../app/index.ts';
import { InstantField } from '../exchanges/instant-field.tsx';
import { usePublish } from './queries.ts';

interface PublishModalProps {
  readonly state: AgreementState;
  readonly revision: number;
  readonly onClose: () => void;
}

/** From when, whether everybody is asked anew, and under whose name. */
export function PublishModal({ state, revision, onClose }: PublishModalProps) {
  const { t, i18n } = useTranslation('agreements');
  const { message } = App.useApp();
  const { staff } = useSession();
  const [effectiveAt, setEffectiveAt] = useState<string | null>(null);
  const [isMaterial, setMaterial] = useState(false);
  const [publishedAs, setPublishedAs] = useState(staff.name);
  const [reason, setReason] = useState('');
  const id = useId();
  const publish = usePublish(state.serviceId);
  const word = i18n.language === 'en' ? 'en' : 'zh';
  const gaps = state.clauses.filter(({ coverage }) => coverage !== 'covered').map(({ title }) => title[word]);
  const isFirst = state.versions.length === 0;
  const submit = (): void =>
    publish.mutate(
      { revision, effectiveAt, isMaterial, publishedAs, gapReason: gaps.length === 0 ? null : reason },
      {
        onSuccess: () => {
          void message.success(t('published'));
          onClose();
        },
      },
    );
  return (
    <Modal
      open
      title={t('publishTitle', { number: (state.versions[0]?.number ?? 0) + 1 })}
      okText={t('publish')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: publishedAs.trim() === '' || (gaps.length > 0 && reason.trim() === '') }}
      confirmLoading={publish.isPending}
      onOk={submit}
      onCancel={onClose}
    >
      <Flex vertical gap={12}>
        <InstantField label={t('effective')} value={effectiveAt} onChange={setEffectiveAt} />
        {isFirst ? (
          <span>{t('firstMaterial')}</span>
        ) : (
          <Checkbox checked={isMaterial} onChange={({ target }) => setMaterial(target.checked)}>
            {t('material')}
          </Checkbox>
        )}
        <div>
          <label htmlFor={`${id}-name`}>{t('publishedAs')}</label>
          <Input
            id={`${id}-name`}
            maxLength={100}
            value={publishedAs}
            onChange={({ target }) => setPublishedAs(target.value)}
          />
        </div>
        {gaps.length > 0 && (
          <div>
            <label htmlFor={`${id}-reason`}>{t('gapReason', { gaps: gaps.join(word === 'en' ? ', ' : '、') })}</label>
            <Input.TextArea
              id={`${id}-reason`}
              rows={3}
              maxLength={1_000}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </div>
        )}
        <ProblemNotice error={publish.error} />
      </Flex>
    </Modal>
  );
}
