/** A base URL taken apart, so that a request only joins strings. */
export interface Endpoint {
  /** Scheme, host and port, such as `https://host:8443`. */
  readonly origin: string;
  /** Path of the base URL without a slash at its end; may be empty. */
  readonly prefix: string;
  /** The query with its question mark, or an empty text. */
  readonly query: string;
}

/**
 * Takes apart a base URL with or without a path, a slash at the end, or a query.
 *
 * @throws TypeError when it is not an absolute URL; the registry lets only http and https URLs in.
 */
export function parseEndpoint(baseUrl: string): Endpoint {
  const url = new URL(baseUrl);
  let end = url.pathname.length;
  while (end > 0 && url.pathname.charCodeAt(end - 1) === 0x2f) end--;
  return { origin: url.origin, prefix: url.pathname.slice(0, end), query: url.search };
}

/** What goes into the request line for `path` below the base URL. */
export const requestPath = ({ prefix, query }: Endpoint, path: string): string =>
  prefix + path + (path.includes('?') ? query.replace('?', '&') : query);
