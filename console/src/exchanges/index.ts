export { formatCount, formatMs } from './format.ts';
export { LabelCard } from './label-card.tsx';
export { useExchange } from './queries.ts';
