import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { labelMaterialsSchema } from '../../../contract/index.ts';
import { MIB } from '../../../kernel/index.ts';
import type { AdminRoutes } from '../../../staff/index.ts';
import type { MaterialsPack } from './model.ts';
import type { MaterialsService } from './service.ts';

/** Ten pictures of five MiB in base64, and what stands around them. */
const BODY_BYTES_MAX = 72 * MIB;

/** The materials on labels for app stores and filings. */
export function registerMaterialsRoutes(app: AdminRoutes, materials: MaterialsService): void {
  app.post(
    '/api/label/materials',
    {
      bodyLimit: BODY_BYTES_MAX,
      config: {
        permission: 'label.write',
        summary: 'Materials on the labels of a service for app stores and filings, as an archive; leaves evidence.',
        produces: 'application/zip',
      },
      schema: { body: labelMaterialsSchema },
    },
    async (request, reply) => {
      const pack = await materials.make(request.body, request.signedIn().actor);
      return await reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="hegui-label-materials-${pack.packId.slice(-8)}.zip"`)
        .header('x-hegui-screenshots', pack.taken.kind)
        .send(await archiveOf(pack));
    },
  );
}

async function archiveOf({ files }: MaterialsPack): Promise<Buffer> {
  const archive = new ZipFile();
  for (const { path, bytes } of files) archive.addBuffer(Buffer.from(bytes), path);
  archive.end();
  return await buffer(archive.outputStream);
}
