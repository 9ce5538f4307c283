import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  labelFileQuerySchema,
  labelPropagateQuerySchema,
  labelReadSchema,
  labelVerdictSchema,
  labelWriteQuerySchema,
  producedContentSchema,
  producedLookupSchema,
  producedParamsSchema,
} from '../../contract/index.ts';
import { HeguiError, MIB } from '../../kernel/index.ts';
import { bytesSource, detectFormat, labelText } from '../../label/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { GivenFile, LabellingService } from './service.ts';

/** A file is held in memory while it is read; longer ones go through `hegui label`. */
const FILE_BYTES_MAX = 64 * MIB;
const FILE_TYPE = 'application/octet-stream';

const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** Labels in files, and the register of what was made. */
export function registerLabellingRoutes(app: AdminRoutes, labelling: LabellingService): void {
  app.get(
    '/api/produced/:produceId',
    {
      config: { permission: 'label.read', summary: 'What was made under a ProduceID: when, by which model, for whom.' },
      schema: { params: producedParamsSchema, response: { 200: producedContentSchema } },
    },
    (request) => labelling.find(request.params.produceId),
  );
  void app.register(async (scope) => {
    // Files come whole and as they are; nothing else is taken below these addresses.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(FILE_TYPE, { parseAs: 'buffer', bodyLimit: FILE_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    );
    registerReading(scope, labelling);
    registerWriting(scope, labelling);
  });
}

function registerReading(app: AdminRoutes, labelling: LabellingService): void {
  app.post(
    '/api/produced/lookup',
    {
      bodyLimit: FILE_BYTES_MAX,
      config: { permission: 'label.read', summary: 'Whether a file was made here.', consumes: [FILE_TYPE] },
      schema: { querystring: labelFileQuerySchema, response: { 200: producedLookupSchema } },
    },
    (request) => labelling.lookUp(fileOf(request.body, request.query.name)),
  );
  app.post(
    '/api/label/verify',
    {
      bodyLimit: FILE_BYTES_MAX,
      config: { permission: 'label.read', summary: 'Judges the label of a file.', consumes: [FILE_TYPE] },
      schema: { querystring: labelFileQuerySchema, response: { 200: labelVerdictSchema } },
    },
    (request) => labelling.verify(fileOf(request.body, request.query.name)),
  );
  app.post(
    '/api/label/read',
    {
      bodyLimit: FILE_BYTES_MAX,
      config: { permission: 'label.read', summary: 'Every label in a file, as it stands.', consumes: [FILE_TYPE] },
      schema: { querystring: labelFileQuerySchema, response: { 200: labelReadSchema } },
    },
    (request) => labelling.read(fileOf(request.body, request.query.name)),
  );
}

function registerWriting(app: AdminRoutes, labelling: LabellingService): void {
  app.post(
    '/api/label/write',
    {
      bodyLimit: FILE_BYTES_MAX,
      config: {
        permission: 'label.write',
        summary: 'Writes the label of a service into a file and registers its number.',
        consumes: [FILE_TYPE],
        produces: FILE_TYPE,
      },
      schema: { querystring: labelWriteQuerySchema },
    },
    async (request, reply) => {
      const { name, service, evenIfSigned = false } = request.query;
      const file = await labelling.write(fileOf(request.body, name), service, actorOf(request), evenIfSigned);
      reply.header('x-hegui-aigc', labelText(file.label));
      return await sendFile(reply, file.bytes, file.mediaType, name ?? `${file.produceId}.${file.extension}`);
    },
  );
  app.post(
    '/api/label/propagate',
    {
      bodyLimit: FILE_BYTES_MAX,
      config: {
        permission: 'label.write',
        summary: 'Names who passes a labelled file on.',
        consumes: [FILE_TYPE],
        produces: FILE_TYPE,
      },
      schema: { querystring: labelPropagateQuerySchema },
    },
    async (request, reply) => {
      const { name, propagator, propagateId, evenIfSigned = false } = request.query;
      const given = fileOf(request.body, name);
      const propagation = { contentPropagator: propagator, propagateId };
      const bytes = await labelling.propagate(given, propagation, evenIfSigned);
      const format = await detectFormat(bytesSource(bytes), given.name);
      return await sendFile(reply, bytes, format?.mediaTypes[0] ?? FILE_TYPE, name ?? 'file');
    },
  );
}

/** @throws HeguiError E_REQUEST_INVALID when no file was sent. */
function fileOf(body: unknown, name: string | undefined): GivenFile {
  if (body instanceof Uint8Array && body.length > 0) return { bytes: body, name: name ?? null };
  const message = `send the file itself as ${FILE_TYPE}`;
  throw new HeguiError('E_REQUEST_INVALID', `body: ${message}`, { fields: [{ path: 'body', message }] });
}

// Always to be kept, never to be shown: the page of an HTML file would run as ours.
function sendFile(reply: FastifyReply, bytes: Uint8Array, mediaType: string, name: string): FastifyReply {
  return reply
    .type(mediaType)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeName(name)}`)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
}

// RFC 8187 lets fewer characters stand than encodeURIComponent does.
const encodeName = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
