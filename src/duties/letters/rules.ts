import type { Letter } from '../../contract/index.ts';
import { HeguiError, invalidField } from '../../kernel/index.ts';
import type { SignedLetter, StoredLetter } from './model.ts';

/** Letters as everybody sees them. Of unsigned drafts about the same matter only the last can be signed. */
export function toLetters(rows: readonly StoredLetter[]): Letter[] {
  const last = new Map(rows.map(({ subject, matter, number }) => [`${subject.id} ${matter}`, number]));
  return rows.map((row) => toLetter(row, last.get(`${row.subject.id} ${row.matter}`) !== row.number));
}

function toLetter(row: StoredLetter, hasLater: boolean): Letter {
  const { signedAt, signedBy, signedName, signedReason, deliveredAt, deliveredBy, delivery } = row;
  const isSigned = signedAt !== null && signedBy !== null && signedName !== null && signedReason !== null;
  return {
    id: row.id,
    number: row.number,
    subject: row.subject,
    matter: row.matter,
    recipient: row.recipient,
    language: row.language,
    content: row.content,
    digest: row.digest.toString('hex'),
    draftedAt: row.draftedAt.toISOString(),
    draftedBy: row.draftedBy,
    isSuperseded: hasLater && !isSigned,
    signature: isSigned ? { by: signedBy, name: signedName, reason: signedReason, at: signedAt.toISOString() } : null,
    exportedAt: row.exportedAt?.toISOString() ?? null,
    delivery:
      deliveredAt === null || deliveredBy === null || delivery === null
        ? null
        : { ...delivery, at: deliveredAt.toISOString(), by: deliveredBy },
  };
}

/** @throws HeguiError E_CONFLICT when it was signed, or a later draft took its place. */
export function requireSignable({ signature, isSuperseded }: Letter): void {
  if (signature !== null)
    throw new HeguiError('E_CONFLICT', 'this letter is signed already; draft a new one to say more');
  if (isSuperseded) throw new HeguiError('E_CONFLICT', 'a later draft took the place of this one; sign that');
}

/** Nothing leaves the house unsigned. @throws HeguiError E_CONFLICT */
export function requireSigned(letter: Letter): SignedLetter {
  const { signature } = letter;
  if (signature === null)
    throw new HeguiError('E_CONFLICT', 'a letter leaves the house only after a named person signed it; sign it first');
  return { ...letter, signature };
}

/** @throws HeguiError E_CONFLICT out of turn; E_REQUEST_INVALID for an instant before it was taken out, or ahead. */
export function requireDeliverable({ delivery, exportedAt }: Letter, at: Date, now: Date): void {
  if (delivery !== null) throw new HeguiError('E_CONFLICT', 'the delivery of this letter is recorded already');
  if (exportedAt === null)
    throw new HeguiError('E_CONFLICT', 'this letter was not taken out as a file yet, so nobody can have received it');
  if (at > now) throw invalidField('at', 'must not lie ahead');
  if (at < new Date(exportedAt)) throw invalidField('at', `must not lie before ${exportedAt}, when it was taken out`);
}
