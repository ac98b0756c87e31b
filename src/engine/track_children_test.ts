// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import type { Child, ChildExit, ChildSpec } from "../core/mod.ts";
import { StopSwitch } from "./stop_switch.ts";
import { trackChildren } from "./track_children.ts";

Deno.test("trackChildren() kills those that are alive and no others", async () => {
  const stopped: string[] = [];
  const exits: ((exit: ChildExit) => void)[] = [];
  const spawn = ({ argv }: ChildSpec): Promise<Child> =>
    Promise.resolve({
      pid: 1,
      exited: new Promise((resolve) => exits.push(resolve)),
      stop: (how) => void stopped.push(`${argv[0]} ${how}`),
      relimit() {},
      memoryBytes: () => undefined,
    });
  const tracked = trackChildren({ spawn });
  const spec = { cwd: "/", env: {}, stdin: "null", output() {} } as const;
  const first = await tracked.spawn({ ...spec, argv: ["a"] });
  await tracked.spawn({ ...spec, argv: ["b"] });
  exits[0]!({ code: 0 });
  await first.exited;
  const onItsWay = tracked.spawn({ ...spec, argv: ["c"] });
  tracked.killAll();
  await onItsWay;
  await tracked.spawn({ ...spec, argv: ["d"] });
  assert.deepEqual(stopped, ["b kill", "c kill"]);
});

Deno.test("StopSwitch aborts what joined, and at once what joins later", () => {
  const stop = new StopSwitch();
  const [first, left] = [stop.join(), stop.join()];
  stop.leave(left);
  stop.stop("cancel");
  assert.equal(first.signal.reason, "cancel");
  assert.equal(left.signal.aborted, false);
  assert.equal(stop.join().signal.reason, "cancel");
  stop.stop("run_timeout");
  assert.equal(stop.reason, "cancel");
  stop.stop("kill");
  assert.equal(stop.join().signal.reason, "kill");
});
