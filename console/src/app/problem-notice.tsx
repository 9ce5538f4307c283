import { Alert, Button, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiFailure, ApiProblem, GatewayProblem } from '../api/index.ts';

interface ProblemNoticeProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** True where the notice is the whole page. */
  readonly standalone?: boolean;
}

interface Wording {
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  readonly fields: readonly { path: string; message: string }[];
  readonly requestId: string | null;
}

/** What went wrong and what to do about it; nothing when there is no error. */
export function ProblemNotice({ error, onRetry, standalone = false }: ProblemNoticeProps) {
  const { t } = useTranslation('app');
  const wording = useWording(error);
  if (wording === null) return null;
  const notice = (
    <Alert
      type="error"
      showIcon
      title={wording.title}
      description={
        <Flex vertical gap={4} className="break-anywhere">
          <span>{wording.detail}</span>
          {wording.fields.length > 0 && (
            <ul style={{ margin: 0, paddingInlineStart: 20 }}>
              {wording.fields.map(({ path, message }) => (
                <li key={`${path} ${message}`}>
                  <code>{path}</code> {message}
                </li>
              ))}
            </ul>
          )}
          <span>
            <strong>{t('problem.remedy')}</strong> {wording.remedy}
          </span>
          {wording.requestId !== null && (
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {t('problem.requestId')} <code>{wording.requestId}</code>
            </Typography.Text>
          )}
        </Flex>
      }
      action={onRetry && <Button onClick={onRetry}>{t('problem.retry')}</Button>}
    />
  );
  return standalone ? <div style={{ maxWidth: 720, margin: '10vh auto', padding: 16 }}>{notice}</div> : notice;
}

function useWording(error: unknown): Wording | null {
  const { t } = useTranslation('app');
  if (error === null || error === undefined) return null;
  if (error instanceof ApiProblem) return error.problem;
  const nothing = { fields: [], requestId: null };
  if (error instanceof ApiFailure) {
    return {
      ...nothing,
      title: t(`problem.${error.kind}`),
      detail: t(`problem.${error.kind}Detail`, { status: error.status ?? '–' }),
      remedy: t(`problem.${error.kind}Remedy`),
    };
  }
  if (error instanceof GatewayProblem) {
    return {
      ...nothing,
      title: t('problem.gateway', { status: error.status }),
      detail: error.message,
      remedy: t('problem.gatewayRemedy', { code: error.code ?? '–' }),
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { ...nothing, title: t('problem.unexpected'), detail, remedy: t('problem.unexpectedRemedy') };
}
