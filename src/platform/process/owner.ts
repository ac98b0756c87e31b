/** The variable by which children and their descendants are recognised, whatever group or session they moved to. */
export const OWNER_VARIABLE = "EXECUTOR_OWNER";

/** A name for this process that no other shares, on this machine or another. */
export function newOwner(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

/** The value of {@link OWNER_VARIABLE} for one child: its owner's name and the child's number. */
export function childMark(owner: string, child: number): string {
  return `${owner}.${child}`;
}
