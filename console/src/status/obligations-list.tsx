import type { BilingualText, Board, ControlState, ObligationState, Status } from '@hegui/contract';
import { Card, Collapse, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ControlView } from './control-view.tsx';
import { StatusTag } from './status-tag.tsx';
import { TaskRow } from './task-row.tsx';
import { useText } from './use-text.ts';

/** A heading with what stands under it: an instrument with its articles, or one duty with its obligations. */
export interface BoardSection {
  readonly key: string;
  readonly title: string;
  readonly groups: readonly BoardGroup[];
}

export interface BoardGroup {
  readonly key: string;
  /** Such as `Art. 14`; null for what has no number. */
  readonly mark: string | null;
  readonly status: Status;
  readonly obligations: readonly ObligationState[];
}

/** Sections as they are read: one line a group, opened for the evidence. */
export function ObligationsList({ sections, board }: { sections: readonly BoardSection[]; board: Board }) {
  const controls = new Map(board.controls.map((control) => [control.id, control]));
  return (
    <Flex vertical gap={20}>
      {sections.map(({ key, title, groups }) => (
        <section key={key} aria-label={title}>
          <Typography.Title level={2} style={{ fontSize: 16, margin: '0 0 8px' }} className="break-anywhere">
            {title}
          </Typography.Title>
          <Collapse
            items={groups.map((group) => ({
              key: group.key,
              label: <GroupLine group={group} controls={controls} />,
              children: <GroupDetail group={group} controls={controls} />,
            }))}
          />
        </section>
      ))}
    </Flex>
  );
}

type Controls = ReadonlyMap<string, ControlState>;

const controlsOf = (obligations: readonly ObligationState[], controls: Controls): ControlState[] => {
  const ids = new Set(obligations.flatMap((one) => one.controls));
  return [...ids].flatMap((id) => controls.get(id) ?? []);
};

/** The line says the worst of what was measured, so that red has its reason without a click. */
function GroupLine({ group, controls }: { group: BoardGroup; controls: Controls }) {
  const text = useText();
  const own = controlsOf(group.obligations, controls);
  const told: BilingualText | null | undefined =
    own.find(({ status }) => status === group.status)?.measured ?? group.obligations[0]?.notApplicable;
  const titles = [...new Set(group.obligations.map(({ title }) => text(title)))];
  return (
    <Flex gap={10} align="flex-start" wrap style={{ minWidth: 0 }}>
      <StatusTag status={group.status} />
      {group.mark !== null && (
        <Typography.Text strong className="break-anywhere">
          {group.mark}
        </Typography.Text>
      )}
      <span style={{ flex: '1 1 220px', minWidth: 0 }} className="break-anywhere">
        {titles.join(' · ')}
        {told !== null && told !== undefined && (
          <Typography.Text type="secondary" style={{ display: 'block', fontWeight: 400 }}>
            {text(told)}
          </Typography.Text>
        )}
      </span>
    </Flex>
  );
}

function GroupDetail({ group, controls }: { group: BoardGroup; controls: Controls }) {
  const text = useText();
  const own = controlsOf(group.obligations, controls);
  const { t } = useTranslation('status');
  return (
    <Flex vertical gap={16}>
      {own.map((control) => (
        <Card key={control.id} size="small">
          <ControlView control={control} />
        </Card>
      ))}
      {group.obligations
        .filter(({ task, notApplicable }) => task !== null || notApplicable !== null)
        .map((obligation) => (
          <Card key={obligation.id} size="small">
            <Flex vertical gap={8}>
              <Flex gap={8} wrap align="center">
                <StatusTag status={obligation.status} />
                <Typography.Text strong>{text(obligation.title)}</Typography.Text>
              </Flex>
              {obligation.notApplicable !== null && <span>{text(obligation.notApplicable)}</span>}
              {obligation.task !== null && obligation.notApplicable === null && <TaskRow task={obligation.task} />}
            </Flex>
          </Card>
        ))}
      {own.length === 0 &&
        group.obligations.every(({ task, notApplicable }) => task === null && notApplicable === null) && (
          <Typography.Text type="secondary">{t('never')}</Typography.Text>
        )}
    </Flex>
  );
}
