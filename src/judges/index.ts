export type { EnqueueReview, OpinionDesk, OpinionGap } from './desk.ts';
export { inputTextOf } from './input-text.ts';
export { type Judge, type JudgeContext, JudgeError, type JudgeFailureReason, type Verdict } from './judge.ts';
export { type JudgeParts, makeJudge, needsSecret } from './make-judge.ts';
export {
  type JudgeCall,
  type LiveJudge,
  Panel,
  type PanelAnswer,
  type PanelParts,
  type PanelQuestion,
} from './panel.ts';
export { actionOf, isSampled, type Opinion, type OpinionAction, type Settled } from './rules.ts';
export { signTencent } from './signatures.ts';
export { OpinionTally, type ReviewReason, type TalliedOpinion } from './tally.ts';
export { cutWindows, type TextWindow, WindowCutter } from './windows.ts';
