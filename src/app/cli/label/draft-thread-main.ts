/** The thread that fills drafts; started by `DraftThread`. */
import { answerQuestions } from '../../../kernel/index.ts';
import type { DraftOrder } from './draft-thread.ts';
import { readAt } from './file-source.ts';
import { fillDraft } from './fill-draft.ts';

answerQuestions(async ({ draft, file, size, patch }: DraftOrder): Promise<void> => {
  const source = {
    size,
    fill: (buffer: Uint8Array, offset: number, length: number) => readAt(file, buffer, offset, length),
  };
  await (await fillDraft(draft, source, patch)).onDisk;
});
