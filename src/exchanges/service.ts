import type { z } from 'zod';
import type {
  ExchangeDetail,
  ExchangeProof,
  ExchangeRow,
  exchangesPageSchema,
  exchangesQuerySchema,
  Overview,
} from '../contract/index.ts';
import type { Actor, ContentVault, EvidenceReader, OpenedContent, UnitOfWork } from '../evidence/index.ts';
import { type Clock, HeguiError } from '../kernel/index.ts';
import type { VerifierKey } from '../ledger/index.ts';
import type { Sql } from '../store/index.ts';
import {
  type ExchangeFilter,
  type FoundExchange,
  type SealedPart,
  type StoredExchange,
  sealedInputSchema,
  sealedOutputSchema,
} from './model.ts';
import { OverviewReader } from './overview.ts';
import { assembleProof, formatCursor, parseCursor, readCommitment, readOpening, spellOutShown } from './rules.ts';
import { findExchange, findExchanges, listProduced, listServiceIds } from './store.ts';

export interface ExchangesParts {
  readonly database: Sql;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly vault: Pick<ContentVault, 'open'>;
  readonly evidence: Pick<EvidenceReader, 'entriesOf' | 'proofsOf'>;
  /** The log's own key, which checkpoints must be signed with. */
  readonly verifierKey: VerifierKey;
  /** The gateway's way from an end user's name to the pseudonym that is stored. */
  readonly pseudonym: (serviceId: string, endUser: string) => string;
  /** The parts of the overview that others know. */
  readonly readStatus: () => Promise<Pick<Overview, 'health' | 'log'>>;
}

export interface ExchangesService {
  /** Newest first. @throws HeguiError E_REQUEST_INVALID for a cursor that is none. */
  list(query: z.output<typeof exchangesQuerySchema>): Promise<z.infer<typeof exchangesPageSchema>>;
  /**
   * One exchange with its content; leaves `content.viewed`, with the purpose that was named, before the content is handed out, nothing when it was erased.
   *
   * @throws HeguiError E_NOT_FOUND; E_CONTENT_DAMAGED when what is stored does not open.
   */
  read(id: string, by: Actor, purpose?: string): Promise<ExchangeDetail>;
  /** @throws HeguiError E_NOT_FOUND */
  prove(id: string): Promise<ExchangeProof>;
  overview(minutes: number): Promise<Overview>;
}

export function createExchangesService(parts: ExchangesParts): ExchangesService {
  const overview = new OverviewReader(parts);
  return {
    list: (query) => listExchanges(parts, query),
    read: (id, by, purpose) => readExchange(parts, id, by, purpose),
    prove: (id) => proveExchange(parts, id),
    overview: (minutes) => overview.read(minutes),
  };
}

async function listExchanges(
  parts: ExchangesParts,
  query: z.output<typeof exchangesQuerySchema>,
): Promise<z.infer<typeof exchangesPageSchema>> {
  const filter: ExchangeFilter = {
    search: await readSearch(parts, query.search, query.serviceId),
    outcome: query.outcome ?? null,
    serviceId: query.serviceId ?? null,
    risk: query.risk ?? null,
    hits: query.hits ?? null,
    from: query.from === undefined ? null : new Date(query.from),
    to: query.to === undefined ? null : new Date(query.to),
    after: query.cursor === undefined || query.cursor === '' ? null : parseCursor(query.cursor),
  };
  // One more than asked for tells whether there is a next page.
  const found = await findExchanges(parts.database, filter, query.limit + 1);
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(rowJson),
    next: found.length > query.limit && last !== undefined ? formatCursor(last.cursor) : null,
  };
}

/** What people type: an exchange's id, which is the ProduceID of its text, the ProduceID of a file, a pseudonym, or a name. */
async function readSearch(
  { database, pseudonym }: ExchangesParts,
  text: string | undefined,
  serviceId: string | undefined,
): Promise<ExchangeFilter['search']> {
  if (text === undefined || text === '') return null;
  const serviceIds = serviceId === undefined ? await listServiceIds(database) : [serviceId];
  return { id: text, endUsers: [text, ...serviceIds.map((id) => pseudonym(id, text))] };
}

