export type {
  DecidedText,
  DeskParts,
  EnqueueReview,
  ListDecisions,
  ReadExchange,
  ReviewParts,
  ReviewReason,
  ReviewRequest,
  TakePhrase,
} from './model.ts';
export { decisionsCsv, registerReviewRoutes } from './routes.ts';
export { drawBy } from './rules.ts';
export { type FeedParts, startFeed } from './service/feed.ts';
export { ReviewService } from './service.ts';
