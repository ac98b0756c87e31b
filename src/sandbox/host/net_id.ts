let last = 0;

/** A number for what is opened on the network; each is used once in a sandbox. */
export function nextNetId(): number {
  return ++last;
}
