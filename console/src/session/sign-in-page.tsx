import { type Session, sessionSchema, setupStateSchema } from '@hegui/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Flex, Form, Input } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { ApiProblem, api } from '../api/index.ts';
import { Entrance, ProblemNotice, useAdoptSession } from '../app/index.ts';
import { LockNotice } from './lock-notice.tsx';

/** The first page of the day, by what the role answers for. */
const startOf = ({ staff }: Session): string => (staff.role === 'compliance-officer' ? '/board' : '/');

interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Sign-in; goes back to the page that asked for it. */
export function SignInPage() {
  const { t } = useTranslation('session');
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const adoptSession = useAdoptSession();
  const [lockedUntil, setLockedUntil] = useState<number | null>(null);
  const [isLocked, setLocked] = useState(false);
  const unlock = useCallback(() => setLocked(false), []);
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.get('/api/setup', setupStateSchema) });

  const signIn = useMutation({
    mutationFn: (credentials: Credentials): Promise<Session> => api.post('/api/session', credentials, sessionSchema),
    onSuccess: async (session) => {
      adoptSession(session);
      await navigate(safePath(search.get('next') ?? startOf(session)), { replace: true });
    },
    onError: (error) => {
      const until = lockOf(error);
      setLockedUntil(until);
      setLocked(until !== null);
    },
  });

  if (setup.data?.needed === true) return <Navigate to="/setup" replace />;
  return (
    <Entrance title={t('title')} description={t('description')} width={440}>
      <Form<Credentials> layout="vertical" requiredMark={false} onFinish={(credentials) => signIn.mutate(credentials)}>
        <Form.Item name="username" label={t('username')} rules={[{ required: true, message: t('usernameMissing') }]}>
          <Input autoComplete="username" autoFocus size="large" spellCheck={false} />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordMissing') }]}>
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <Flex vertical gap={16}>
          {lockedUntil !== null ? (
            <LockNotice key={lockedUntil} until={lockedUntil} onOver={unlock} />
          ) : (
            <ProblemNotice error={signIn.error ?? setup.error} />
          )}
          <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending} disabled={isLocked}>
            {t('submit')}
          </Button>
          <Link to="/check" style={{ alignSelf: 'center' }}>
            {t('labelCheck')}
          </Link>
        </Flex>
      </Form>
    </Entrance>
  );
}

const lockOf = (error: Error): number | null =>
  error instanceof ApiProblem && error.problem.code === 'E_SESSION_LOCKED' && error.retryAfterS !== null
    ? Date.now() + error.retryAfterS * 1_000
    : null;

// Only a path of this console: never another host, which `//host` would be.
const safePath = (next: string | null): string => (next !== null && /^\/(?![/\\])/.test(next) ? next : '/');
