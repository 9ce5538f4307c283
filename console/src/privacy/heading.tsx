import type { ReactNode } from 'react';

/** The heading of a card. */
export const heading = (text: string): ReactNode => <h2 style={{ fontSize: 15, margin: 0 }}>{text}</h2>;
