import type { ExchangeDetail } from '@hegui/contract';
import { Card, Descriptions, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

const names = ['identity', 'agreements', 'minors', 'measures', 'enforcement'] as const;

/** What each admission door said before the request was let in. */
export function AdmissionCard({ admission }: { admission: ExchangeDetail['admission'] }) {
  const { t } = useTranslation('exchanges');
  const doors = Object.entries(admission);
  return (
    <Card title={<Tooltip title={t('detail.admissionHint')}>{t('detail.admission')}</Tooltip>} size="small">
      {doors.length === 0 ? (
        <Typography.Text type="secondary">{t('detail.noAdmission')}</Typography.Text>
      ) : (
        <Descriptions
          column={1}
          size="small"
          items={doors.map(([key, said]) => {
            const name = names.find((one) => one === key);
            return {
              key,
              label: name === undefined ? key : t(`detail.doors.${name}`),
              children: said === 'not configured' ? t('detail.notConfigured') : said,
            };
          })}
        />
      )}
    </Card>
  );
}
