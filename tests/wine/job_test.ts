import assert from "node:assert/strict";
import { JobObject, probeJobObjects } from "../../ffi/windows/process/mod.ts";
import { IGNORE, IS_WINE } from "./machine.ts";

Deno.test({
  name: `a job object ${IS_WINE ? "accepts limits (Wine neither enforces nor tells them)" : "keeps the limits it was given"}, and is empty`,
  ignore: IGNORE,
  fn: () => {
    assert.deepEqual(probeJobObjects(), { answer: "yes" });
    const limits = { activeProcesses: 5, processMemoryBytes: 64 << 20, jobMemoryBytes: 128 << 20 };
    using job = JobObject.create(limits);
    assert.deepEqual(job.limits, IS_WINE ? {} : limits);
    assert.equal(job.activeProcesses, 0);
    job.terminate(1);
    using unlimited = JobObject.create();
    assert.deepEqual(unlimited.limits, {});
  },
});
