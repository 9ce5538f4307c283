export { type PersonalInformationHit, personalInformationTag, readPersonalInformationTag } from './hit.ts';
export {
  KIND_LABELS,
  PERSONAL_INFORMATION_ACTIONS,
  PERSONAL_INFORMATION_KINDS,
  type PersonalInformationAction,
  type PersonalInformationKind,
} from './kinds.ts';
export { maskValue } from './mask.ts';
export {
  compilePersonalInformation,
  openPersonalInformationStream,
  type PersonalInformationPolicy,
  type PersonalInformationScreen,
  scanPersonalInformation,
} from './personal-information.ts';
export { Placeholders, type Restored, type Restorer } from './placeholders.ts';