async function readExchange(
  parts: ExchangesParts,
  id: string,
  by: Actor,
  purpose: string | undefined,
): Promise<ExchangeDetail> {
  const { database, evidence, unitOfWork } = parts;
  const stored = await requireExchange(database, id);
  const entries = await evidence.entriesOf(entryIdsOf(stored));
  const opening = readOpening(entries.find((entry) => entry.id === stored.opened.entryId)?.body ?? '', id);
  if (opening === null) {
    throw new HeguiError('E_INTERNAL', `the opening entry of ${id} is missing or not its own; verify the evidence`);
  }
  const opened = await openContent(parts, stored.opened);
  const closed = stored.closed === null ? null : await openContent(parts, stored.closed);
  const isErased = opened === 'erased' || closed === 'erased';
  const input = isErased ? null : sealedInputSchema.parse(opened.content);
  const output = isErased || closed === null ? null : sealedOutputSchema.parse(closed.content);
  if (input !== null) {
    await unitOfWork.run(async (_tx, log) => {
      log.append('content.viewed', { exchange: id, ...(purpose === undefined ? {} : { purpose }), by });
    });
  }
  return {
    ...rowJson(stored),
    keyHint: stored.keyHint,
    upstreamName: output?.upstreamName ?? stored.upstreamName,
    ...opening,
    replaced: stored.replaced,
    heldCharsMax: stored.heldCharsMax,
    usage: output?.usage ?? null,
    label: output?.label ?? null,
    produced: await listProduced(database, id),
    content: input === null ? null : { input: input.input, output: spellOutShown(output?.output ?? []) },
    evidence: entries.map((entry) => ({
      entryId: entry.id,
      kind: entry.kind,
      at: entry.at.toISOString(),
      leafIndex: entry.leafIndex,
      body: entry.body,
    })),
  };
}

async function proveExchange(parts: ExchangesParts, id: string): Promise<ExchangeProof> {
  const { database, evidence, verifierKey } = parts;
  const stored = await requireExchange(database, id);
  const entryIds = entryIdsOf(stored);
  const [entries, material] = await Promise.all([evidence.entriesOf(entryIds), evidence.proofsOf(entryIds)]);
  const bodyOf = (entryId: string): string | null => entries.find((entry) => entry.id === entryId)?.body ?? null;
  const wanted = [
    { kind: 'request.opened', part: stored.opened },
    ...(stored.closed === null ? [] : [{ kind: 'response.closed', part: stored.closed } as const]),
  ] as const;
  const matches = await Promise.all(
    wanted.map(({ kind, part }) => contentMatches(parts, part, readCommitment(bodyOf(part.entryId) ?? '', kind, id))),
  );
  return assembleProof(
    id,
    wanted.map(({ kind, part }) => ({ entryId: part.entryId, kind, body: bodyOf(part.entryId) })),
    material,
    verifierKey,
    matches.includes(false) ? false : matches.includes(null) ? null : true,
  );
}

async function contentMatches(
  parts: ExchangesParts,
  part: SealedPart,
  commitment: string | null,
): Promise<boolean | null> {
  try {
    const opened = await openContent(parts, part);
    return opened === 'erased' ? null : opened.commitment === commitment;
  } catch (error) {
    // Content that does not open with its key is not the content that was sealed: that is the answer here.
    if (error instanceof HeguiError && error.code === 'E_CONTENT_DAMAGED') return false;
    throw error;
  }
}

async function openContent({ vault }: ExchangesParts, part: SealedPart): Promise<OpenedContent | 'erased'> {
  try {
    return await vault.open(part.keyId, part.content);
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return 'erased';
    throw error;
  }
}

async function requireExchange(database: Sql, id: string): Promise<StoredExchange> {
  const stored = await findExchange(database, id);
  if (stored === null) throw new HeguiError('E_NOT_FOUND', 'id: there is no such exchange');
  return stored;
}

const entryIdsOf = ({ opened, closed }: StoredExchange): string[] =>
  closed === null ? [opened.entryId] : [opened.entryId, closed.entryId];

const rowJson = ({ row }: FoundExchange): ExchangeRow => ({
  ...row,
  openedAt: row.openedAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
});
