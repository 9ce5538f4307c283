export { type CreditCodeFault, describeCreditCodeFault, findCreditCodeFault } from './credit-code.ts';
export {
  appendMark,
  carriesExplicitLabel,
  findLabelElements,
  isLabelMark,
  type LabelElements,
  prependMark,
} from './explicit-label.ts';
export type { LabelFinding } from './finding.ts';
export {
  buildImplicitLabel,
  type ImplicitLabel,
  isLawfulLabel,
  LABEL_MEMBERS,
  labelText,
  readImplicitLabel,
  toLabelName,
} from './implicit-label.ts';
export { buildProviderCode, checkProviderCode, type ProviderCodeParts } from './provider-code.ts';
