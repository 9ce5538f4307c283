import type { ReviewRequest, ReviewService } from '../duties/content/index.ts';
import type { EnqueueReview, ReviewReason } from '../judges/index.ts';
import type { Example } from '../screening/index.ts';

const DETAIL_CHARS_MAX = 500;

/** What the desk calls what a judge's words led to. */
const REASONS: Readonly<Record<ReviewReason, ReviewRequest['reason']>> = {
  'opinion-unsafe': 'second-opinion',
  'opinion-unsure': 'second-opinion',
  'opinion-disagrees-lists': 'disagreement',
  'opinions-disagree': 'disagreement',
  'opinion-disagrees-human': 'disagreement',
  'opinion-gap-unsafe': 'gap',
};

/** What judges want people to see, as the review desk takes it: codes and figures in one line. */
export function toReviewRequest({ exchangeId, reason, detail }: Parameters<EnqueueReview>[0]): ReviewRequest {
  const said = Object.entries(detail).map(([name, value]) => `${name} ${[value].flat().join(', ')}`);
  return { exchangeId, reason: REASONS[reason], detail: [reason, ...said].join('; ').slice(0, DETAIL_CHARS_MAX) };
}

const DECISIONS_PER_READ = 500;

/**
 * Every text that people decided about, for training, of users who allowed it. Leaves evidence that they were read.
 *
 * @param onLeftOut told how many decisions of a page were left out because their users did not allow training.
 */
export async function* decidedExamples(
  review: Pick<ReviewService, 'listDecisions'>,
  onLeftOut: (decisions: number) => void,
): AsyncGenerator<Example> {
  for (let after: string | null = ''; after !== null; ) {
    const page: Awaited<ReturnType<ReviewService['listDecisions']>> = await review.listDecisions({
      limit: DECISIONS_PER_READ,
      by: 'cli',
      after,
    });
    onLeftOut(page.leftOut);
    for (const { text, risk } of page.texts) yield { text, risk };
    after = page.next;
  }
}
