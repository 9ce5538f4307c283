import { Readable } from 'node:stream';
import {
  type LabelPreview,
  labelCoverageQuerySchema,
  labelCoverageSchema,
  labelPageQuerySchema,
  labelPreviewRequestSchema,
  labelPreviewSchema,
  labelSamplesSchema,
  labelWithheldSchema,
  producedParamsSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { CoverageService } from './coverage/service.ts';
import type { LabellingService } from './service.ts';

/** Draws a mark as real files get it. @throws HeguiError E_REQUEST_INVALID for words that are no mark. */
export type PreviewMark = (text: string) => Promise<LabelPreview>;

/** What became of everything that models made, and how marks look. */
export function registerCoverageRoutes(
  app: AdminRoutes,
  {
    labelling,
    coverage,
    previewMark,
  }: { labelling: LabellingService; coverage: CoverageService; previewMark: PreviewMark },
): void {
  app.get(
    '/api/labels/coverage',
    {
      config: { permission: 'label.read', summary: 'Contents by service, kind and whether they carry their labels.' },
      schema: { querystring: labelCoverageQuerySchema, response: { 200: labelCoverageSchema } },
    },
    (request) => coverage.coverage(request.query.period, request.query.serviceId),
  );
  app.get(
    '/api/labels/samples',
    {
      config: { permission: 'label.read', summary: 'The newest produced files.' },
      schema: { querystring: labelPageQuerySchema, response: { 200: labelSamplesSchema } },
    },
    (request) => coverage.samples(request.query),
  );
  app.get(
    '/api/labels/withheld',
    {
      config: { permission: 'label.read', summary: 'What was not let out because it could not be labelled.' },
      schema: { querystring: labelPageQuerySchema, response: { 200: labelWithheldSchema } },
    },
    (request) => coverage.withheld(request.query),
  );
  app.post(
    '/api/labels/preview',
    {
      config: { permission: 'services.read', summary: 'How a mark looks on a picture and a film, and sounds.' },
      schema: { body: labelPreviewRequestSchema, response: { 200: labelPreviewSchema } },
    },
    (request) => previewMark(request.body.text),
  );
  app.get(
    '/api/produced/:produceId/file',
    {
      config: {
        permission: 'exchanges.read-content',
        summary: 'A produced file that is still kept; that it was opened is written into the log.',
        produces: 'application/octet-stream',
      },
      schema: { params: producedParamsSchema },
    },
    async (request, reply) => {
      const { produceId } = request.params;
      const { size, mediaType, aigc, content } = await labelling.view(produceId, request.signedIn().actor);
      return await reply
        .type(mediaType)
        .header('content-length', size)
        .header('content-disposition', 'attachment')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-hegui-aigc', aigc)
        .send(Readable.from(content, { objectMode: false }));
    },
  );
}
