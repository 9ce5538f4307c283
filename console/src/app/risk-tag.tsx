import { risksSchema } from '@hegui/contract';
import { useQuery } from '@tanstack/react-query';
import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';

/** The risk taxonomy; read once a visit. */
export const useRisks = () =>
  useQuery({
    queryKey: ['risks'],
    queryFn: () => api.get('/api/risks', risksSchema),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The name of a risk code in the reader's language; undefined while unknown. */
export function useRiskName(): (code: string) => string | undefined {
  const { i18n } = useTranslation('app');
  const risks = useRisks().data?.risks;
  return (code) => {
    const risk = risks?.find((one) => one.code === code);
    return i18n.language === 'en' ? risk?.en : risk?.zh;
  };
}

/** A risk code; its tooltip gives the name in both languages and says how sure the taxonomy is. */
export function RiskTag({ code, showName = false }: { code: string; showName?: boolean }) {
  const { t } = useTranslation('app');
  const { data } = useRisks();
  const name = useRiskName()(code);
  const risk = data?.risks.find((one) => one.code === code);
  const note =
    data === undefined
      ? t('risk.sourceUnknown')
      : t('risk.source', { standard: data.source.standard, annex: data.source.annex });
  return (
    <Tooltip
      title={
        <>
          <div>{risk?.zh ?? t('risk.unnamed')}</div>
          {risk !== undefined && <div>{risk.en}</div>}
          <div style={{ marginTop: 6, opacity: 0.85, fontSize: 12 }}>{note}</div>
        </>
      }
    >
      <Tag tabIndex={0} style={{ marginInlineEnd: 0, whiteSpace: 'normal' }}>
        {code}
        {showName && name !== undefined && ` ${name}`}
      </Tag>
    </Tooltip>
  );
}
