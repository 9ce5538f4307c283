import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';

/** Networks that are nobody's on the internet: what lies there is the provider's own, and not for a model to point at. */
const PRIVATE_V4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
const PRIVATE_V6: readonly (readonly [network: string, prefix: number])[] = [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

// Two lists: in one, the mapped addresses of IPv6 would stand for all of IPv4.
const privateV4 = new BlockList();
const privateV6 = new BlockList();
for (const [network, prefix] of PRIVATE_V4) privateV4.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of PRIVATE_V6) privateV6.addSubnet(network, prefix, 'ipv6');

/** Is this an address of a private, local or otherwise special network? */
export const isPrivateAddress = (address: string): boolean =>
  isIP(address) === 6 ? privateV6.check(address, 'ipv6') : privateV4.check(address, 'ipv4');

const PRIVATE = 'its address lies in a private network';

/**
 * Says over which connections an address that an upstream gave may be asked. The upstream's own host and the hosts that the
 * configuration names may be anywhere; every other only in the internet. The address that is connected to is the one that was
 * checked, whatever a name is said to mean a moment later.
 */
export class AddressGuard {
  readonly #allowed: readonly string[];
  readonly #free = new Agent({ allowH2: false });
  readonly #guarded: Agent;

  /** @param allowedHosts `host`, `host:port` or `*.host`, in lower case. */
  constructor(allowedHosts: readonly string[]) {
    this.#allowed = allowedHosts;
    this.#guarded = new Agent({ allowH2: false, connect: { lookup: publicLookup } });
  }

  /** The connections for this address; null when it is a private one. @param own host and port of the upstream. */
  connectionsFor(url: URL, own: string): Dispatcher | null {
    if (url.host === own || this.#allowed.some((pattern) => isMatch(pattern, url))) return this.#free;
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && isPrivateAddress(literal)) return null;
    return this.#guarded;
  }

  async close(): Promise<void> {
    await Promise.all([this.#free.destroy(), this.#guarded.destroy()]);
  }
}

/** Did the guard end this request? */
export const isPrivateError = (error: unknown): boolean => error instanceof Error && error.message === PRIVATE;

function isMatch(pattern: string, { host, hostname }: URL): boolean {
  if (pattern.startsWith('*.')) {
    const ending = pattern.slice(1);
    return hostname.endsWith(ending) || host.endsWith(ending);
  }
  return pattern === host || pattern === hostname;
}

/** Looks a name up and gives none of its addresses when one of them is private. */
const publicLookup: LookupFunction = (hostname, options, done) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    const isPrivate = error === null && addresses.some(({ address }) => isPrivateAddress(address));
    const [first] = error === null ? addresses : [];
    if (error !== null || isPrivate || first === undefined) done(error ?? new Error(PRIVATE), []);
    else if (options.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
};
