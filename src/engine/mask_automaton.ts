/**
 * Finds all occurrences of a set of byte strings in one pass (Aho–Corasick, Communications of the ACM 18:6). Nodes are numbers; 0 is the
 * root. Children stand in linked lists: forms of secrets branch seldom, and a dense table of a long key would take megabytes.
 */
export class MaskAutomaton {
  /** Bytes from the root to a node. */
  readonly depth: Int32Array;
  /** Length of the longest string that ends at a node; 0 for none. */
  readonly found: Int32Array;
  readonly #byte: Uint8Array;
  readonly #firstChild: Int32Array;
  readonly #nextSibling: Int32Array;
  readonly #fail: Int32Array;
  readonly #rootChild = new Int32Array(256);
  /** Whether a string begins with these two bytes: `first << 8 | second`. */
  readonly #beginnings = new Uint8Array(65536);

  /** @param needles None of them empty. */
  constructor(needles: readonly Uint8Array[]) {
    const capacity = 1 + needles.reduce((sum, needle) => sum + needle.length, 0);
    this.depth = new Int32Array(capacity);
    this.found = new Int32Array(capacity);
    this.#byte = new Uint8Array(capacity);
    this.#firstChild = new Int32Array(capacity);
    this.#nextSibling = new Int32Array(capacity);
    this.#fail = new Int32Array(capacity);
    let nodes = 1;
    for (const needle of needles) nodes = this.#add(needle, nodes);
    this.#link();
  }

  /** The node after `node` has read `byte`. */
  step(node: number, byte: number): number {
    for (let at = node;; at = this.#fail[at] ?? 0) {
      const child = this.#child(at, byte);
      if (child !== 0) return child;
      if (at === 0) return 0;
    }
  }

  /** The first place from `at` where a string can begin: the root skips to it. The length when there is none. */
  skip(bytes: Uint8Array, at: number): number {
    const last = bytes.length - 1;
    const beginnings = this.#beginnings;
    for (; at < last; at++) {
      if (beginnings[(bytes[at] as number) << 8 | (bytes[at + 1] as number)] !== 0) return at;
    }
    return at === last && this.#rootChild[bytes[at] as number] === 0 ? at + 1 : at;
  }

  #child(node: number, byte: number): number {
    if (node === 0) return this.#rootChild[byte] ?? 0;
    let child = this.#firstChild[node] ?? 0;
    while (child !== 0 && this.#byte[child] !== byte) child = this.#nextSibling[child] ?? 0;
    return child;
  }

  #add(needle: Uint8Array, nodes: number): number {
    const [first = 0, second] = needle;
    if (second === undefined) this.#beginnings.fill(1, first << 8, (first + 1) << 8);
    else this.#beginnings[first << 8 | second] = 1;
    let node = 0;
    for (const byte of needle) {
      let child = this.#child(node, byte);
      if (child === 0) {
        child = nodes++;
        this.#byte[child] = byte;
        this.depth[child] = (this.depth[node] ?? 0) + 1;
        this.#nextSibling[child] = this.#firstChild[node] ?? 0;
        this.#firstChild[node] = child;
        if (node === 0) this.#rootChild[byte] = child;
      }
      node = child;
    }
    this.found[node] = needle.length;
    return nodes;
  }

  #link(): void {
    const queue = [0];
    for (let head = 0; head < queue.length; head++) {
      const node = queue[head] ?? 0;
      for (let child = this.#firstChild[node] ?? 0; child !== 0; child = this.#nextSibling[child] ?? 0) {
        const fail = node === 0 ? 0 : this.step(this.#fail[node] ?? 0, this.#byte[child] ?? 0);
        this.#fail[child] = fail;
        this.found[child] ||= this.found[fail] ?? 0;
        queue.push(child);
      }
    }
  }
}
