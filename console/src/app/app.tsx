import { LoadingOutlined } from '@ant-design/icons';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { ApiFailure } from '../api/index.ts';
import { useIsDark } from './preferences.ts';
import { createRouter } from './routes.tsx';
import { themeOf } from './theme.ts';

// Refusals are final; only a server that could not be reached is worth a second try.
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && error instanceof ApiFailure && error.kind === 'unreachable',
    },
  },
});
const router = createRouter();
// antd's own loading icon fades out; where the work took a moment only, its fading never ends and the button stays
// named "loading" for screen readers. An icon of ours is simply there or not.
const button = { autoInsertSpace: false, loadingIcon: <LoadingOutlined /> };

/** The console: theme, language, data and pages. */
export function App() {
  const { i18n } = useTranslation();
  const isDark = useIsDark();
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return (
    <ConfigProvider theme={themeOf(isDark)} locale={i18n.language === 'en' ? enUS : zhCN} button={button}>
      <AntdApp style={{ height: '100%' }}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntdApp>
    </ConfigProvider>
  );
}
