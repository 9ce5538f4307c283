import { DeleteOutlined, EditOutlined } from '@ant-design/icons';
import type { Term, WordList } from '@hegui/contract';
import { App, Button, Flex, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { useRemoveTerm } from './queries.ts';

interface TermOperationsProps {
  readonly list: WordList;
  readonly term: Term;
  readonly onEdit: () => void;
}

/** Change or remove one term. */
export function TermOperations({ list, term, onEdit }: TermOperationsProps) {
  const { t } = useTranslation('content');
  const { message } = App.useApp();
  const remove = useRemoveTerm(list.id);
  return (
    <>
      <Flex gap={4} justify="flex-end" style={{ maxWidth: 72, marginInlineStart: 'auto' }}>
        <Button
          type="text"
          size="small"
          icon={<EditOutlined />}
          aria-label={t('term.edit', { text: term.text })}
          onClick={onEdit}
        />
        <Popconfirm
          title={t('terms.removeConfirm')}
          okButtonProps={{ danger: true }}
          okText={t('terms.confirmRemove')}
          onConfirm={() =>
            remove.mutate(term.id, {
              onSuccess: () => message.success(t(list.approvalRequired ? 'terms.changedInDraft' : 'terms.removed')),
            })
          }
        >
          <Button
            type="text"
            size="small"
            danger
            icon={<DeleteOutlined />}
            loading={remove.isPending}
            aria-label={t('terms.remove', { text: term.text })}
          />
        </Popconfirm>
      </Flex>
      <ProblemNotice error={remove.error} />
    </>
  );
}
