/** Finds the addresses of a host. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/**
 * Asks the system, as programs do: `/etc/hosts` and the machine's own rules count, in its order of IPv4 and IPv6.
 *
 * @throws Error
 */
export async function resolveHost(host: string): Promise<readonly string[]> {
  const { lookup } = await quietly(() => import("node:dns/promises"));
  const found = await quietly(() => lookup(host, { all: true, verbatim: true }));
  return found.map(({ address }) => address);
}

/** Older runtimes warn of a module of their own, on standard error, when this one is first used. */
async function quietly<T>(action: () => Promise<T>): Promise<T> {
  const { default: process } = await import("node:process");
  const before = process.noDeprecation ?? false;
  process.noDeprecation = true;
  try {
    return await action();
  } finally {
    process.noDeprecation = before;
  }
}
