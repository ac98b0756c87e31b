/** How a document writes that a task waits for another one. */
export interface OrderHints {
  /** What to do so that task `id` waits for `other`. */
  readonly wait: (other: string, id: string) => string;
  /** The same shorter, when both are known. */
  readonly add: (other: string) => string;
  /** The same for a task that is not known. */
  readonly any: string;
}

/** Hints in the words of YAML. */
export const YAML_HINTS: OrderHints = {
  wait: (other, id) => `Add ${other} to depends_on of ${id}`,
  add: (other) => `Add ${other} to depends_on`,
  any: "Add the task to depends_on",
};

/** Hints in the words of flow. */
export const FLOW_HINTS: OrderHints = {
  wait: (other, id) => `Write task ${nameOf(id)} after ${nameOf(other)}`,
  add: (other) => `Write after ${nameOf(other)}`,
  any: "Name the task behind after",
};

function nameOf(id: string): string {
  return /^[A-Za-z_]\w*$/.test(id) ? id : `"${id}"`;
}
