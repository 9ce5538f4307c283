import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

/** Says who may change what is shown; nothing to those who may. */
export function ReadOnlyNotice({ mayChange, needs }: { mayChange: boolean; needs: 'administrator' | 'officer' }) {
  const { t } = useTranslation('registry');
  if (mayChange) return null;
  return (
    <Alert
      type="info"
      showIcon
      title={t(needs === 'administrator' ? 'needsAdministrator' : 'needsOfficer')}
      style={{ marginBottom: 16 }}
    />
  );
}
