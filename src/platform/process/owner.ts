/** A name for this process that no other shares, on this machine or another. */
export function newOwner(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

/** The value of `OWNER_VARIABLE` for one child: its owner's name and the child's number. */
export function childMark(owner: string, child: number): string {
  return `${owner}.${child}`;
}
