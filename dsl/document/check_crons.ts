import { nearest } from "../../src/core/mod.ts";
import { quoted } from "./describe.ts";
import type { CronUse } from "./reading.ts";
import type { Report } from "./report.ts";

/** Checks cron texts and time zones. Loads the library for it, so it is only called where a document has any. */
export async function checkCrons(uses: readonly CronUse[], report: Report): Promise<void> {
  const { Cron } = await import("croner");
  for (const { kind, node } of uses) {
    if (kind === "zone") {
      if (!isZone(node.value)) {
        const close = nearest(node.value, Intl.supportedValuesOf("timeZone"));
        report.error("bad_zone", node.span, `There is no time zone ${quoted(node.value)}`, {
          hint: close === undefined ? "An IANA name such as Europe/Berlin or UTC" : `Did you mean ${close}?`,
        });
      }
      continue;
    }
    const problem = cronProblem(Cron, node.value);
    if (problem === undefined) continue;
    report.error("bad_cron", node.span, `${quoted(node.value)} is no cron expression: ${problem}`, {
      hint: "Five fields: minute hour day month weekday, such as 0 2 * * *",
    });
  }
}

type CronClass = typeof import("croner").Cron;

function cronProblem(Cron: CronClass, text: string): string | undefined {
  const fields = text.trim().split(/\s+/).length;
  if (!text.trim().startsWith("@") && (fields < 5 || fields > 6)) return `it has ${fields} field${fields === 1 ? "" : "s"}`;
  try {
    const job = new Cron(text, { paused: true });
    return job.nextRun() === null ? "it never comes" : undefined;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return message.replace(/^CronPattern: /, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/\.$/, "");
  }
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
