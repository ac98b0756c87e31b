import assert from "node:assert/strict";
import { logTime } from "./log_time.ts";

const NOW = new Date(2026, 10, 21, 12, 0, 0).getTime();
const UTC = Date.UTC(2026, 10, 21, 10, 30, 5);
const LOCAL = new Date(2026, 10, 21, 10, 30, 5).getTime();

Deno.test("logTime() finds the time that a line carries", async (t) => {
  const rows: readonly (readonly [string, number | undefined])[] = [
    ["2026-11-21T10:30:05Z started", UTC],
    ["2026-11-21T10:30:05.250Z started", UTC + 250],
    ["2026-11-21T12:30:05,250+02:00 started", UTC + 250],
    ["[2026-11-21 05:30:05 -0500] started", UTC],
    ["2026-11-21 10:30:05 started", LOCAL],
    ["2026/11/21 10:30:05 [error] started", LOCAL],
    ['{"level":"info","time":"2026-11-21T10:30:05.250Z"}', UTC + 250],
    ['127.0.0.1 - - [21/Nov/2026:12:30:05 +0200] "GET / HTTP/1.1" 200', UTC],
    ["Nov 21 10:30:05 host sshd[1]: started", LOCAL],
    ["<34>Nov  1 10:30:05 host sshd[1]: started", new Date(2026, 10, 1, 10, 30, 5).getTime()],
    // The year is left out: a day after tomorrow was last year.
    ["Dec 24 10:30:05 host sshd[1]: started", new Date(2025, 11, 24, 10, 30, 5).getTime()],
    [`${UTC / 1000} started`, UTC],
    [`${UTC / 1000}.25 started`, UTC + 250],
    [`{"ts":${UTC + 250},"msg":"started"}`, UTC + 250],
    ["started at noon", undefined],
    ["2026-13-21T10:30:05Z", undefined],
    ["12345678901234567890 items", undefined],
    [`${"x".repeat(400)} 2026-11-21T10:30:05Z`, undefined],
    ["", undefined],
  ];
  for (const [line, time] of rows) await t.step(line.slice(0, 60) || "nothing", () => assert.equal(logTime(line, NOW), time));
});
