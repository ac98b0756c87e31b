/** A state machine as data: for each state, where each input leads. An input that is not there is illegal. */
export type Transitions<S extends string, I extends string> = Readonly<Record<S, Readonly<Partial<Record<I, S>>>>>;

/** A machine made from its table by {@link defineMachine}. */
export interface Machine<S extends string, I extends string> {
  readonly name: string;
  readonly initial: S;
  readonly states: readonly S[];
  readonly inputs: readonly I[];
  readonly table: Transitions<S, I>;
  /**
   * The state that an input leads to.
   *
   * @throws TypeError when the table has no such transition: that is a defect of the caller.
   */
  next(state: S, input: I): S;
  /** The table as a Mermaid state diagram, for the documentation. */
  diagram(): string;
}

/**
 * Makes a machine from its table.
 *
 * @param name What the machine is of, for messages.
 * @param initial The state that everything starts in.
 * @param inputs Every input, in the order of the documentation.
 * @param table The legal transitions; it is frozen.
 *
 * @example
 * ```ts
 * const door = defineMachine("door", "shut", ["push", "pull"], { shut: { push: "open" }, open: { pull: "shut" } });
 * console.assert(door.next("shut", "push") === "open");
 * ```
 */
export function defineMachine<S extends string, I extends string>(
  name: string,
  initial: S,
  inputs: readonly I[],
  table: Transitions<S, I>,
): Machine<S, I> {
  const states = Object.keys(table) as S[];
  for (const state of states) Object.freeze(table[state]);
  return Object.freeze({
    name,
    initial,
    states: Object.freeze(states),
    inputs: Object.freeze([...inputs]),
    table: Object.freeze(table),
    next(state: S, input: I): S {
      const to = table[state][input];
      if (to === undefined) throw new TypeError(`A ${name} that is ${state} cannot take "${input}"`);
      return to;
    },
    diagram(): string {
      const lines = ["stateDiagram-v2", `  [*] --> ${initial}`];
      for (const state of states) {
        const moves = Object.entries(table[state]) as [I, S][];
        for (const [input, to] of moves) lines.push(`  ${state} --> ${to}: ${input}`);
        if (moves.length === 0) lines.push(`  ${state} --> [*]`);
      }
      return lines.join("\n");
    },
  });
}
