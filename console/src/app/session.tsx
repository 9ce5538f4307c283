import { type Role, type Session, sessionSchema, setupStateSchema } from '@hegui/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { ApiProblem, api, keepCsrf, onSessionRequired } from '../api/index.ts';
import { EmptyGuide } from './empty-guide.tsx';
import { PageLoading } from './page-loading.tsx';
import { ProblemNotice } from './problem-notice.tsx';

const SessionContext = createContext<Session | null>(null);

export const sessionKey = ['session'] as const;

/** The signed-in member of staff; only inside `<SessionGate>`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is used outside SessionGate');
  return session;
}

/** Has the signed-in member one of these roles? */
export const useHasRole = (...roles: readonly Role[]): boolean => roles.includes(useSession().staff.role);

/** Takes over a session that sign-in or set-up answered with; nothing read for an earlier session is kept. */
export function useAdoptSession(): (session: Session) => void {
  const client = useQueryClient();
  return ({ staff, csrf, expiresAt }) => {
    keepCsrf(csrf);
    client.clear();
    client.setQueryData(sessionKey, { staff, csrf, expiresAt });
  };
}

/** `signed-out`: a session ended or never began; `left`: someone signed out here, so nobody is led back to their page. */
type SessionState = Session | 'setup' | 'signed-out' | 'left';

async function readSession(): Promise<SessionState> {
  const { needed } = await api.get('/api/setup', setupStateSchema);
  if (needed) return 'setup';
  try {
    const session = await api.get('/api/session', sessionSchema);
    keepCsrf(session.csrf);
    return session;
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.code === 'E_SESSION_REQUIRED') return 'signed-out';
    throw error;
  }
}

/** Shows its children to signed-in staff; everyone else goes to set-up or to the sign-in page and comes back after. */
export function SessionGate({ children }: { children: ReactNode }) {
  const location = useLocation();
  const client = useQueryClient();
  const session = useQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: Number.POSITIVE_INFINITY });

  useEffect(() => onSessionRequired(() => client.setQueryData(sessionKey, 'signed-out')), [client]);

  if (session.isPending) return <PageLoading />;
  if (session.isError) return <ProblemNotice error={session.error} onRetry={() => void session.refetch()} standalone />;
  if (session.data === 'setup') return <Navigate to={{ pathname: '/setup', hash: location.hash }} replace />;
  if (session.data === 'left') return <Navigate to="/sign-in" replace />;
  if (session.data === 'signed-out') {
    const next = `${location.pathname}${location.search}`;
    return <Navigate to={next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
  }
  return <SessionContext value={session.data}>{children}</SessionContext>;
}

/** Shows its children to these roles, else says who may see them. */
export function RequireRole({ roles, children }: { roles: readonly Role[]; children: ReactNode }) {
  const { t } = useTranslation('app');
  if (roles.includes(useSession().staff.role)) return children;
  const names = roles.map((role) => t(`role.${role}`)).join(' · ');
  return <EmptyGuide title={t('forbidden.title')} text={t('forbidden.text', { roles: names })} />;
}
