/** Finds the addresses of a host. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/**
 * Asks the system, as programs do: `/etc/hosts` and the machine's own rules count, in its order of IPv4 and IPv6.
 *
 * @throws Error
 */
export async function resolveHost(host: string): Promise<readonly string[]> {
  const { lookup } = await import("node:dns/promises");
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
