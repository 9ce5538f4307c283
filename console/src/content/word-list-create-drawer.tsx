import { type Action, type Folding, foldingSchema } from '@hegui/contract';
import { App, Button, Drawer, Flex, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ProblemNotice } from '../app/index.ts';
import { useCreateWordList } from './queries.ts';
import { WordListFields } from './word-list-fields.tsx';

interface Draft {
  readonly name: string;
  readonly risk: string;
  readonly action: Action;
  readonly folding: Folding;
}

/** Makes a word list and goes on to adding its terms. */
export function WordListCreateDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('content');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<Draft>();
  const create = useCreateWordList();

  const submit = (draft: Draft) =>
    create.mutate(draft, {
      onSuccess: (list) => {
        message.success(t('create.created'));
        void navigate(`/lists/${list.id}?tab=import`);
      },
    });
  return (
    <Drawer
      title={t('create.title')}
      open={isOpen}
      onClose={onClose}
      size={520}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      destroyOnHidden
      footer={
        <Flex justify="flex-end">
          <Button type="primary" loading={create.isPending} onClick={form.submit}>
            {t('create.submit')}
          </Button>
        </Flex>
      }
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ action: 'block', folding: foldingSchema.parse({}) }}
        onFinish={submit}
      >
        <WordListFields />
      </Form>
      <ProblemNotice error={create.error} />
    </Drawer>
  );
}
