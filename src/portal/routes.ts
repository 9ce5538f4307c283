import { portalSettingsChangeSchema, portalSettingsStateSchema } from '../contract/index.ts';
import type { AdminRoutes } from '../staff/index.ts';
import type { PortalSettingsService } from './settings.ts';

/** `/api/portal/settings`: how the public portal looks and guards itself. */
export function registerPortalSettingsRoutes(app: AdminRoutes, settings: PortalSettingsService): void {
  app.get(
    '/api/portal/settings',
    {
      config: { permission: 'portal.read', summary: 'How the public portal looks and guards itself.' },
      schema: { response: { 200: portalSettingsStateSchema } },
    },
    () => settings.read(),
  );
  app.put(
    '/api/portal/settings',
    {
      config: { permission: 'portal.write', summary: 'Changes how the public portal looks and guards itself.' },
      schema: { body: portalSettingsChangeSchema, response: { 200: portalSettingsStateSchema } },
    },
    (request) => settings.change(request.body.settings, request.body.revision, request.signedIn().actor),
  );
}
