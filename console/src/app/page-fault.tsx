import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { EmptyGuide } from './empty-guide.tsx';
import { LinkButton } from './link-button.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** Shown when a page throws, or when its files are gone because the console was upgraded meanwhile. */
export function PageFault() {
  const { t } = useTranslation('app');
  const error = useRouteError();
  if (error instanceof TypeError && /dynamically imported module|module script/i.test(error.message)) {
    return (
      <EmptyGuide
        isPage
        title={t('updateNeeded.title')}
        text={t('updateNeeded.text')}
        action={<Button onClick={() => window.location.reload()}>{t('updateNeeded.action')}</Button>}
      />
    );
  }
  return <ProblemNotice error={error} onRetry={() => window.location.reload()} standalone />;
}

/** Shown for an address that no page has. */
export function NotFound() {
  const { t } = useTranslation('app');
  return (
    <EmptyGuide
      isPage
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={<LinkButton to="/">{t('notFound.action')}</LinkButton>}
    />
  );
}
