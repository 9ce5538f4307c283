import { Fragment, type ReactNode } from 'react';

/** Names with their values. */
export function FactsList({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl
      className="break-anywhere"
      style={{ display: 'grid', gridTemplateColumns: 'fit-content(45%) 1fr', gap: '6px 16px', margin: 0 }}
    >
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt style={{ opacity: 0.75 }}>{name}</dt>
          <dd style={{ margin: 0, minWidth: 0, whiteSpace: 'pre-line' }}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** A heading of a card, below the page's own. */
export function CardHeading({ children }: { children: ReactNode }) {
  return <h2 style={{ fontSize: 15, margin: 0 }}>{children}</h2>;
}
