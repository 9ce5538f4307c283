import { type Action, type Hit, personalInformationKindSchema } from '@hegui/contract';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRiskName } from './risk-tag.tsx';
import { segmentsOf, strictestAction } from './segments.ts';

const tones: Readonly<Record<Action, string>> = { block: 'error', replace: 'warning', flag: 'info' };
// So that the actions are told apart without colour as well.
const lines: Readonly<Record<Action, string>> = { block: 'solid', replace: 'dashed', flag: 'dotted' };

/** A text with its hits marked by their strictest action; pointing at one names its term, list and risk. */
export function MarkedText({ text, hits }: { text: string; hits: readonly Hit[] }) {
  return (
    <div style={{ whiteSpace: 'pre-wrap', lineHeight: 1.9 }} className="break-anywhere">
      {segmentsOf(text, hits).map((segment) => {
        const action = strictestAction(segment.hits);
        if (action === null) return <span key={segment.start}>{segment.text}</span>;
        const tone = tones[action];
        return (
          <Tooltip key={segment.start} title={<HitsInWords hits={segment.hits} />}>
            <mark
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what was met must be readable from the keyboard too.
              tabIndex={0}
              style={{
                padding: '2px 0',
                color: 'inherit',
                background: `var(--ant-color-${tone}-bg)`,
                borderBottom: `2px ${lines[action]} var(--ant-color-${tone})`,
              }}
            >
              {segment.text}
            </mark>
          </Tooltip>
        );
      })}
    </div>
  );
}

function HitsInWords({ hits }: { hits: readonly Hit[] }) {
  const { t } = useTranslation('app');
  const { t: tKind } = useTranslation('personalInformation');
  const nameOf = useRiskName();
  const nameHit = (hit: Hit): string => {
    const kind = personalInformationKindSchema.safeParse(hit.term);
    if (hit.source !== 'personal-information' || !kind.success) return `${hit.term} · ${hit.listName}`;
    return `${tKind(`kind.${kind.data}`)} · ${tKind('title')}`;
  };
  return hits.map((hit) => (
    <div key={`${hit.listId} ${hit.term} ${hit.start} ${hit.end}`}>
      {t(`action.${hit.action}`)} · {nameHit(hit)} · {hit.risk} {nameOf(hit.risk)}
    </div>
  ));
}
