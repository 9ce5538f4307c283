import { Flex, Spin } from 'antd';
import { useTranslation } from 'react-i18next';

/** Shown while a page or its first data are on their way. */
export function PageLoading() {
  const { t } = useTranslation('app');
  return (
    <Flex justify="center" align="center" style={{ minHeight: 240 }} role="status">
      <Spin delay={150} />
      <span className="visually-hidden">{t('loading')}</span>
    </Flex>
  );
}
