/** The thread that lays out documents; started by `writeApart`. */
import { answerQuestions } from '../../kernel/index.ts';
import { writeDocx, writePdf } from '../index.ts';
import type { DocumentOrder } from './write-apart.ts';

answerQuestions(
  async ({ kind, document }: DocumentOrder) => await (kind === 'pdf' ? writePdf(document) : writeDocx(document)),
);
