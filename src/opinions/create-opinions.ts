import type { z } from 'zod';
import type { gapsPageSchema, gapsQuerySchema, Score } from '../contract/index.ts';
import type { OpinionDesk } from '../judges/index.ts';
import { CallCounter, type CallTotals } from './call-counter.ts';
import { Desk, type DeskCounts } from './desk.ts';
import { JudgeDirectory } from './judge-directory.ts';
import { JudgesService } from './judges-service.ts';
import type { OpinionsParts } from './model.ts';
import { Rejudge, type RejudgeOutcome } from './rejudge.ts';
import { noteHumanDecision, readGaps, readScorecard } from './scorecard.ts';

/** Second opinions: the judges, what the gateway asks of them, and what came of it. */
export interface Opinions {
  readonly judges: JudgesService;
  readonly desk: OpinionDesk;
  /** Since this process started. */
  readonly counts: DeskCounts & { readonly calls: CallTotals; readonly judges: number };
  scorecard(month: string): Promise<Score[]>;
  gaps(query: z.output<typeof gapsQuerySchema>): Promise<z.infer<typeof gapsPageSchema>>;
  /** Called by the review desk with every decision of a person. @throws HeguiError E_NOT_FOUND */
  noteHumanDecision(decided: { readonly exchangeId: string; readonly isViolation: boolean }): Promise<void>;
  /** Judges the gap that is due first; null when none is. */
  judgeNextGap(): Promise<RejudgeOutcome | null>;
  /** Reads the judges now, for those who cannot wait to be told of a change. */
  refresh(): Promise<void>;
  /** In a server: follows changes, counts, and judges gaps again. Commands need not. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes second opinions. Nothing is read or started yet. */
export function createOpinions(parts: OpinionsParts): Opinions {
  const directory = new JudgeDirectory(parts);
  const counter = new CallCounter(parts);
  const desk = new Desk(parts, directory, counter);
  const rejudge = new Rejudge(parts, desk);
  return {
    judges: new JudgesService(parts),
    desk,
    get counts() {
      return { ...desk.counts, calls: counter.totals, judges: directory.size };
    },
    scorecard: (month) => readScorecard(parts, month),
    gaps: (query) => readGaps(parts, query),
    noteHumanDecision: (decided) => noteHumanDecision(parts, decided),
    judgeNextGap: () => rejudge.judgeNext(),
    refresh: () => directory.refresh(),
    start: async () => {
      await directory.start();
      await counter.start();
      rejudge.start();
    },
    stop: async () => {
      await rejudge.stop();
      await counter.stop();
      await directory.stop();
    },
  };
}
