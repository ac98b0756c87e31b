import type { Child, Clock } from "../../core/mod.ts";
import type { AttemptContext } from "../attempt.ts";

/** How long a child may take to end by itself once it was asked to. */
const GRACE_MS = 3000;

/**
 * Stops a child when its attempt is to end: SIGTERM, and SIGKILL after 3 s; at once when the reason is `kill`. Dispose once the child is
 * gone; what the attempt's processes left behind outside of their group is then killed too.
 *
 * @param onStop Told of each step, for what has to be stopped besides the child.
 */
export function stopOnAbort(
  child: Pick<Child, "stop">,
  context: AttemptContext,
  clock: Clock,
  onStop: (how: "terminate" | "kill") => void = () => {},
): Disposable {
  const ended = new AbortController();
  const { signal, kill } = context;

  const stop = (how: "terminate" | "kill") => {
    child.stop(how);
    onStop(how);
  };
  const begin = () => {
    if (signal.reason === "kill" || kill?.aborted) return stop("kill");
    stop("terminate");
    clock.sleep(GRACE_MS, ended.signal).then(() => {
      if (!ended.signal.aborted) stop("kill");
    });
  };

  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true, signal: ended.signal });
  kill?.addEventListener("abort", () => stop("kill"), { once: true, signal: ended.signal });

  return {
    [Symbol.dispose]() {
      ended.abort("ended");
      if (signal.aborted) child.stop("kill");
    },
  };
}
