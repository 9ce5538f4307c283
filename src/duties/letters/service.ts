import type { z } from 'zod';
import type { Letter, letterDeliverSchema, letterSignSchema } from '../../contract/index.ts';
import type { Actor, Evidence, UnitOfWork } from '../../evidence/index.ts';
import { type Clock, canonicalJson, type IdFactory, sha256, sha256Hex, unknownId } from '../../kernel/index.ts';
import type { Database, Sql } from '../../store/index.ts';
import { writeLetterFile } from './letter-file.ts';
import type { LetterFormat, Letters, NewLetter } from './model.ts';
import { requireDeliverable, requireSignable, requireSigned, toLetters } from './rules.ts';
import {
  deliverLetter,
  insertLetter,
  listLetters,
  lockLetter,
  noteExport,
  readSubjectId,
  signLetter,
} from './store.ts';

export interface LettersParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  /** Who sends: the name of the provider; null before it is registered. */
  readonly providerName: () => string | null;
}

/** Letters to authorities and to people outside. Hegui sends none: a person signs, takes out, delivers, and says so. */
export class LettersService implements Letters {
  readonly #parts: LettersParts;

  constructor(parts: LettersParts) {
    this.#parts = parts;
  }

  async draft(tx: Sql, evidence: Evidence, letter: NewLetter, by: Actor): Promise<Letter> {
    const { ids, clock } = this.#parts;
    const { recipient, language, content, subject, matter } = letter;
    const digest = sha256(canonicalJson({ recipient, language, content }));
    const id = ids.next('ltr');
    const number = await insertLetter(tx, { ...letter, id, digest, at: clock.now(), by });
    evidence.append('letter.drafted', {
      letter: id,
      number,
      subject: subject.id,
      matter,
      digest: digest.toString('hex'),
      by,
    });
    return await readOne(tx, id);
  }

  async listOf(subjectIds: readonly string[]): Promise<readonly Letter[]> {
    return toLetters(await listLetters(this.#parts.database, subjectIds));
  }

  /** Puts a person's name under a draft. @throws HeguiError E_NOT_FOUND, E_CONFLICT */
  async sign(id: string, given: z.output<typeof letterSignSchema>, by: Actor): Promise<Letter> {
    const { clock } = this.#parts;
    return await this.#change(id, async (tx, evidence, letter) => {
      requireSignable(letter);
      await signLetter(tx, id, { ...given, at: clock.now(), by });
      const { digest, subject } = letter;
      evidence.append('letter.signed', {
        letter: id,
        subject: subject.id,
        digest,
        reasonDigest: sha256Hex(given.reason),
        by,
      });
    });
  }

  /** A signed letter as a file; that it was taken out is evidence. @throws HeguiError E_NOT_FOUND, E_CONFLICT while unsigned. */
  async takeOut(
    id: string,
    format: LetterFormat,
    by: Actor,
  ): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const { database, unitOfWork, clock, providerName } = this.#parts;
    const letter = requireSigned(await readOne(database, id));
    const bytes = await writeLetterFile(letter, providerName() ?? '–', format);
    await unitOfWork.run(async (tx, evidence) => {
      await noteExport(tx, id, clock.now());
      const fileDigest = sha256Hex(bytes);
      evidence.append('letter.exported', { letter: id, subject: letter.subject.id, format, fileDigest, by });
    });
    return { name: `letter-${letter.number}.${format}`, bytes };
  }

  /** A person says when it reached its recipient. @throws HeguiError E_NOT_FOUND, E_CONFLICT, E_REQUEST_INVALID */
  async deliver(id: string, given: z.output<typeof letterDeliverSchema>, by: Actor): Promise<Letter> {
    const { clock } = this.#parts;
    const at = new Date(given.at);
    return await this.#change(id, async (tx, evidence, letter) => {
      requireDeliverable(letter, at, clock.now());
      await deliverLetter(tx, id, { ...given, at, by });
      const { subject, matter } = letter;
      evidence.append('letter.delivered', { letter: id, subject: subject.id, matter, at: at.toISOString(), by });
    });
  }

  async #change(id: string, work: (tx: Sql, evidence: Evidence, letter: Letter) => Promise<void>): Promise<Letter> {
    return await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await lockLetter(tx, id);
      await work(tx, evidence, await readOne(tx, id));
      return await readOne(tx, id);
    });
  }
}

/** @throws HeguiError E_NOT_FOUND */
async function readOne(sql: Sql, id: string): Promise<Letter> {
  const subjectId = await readSubjectId(sql, id);
  const letters = subjectId === undefined ? [] : toLetters(await listLetters(sql, [subjectId]));
  const letter = letters.find((one) => one.id === id);
  if (letter === undefined) throw unknownId('letter');
  return letter;
}
