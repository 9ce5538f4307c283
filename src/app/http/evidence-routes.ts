import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { checkpointsPageSchema, entriesPageSchema, logHeadSchema, verifiedSchema } from '../../contract/index.ts';
import type { Actor, EvidenceReader } from '../../evidence/index.ts';
import { type Clock, HeguiError } from '../../kernel/index.ts';
import { verifyBundle } from '../../ledger/index.ts';

export interface EvidenceRoutesParts {
  readonly reader: Pick<EvidenceReader, 'head' | 'checkpoints' | 'entries'>;
  /** The whole log as a packed bundle; leaves evidence of the export in the name of `by`. */
  readonly exportBundle: (by: Actor) => Promise<Readable>;
  readonly clock: Clock;
  /** Longest bundle that may be sent in for verification, in bytes; 2 GiB when left out. */
  readonly bundleBytesMax?: number;
}

const BUNDLE_BYTES_MAX = 2 * 1_024 ** 3;
const BUNDLE_TYPES = ['application/gzip', 'application/octet-stream', 'application/x-gzip', 'application/x-ndjson'];
/** Each unpacks and hashes as fast as it can. */
const VERIFICATIONS_MAX = 2;
const BUSY_RETRY_S = 10;

const pageQuerySchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const entriesQuerySchema = pageQuerySchema.extend({ kind: z.string().max(100).optional() });

/** Reads, exports and verifies the log. */
export const evidenceRoutes =
  (parts: EvidenceRoutesParts): FastifyPluginAsyncZod =>
  async (scope) => {
    await scope.register(readRoutes(parts));
    await scope.register(exportRoutes(parts));
    await scope.register(verifyRoutes(parts));
  };

const readRoutes =
  ({ reader }: EvidenceRoutesParts): FastifyPluginAsyncZod =>
  async (scope) => {
    scope.get(
      '/api/evidence',
      {
        config: { permission: 'evidence.read', summary: 'The head of the log: its key, size and root.' },
        schema: { response: { 200: logHeadSchema } },
      },
      async () => {
        const head = await reader.head();
        return { ...head, at: head.at?.toISOString() ?? null };
      },
    );
    scope.get(
      '/api/evidence/checkpoints',
      {
        config: { permission: 'evidence.read', summary: 'Signed checkpoints, newest first.' },
        schema: { querystring: pageQuerySchema, response: { 200: checkpointsPageSchema } },
      },
      async (request) => withInstants(await reader.checkpoints(definedOf(request.query))),
    );
    scope.get(
      '/api/evidence/entries',
      {
        config: { permission: 'evidence.read', summary: 'Entries of the log, newest first.' },
        schema: { querystring: entriesQuerySchema, response: { 200: entriesPageSchema } },
      },
      async (request) => withInstants(await reader.entries(definedOf(request.query))),
    );
  };

const exportRoutes =
  ({ exportBundle, clock }: EvidenceRoutesParts): FastifyPluginAsyncZod =>
  async (scope) => {
    scope.get(
      '/api/evidence/export',
      {
        config: {
          permission: 'evidence.export',
          summary: 'The whole log as a signed bundle; the export itself becomes evidence.',
          produces: 'application/gzip',
        },
      },
      async (request, reply) => {
        const bundle = await exportBundle(request.signedIn().actor);
        const name = `hegui-evidence-${clock.now().toISOString().slice(0, 10)}.jsonl.gz`;
        return await reply
          .type('application/gzip')
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(bundle);
      },
    );
  };

const verifyRoutes =
  ({ bundleBytesMax = BUNDLE_BYTES_MAX }: EvidenceRoutesParts): FastifyPluginAsyncZod =>
  async (scope) => {
    let running = 0;
    // A bundle is read as it comes in; nothing else is taken here.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(BUNDLE_TYPES, (_request, payload, done) => done(null, payload));
    scope.post(
      '/api/evidence/verify',
      {
        config: {
          permission: 'evidence.read',
          summary: 'Checks a bundle, packed or not, and names what was changed, removed, reordered or forged.',
          consumes: BUNDLE_TYPES,
        },
        schema: { response: { 200: verifiedSchema } },
      },
      async (request) => {
        const { body } = request;
        if (!(body instanceof Readable)) {
          throw new HeguiError('E_REQUEST_INVALID', 'body: send the bundle itself as application/octet-stream');
        }
        if (Number(request.headers['content-length'] ?? 0) > bundleBytesMax) throw tooLarge(bundleBytesMax);
        if (running >= VERIFICATIONS_MAX) {
          const detail = `${VERIFICATIONS_MAX} bundles are being verified already`;
          throw new HeguiError('E_STREAMS_BUSY', detail, { retryAfterS: BUSY_RETRY_S });
        }
        running++;
        try {
          return await verifyBundle(readBounded(body, bundleBytesMax));
        } finally {
          running--;
        }
      },
    );
  };

/** @throws HeguiError E_REQUEST_TOO_LARGE beyond the limit, E_REQUEST_INVALID when the upload breaks off. */
async function* readBounded(body: Readable, bytesMax: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  // Destroying the upload would take the connection with it, and the answer could not be sent.
  const chunks = body.iterator({ destroyOnReturn: false });
  for (;;) {
    const chunk = await chunks.next().catch((cause: unknown) => {
      throw new HeguiError('E_REQUEST_INVALID', 'body: the upload broke off; send it again', { cause });
    });
    if (chunk.done === true) return;
    const buffer = Buffer.from(chunk.value);
    bytes += buffer.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    yield buffer;
  }
}

const tooLarge = (bytesMax: number): HeguiError =>
  new HeguiError(
    'E_REQUEST_TOO_LARGE',
    `body: bundles are verified here up to ${bytesMax} bytes; use hegui verify for larger ones`,
  );

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

function withInstants<T extends { readonly at: Date }>({ items, next }: Page<T>) {
  return { items: items.map((item) => ({ ...item, at: item.at.toISOString() })), next };
}

/** The query without what was not asked for. */
function definedOf({ cursor, limit, kind }: { cursor?: string | undefined; limit: number; kind?: string | undefined }) {
  return { limit, ...(cursor === undefined ? {} : { cursor }), ...(kind === undefined ? {} : { kind }) };
}
