/**
 * The variable by which children and their descendants are recognised as those of one process of Executor, whatever group, session or
 * container they moved to.
 */
export const OWNER_VARIABLE = "EXECUTOR_OWNER";
