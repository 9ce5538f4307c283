import {
  AlertOutlined,
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BankOutlined,
  CommentOutlined,
  CompassOutlined,
  ContactsOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  EyeOutlined,
  FileDoneOutlined,
  FileProtectOutlined,
  FormOutlined,
  GlobalOutlined,
  IdcardOutlined,
  KeyOutlined,
  MessageOutlined,
  ReadOutlined,
  SafetyCertificateOutlined,
  SmileOutlined,
  SolutionOutlined,
  StopOutlined,
  TagOutlined,
  TagsOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  UnorderedListOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons';
import { Menu } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useHasRole } from './session.tsx';

const groups = [
  {
    key: 'watch',
    pages: [
      { key: 'board', to: '/board', icon: <SafetyCertificateOutlined /> },
      { key: 'overview', to: '/', icon: <DashboardOutlined /> },
      { key: 'exchanges', to: '/exchanges', icon: <AuditOutlined /> },
      { key: 'playground', to: '/playground', icon: <CommentOutlined /> },
    ],
  },
  {
    key: 'content',
    pages: [
      { key: 'lists', to: '/lists', icon: <UnorderedListOutlined /> },
      { key: 'coverage', to: '/coverage', icon: <AppstoreOutlined /> },
      { key: 'classifier', to: '/classifier', icon: <ExperimentOutlined /> },
      { key: 'review', to: '/review', icon: <EyeOutlined /> },
      { key: 'cases', to: '/cases', icon: <AlertOutlined /> },
    ],
  },
  {
    key: 'labelling',
    pages: [
      { key: 'labels', to: '/labels', icon: <TagsOutlined /> },
      { key: 'liftedLabels', to: '/lifted-labels', icon: <TagOutlined /> },
    ],
  },
  {
    key: 'public',
    pages: [
      { key: 'complaints', to: '/complaints', icon: <MessageOutlined /> },
      { key: 'agreements', to: '/agreements', icon: <FileDoneOutlined /> },
      { key: 'identity', to: '/identity', icon: <UserSwitchOutlined /> },
      { key: 'disclosure', to: '/disclosure', icon: <GlobalOutlined /> },
      { key: 'measures', to: '/measures', icon: <StopOutlined /> },
      { key: 'minors', to: '/minors', icon: <SmileOutlined /> },
      { key: 'privacy', to: '/privacy', icon: <IdcardOutlined /> },
    ],
  },
  {
    key: 'serve',
    pages: [
      { key: 'services', to: '/services', icon: <KeyOutlined /> },
      { key: 'upstreams', to: '/upstreams', icon: <ApiOutlined /> },
      { key: 'judges', to: '/judges', icon: <SolutionOutlined /> },
    ],
  },
  {
    key: 'registers',
    pages: [
      { key: 'incidents', to: '/incidents', icon: <ThunderboltOutlined /> },
      { key: 'orders', to: '/orders', icon: <FormOutlined /> },
      { key: 'licences', to: '/licences', icon: <IdcardOutlined /> },
      { key: 'roster', to: '/roster', icon: <ContactsOutlined /> },
    ],
  },
  {
    key: 'govern',
    pages: [
      { key: 'scope', to: '/scope', icon: <CompassOutlined /> },
      { key: 'law', to: '/law', icon: <ReadOutlined /> },
      { key: 'evidence', to: '/evidence', icon: <FileProtectOutlined /> },
    ],
  },
  {
    key: 'administer',
    pages: [
      { key: 'provider', to: '/provider', icon: <BankOutlined /> },
      { key: 'staff', to: '/staff', icon: <TeamOutlined /> },
    ],
  },
] as const;

/** The pages by task; accounts are shown to administrators only. */
export function MainMenu({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation('app');
  const { pathname } = useLocation();
  const isAdministrator = useHasRole('administrator');
  const root = `/${pathname.split('/')[1] ?? ''}`;
  const selected = groups.flatMap((group) => group.pages.filter((page) => page.to === root).map((page) => page.key));
  return (
    <nav aria-label={t('menu.label')}>
      <Menu
        theme="dark"
        mode="inline"
        selectedKeys={selected}
        {...(onNavigate === undefined ? {} : { onClick: onNavigate })}
        items={groups.map((group) => ({
          type: 'group' as const,
          key: group.key,
          label: t(`menu.${group.key}`),
          children: group.pages
            .filter((page) => page.key !== 'staff' || isAdministrator)
            .map((page) => ({
              key: page.key,
              icon: page.icon,
              label: <Link to={page.to}>{t(`menu.${page.key}`)}</Link>,
            })),
        }))}
      />
    </nav>
  );
}
