export type { ExportedFile, ExportedService, Turn } from './model.ts';
export { registerExportRoutes } from './routes.ts';
export { type ExportsParts, ExportsService } from './service.ts';
