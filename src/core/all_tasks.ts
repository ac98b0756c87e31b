import type { Pipeline, Task } from "./pipeline_gen.ts";

/** Every task of a pipeline, those of `on_success`, `on_failure` and `finally` too, in document order. */
export function allTasks({ tasks, on_success, on_failure, finally: last }: Pipeline): readonly Task[] {
  return [...tasks, ...on_success ?? [], ...on_failure ?? [], ...last ?? []];
}
