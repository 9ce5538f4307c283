import { roleSchema } from '@hegui/contract';
import { Card, Col, Row, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

/** What each role may and may not do. */
export function RolesGuide() {
  const { t } = useTranslation('staff');
  const { t: tApp } = useTranslation('app');
  return (
    <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('roles.title')}</h2>}>
      <Row gutter={[24, 20]}>
        {roleSchema.options.map((role) => (
          <Col key={role} xs={24} sm={12} xl={6}>
            <h3 style={{ fontSize: 14, margin: '0 0 6px' }}>{tApp(`role.${role}`)}</h3>
            {(['can', 'cannot'] as const).map((side) => (
              <p key={side} style={{ margin: '0 0 4px' }}>
                <Typography.Text type="secondary">{t(`roles.${side}`)} </Typography.Text>
                {t(`roles.${role}.${side}`)}
              </p>
            ))}
          </Col>
        ))}
      </Row>
    </Card>
  );
}
