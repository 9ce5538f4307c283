import { DownloadOutlined } from '@ant-design/icons';
import { Button, Flex, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';
import { PageHeader, useHasRole } from '../app/index.ts';
import { CheckpointsCard } from './checkpoints-card.tsx';
import { EntriesCard } from './entries-card.tsx';
import { LogHeadCard } from './log-head-card.tsx';
import { VerifyCard } from './verify-card.tsx';

/** The evidence log: how it stands, what is in it, taking it out, checking what was taken out. */
export function EvidencePage() {
  const { t } = useTranslation('evidence');
  const mayExport = useHasRole('administrator', 'compliance-officer', 'inspector');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          mayExport && (
            <Tooltip title={t('exportHelp')} placement="bottomRight">
              <Button
                type="primary"
                icon={<DownloadOutlined />}
                href={api.downloadUrl('/api/evidence/export')}
                download
                aria-description={t('exportHelp')}
              >
                {t('export')}
              </Button>
            </Tooltip>
          )
        }
      />
      <Flex vertical gap={16}>
        <LogHeadCard />
        <VerifyCard />
        <CheckpointsCard />
        <EntriesCard />
      </Flex>
    </>
  );
}
