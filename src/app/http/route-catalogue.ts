import type { FastifyInstance, RouteOptions } from 'fastify';
import type { RoutePermission } from '../../staff/index.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media types of a body that is not JSON. */
    consumes?: readonly string[];
    /** Media type of an answer that is not JSON. */
    produces?: string;
  }
}

/** A route as it is described to readers; what its schemas are is found out there. */
export interface CataloguedRoute {
  readonly method: string;
  /** With `:name` for parameters. */
  readonly url: string;
  readonly permission: RoutePermission | undefined;
  readonly summary: string | undefined;
  readonly consumes: readonly string[] | undefined;
  readonly produces: string | undefined;
  readonly params: unknown;
  readonly querystring: unknown;
  readonly body: unknown;
  /** By status code. */
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Every route that was added after it was installed, but for the catch-all of the console's pages. */
export class RouteCatalogue {
  readonly #routes: CataloguedRoute[] = [];

  install(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => this.#add(route));
  }

  get routes(): readonly CataloguedRoute[] {
    return this.#routes;
  }

  /** The methods that this path takes; empty for a path that leads nowhere. */
  methodsAt(path: string): string[] {
    return this.#routes.filter(({ url }) => isAt(url, path)).map(({ method }) => method);
  }

  #add({ method, url, config, schema }: RouteOptions): void {
    if (url.includes('*')) return;
    for (const one of [method].flat()) {
      this.#routes.push({
        method: one,
        url,
        permission: config?.permission,
        summary: config?.summary,
        consumes: config?.consumes,
        produces: config?.produces,
        params: schema?.params,
        querystring: schema?.querystring,
        body: schema?.body,
        responses: { ...Object(schema?.response) },
      });
    }
  }
}

function isAt(url: string, path: string): boolean {
  const wanted = url.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith(':') ? given[at] !== '' : part === given[at]))
  );
}
