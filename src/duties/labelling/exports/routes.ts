import { exchangeExportSchema } from '../../../contract/index.ts';
import { labelText } from '../../../label/index.ts';
import type { AdminRoutes } from '../../../staff/index.ts';
import type { ExportsService } from './service.ts';

/** Recorded conversations as labelled files, for staff. */
export function registerExportRoutes(app: AdminRoutes, exports: ExportsService): void {
  app.post(
    '/api/label/export',
    {
      config: {
        permission: 'exchanges.read-content',
        summary: 'A recorded conversation as TXT, Markdown, DOCX or PDF with both labels; opening it leaves evidence.',
        produces: 'application/octet-stream',
      },
      schema: { body: exchangeExportSchema },
    },
    async (request, reply) => {
      const { file, download } = await exports.forStaff(request.body, request.signedIn().actor);
      const { bytes } = download;
      return await reply
        .type(download.mediaType)
        .header('content-disposition', `attachment; filename="${download.name}"`)
        .header('x-hegui-aigc', labelText(file.label))
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    },
  );
}
