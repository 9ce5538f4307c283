import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

/** The rows of a model mapping, in the form's field `models`. */
export function ModelsField() {
  const { t } = useTranslation('registry');
  const required = { required: true, whitespace: true, message: t('upstreams.modelRule') };
  return (
    <Form.List name="models">
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name }) => (
            <Flex key={key} gap={8} align="flex-start">
              <Form.Item
                name={[name, 'ours']}
                style={{ flex: 1, marginBottom: 10 }}
                rules={[
                  required,
                  ({ getFieldValue }) => ({
                    validator: async (_rule, value: string) => {
                      const rows: readonly { ours?: string }[] = getFieldValue('models');
                      const same = rows.filter((row) => row?.ours?.trim() === value?.trim());
                      if (value?.trim() && same.length > 1) throw new Error(t('upstreams.modelTwice'));
                    },
                  }),
                ]}
              >
                <Input
                  className="mono"
                  spellCheck={false}
                  placeholder={t('upstreams.modelPublic')}
                  aria-label={`${t('upstreams.modelPublic')} ${name + 1}`}
                />
              </Form.Item>
              <span aria-hidden="true" style={{ lineHeight: '34px' }}>
                →
              </span>
              <Form.Item name={[name, 'theirs']} style={{ flex: 1, marginBottom: 10 }} rules={[required]}>
                <Input
                  className="mono"
                  spellCheck={false}
                  placeholder={t('upstreams.modelTheirs')}
                  aria-label={`${t('upstreams.modelTheirs')} ${name + 1}`}
                />
              </Form.Item>
              <Button
                type="text"
                icon={<CloseOutlined />}
                aria-label={t('upstreams.modelRemove', { row: name + 1 })}
                onClick={() => remove(name)}
              />
            </Flex>
          ))}
          <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({ ours: '', theirs: '' })}>
            {t('upstreams.modelAdd')}
          </Button>
        </>
      )}
    </Form.List>
  );
}
