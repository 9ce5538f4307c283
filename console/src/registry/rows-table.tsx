import { Flex, Grid, Table, Typography } from 'antd';
import { Fragment, type ReactNode } from 'react';

export interface RowColumn<T> {
  readonly key: string;
  readonly title: ReactNode;
  readonly cell: (row: T) => ReactNode;
  readonly isNumber?: boolean;
}

interface RowsTableProps<T> {
  /** The first column names the row. */
  readonly columns: readonly RowColumn<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly isLoading?: boolean;
  /** Shown across the row beneath it; null for most. */
  readonly beneath?: (row: T) => ReactNode | null;
  readonly emptyText?: string;
}

/** A table; on narrow screens each row becomes a block, its cells under one another, so that nothing lies out of sight. */
export function RowsTable<T extends object>(props: RowsTableProps<T>) {
  const isWide = Grid.useBreakpoint().md ?? true;
  return isWide ? <WideRows {...props} /> : <NarrowRows {...props} />;
}

function WideRows<T extends object>(props: RowsTableProps<T>) {
  const { columns, rows, keyOf, isLoading = false, beneath, emptyText } = props;
  const open = beneath === undefined ? [] : rows.filter((row) => beneath(row) !== null).map(keyOf);
  return (
    <Table<T>
      rowKey={keyOf}
      size="middle"
      columns={columns.map(({ key, title, cell, isNumber }) => ({
        key,
        title,
        render: (_: unknown, row: T) => cell(row),
        ...(isNumber === true ? { align: 'right' as const } : {}),
      }))}
      dataSource={[...rows]}
      loading={isLoading}
      pagination={false}
      {...(emptyText === undefined ? {} : { locale: { emptyText } })}
      {...(beneath === undefined
        ? {}
        : { expandable: { expandedRowKeys: open, showExpandColumn: false, expandedRowRender: beneath } })}
    />
  );
}

function NarrowRows<T extends object>({ columns, rows, keyOf, beneath, emptyText }: RowsTableProps<T>) {
  const [first, ...rest] = columns;
  if (rows.length === 0) return <Typography.Text type="secondary">{emptyText}</Typography.Text>;
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {rows.map((row) => (
        <li key={keyOf(row)} style={{ padding: '12px 0', borderBottom: '1px solid var(--ant-color-border-secondary)' }}>
          <div className="break-anywhere" style={{ marginBottom: 6, fontWeight: 500 }}>
            {first?.cell(row)}
          </div>
          <dl style={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '6px 14px', margin: 0 }}>
            {rest.map(({ key, title, cell }) => (
              <Fragment key={key}>
                <dt style={{ color: 'var(--ant-color-text-secondary)' }}>{title}</dt>
                <dd className="break-anywhere" style={{ margin: 0, minWidth: 0 }}>
                  {cell(row)}
                </dd>
              </Fragment>
            ))}
          </dl>
          {beneath !== undefined && <Flex style={{ marginTop: 12 }}>{beneath(row)}</Flex>}
        </li>
      ))}
    </ul>
  );
}
