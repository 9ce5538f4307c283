import { useTranslation } from 'react-i18next';

/** What a reason of a failure is called; one that this console does not know is shown as it is. */
export function useFailureName(): (reason: string) => string {
  const { i18n } = useTranslation('judges');
  return (reason) => String(i18n.t(`judges:failure.${reason}`, { defaultValue: reason }));
}
