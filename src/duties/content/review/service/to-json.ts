import type { ReviewDecision, ReviewItem, Suggestion } from '../../../../contract/index.ts';
import type { DecisionRow, ItemRow } from '../model.ts';
import type { SuggestionRow } from '../store/suggestions.ts';

export function toItem(row: ItemRow): ReviewItem {
  const { lockedById, lockedByName, lockedUntil, dueAtText: _text, escalatedBy: _by, dueAt, createdAt, ...rest } = row;
  return {
    ...rest,
    dueAt: dueAt.toISOString(),
    createdAt: createdAt.toISOString(),
    lockedBy:
      lockedById === null || lockedUntil === null
        ? null
        : { id: lockedById, name: lockedByName ?? lockedById, until: lockedUntil.toISOString() },
  };
}

/** An actor as people know it: the account's id, and its name while it is known. */
const personOf = (actor: string, name: string | null) => ({ id: actor.replace(/^staff:/, ''), name: name ?? actor });

export function toDecision(row: DecisionRow): ReviewDecision {
  const { decidedBy, decidedByName, decidedAt, decidedAtText: _text, supersededAt, reversal, ...rest } = row;
  return {
    ...rest,
    decidedBy: personOf(decidedBy, decidedByName),
    decidedAt: decidedAt.toISOString(),
    supersededAt: supersededAt?.toISOString() ?? null,
    reversal:
      reversal === null
        ? null
        : {
            id: reversal.id,
            verdict: reversal.verdict,
            risk: reversal.risk,
            reason: reversal.reason,
            proposedBy: personOf(reversal.proposedBy, reversal.proposedByName),
            proposedAt: reversal.proposedAt,
          },
  };
}

export const toSuggestion = ({ createdAt, draftId, draftRevision, ...row }: SuggestionRow): Suggestion => ({
  ...row,
  createdAt: createdAt.toISOString(),
  draft: draftId === null || draftRevision === null ? null : { id: draftId, revision: draftRevision },
});
