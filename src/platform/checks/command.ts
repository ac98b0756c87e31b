import { checkValueText, parseShell, rounded } from "../../core/mod.ts";
import { known, type Source, unknown } from "./reading.ts";
import { search } from "./search.ts";

/** How long a command may take. */
export const COMMAND_LIMIT_MS = 30_000;
const MOST_OUTPUT = 1 << 20;
const SHOWN_LINES = 5;

/** `command`: the exit code, output and time of a shell command. */
export const command: Source = async (question, machine, signal) => {
  const shell = parseShell(machine.os === "windows" ? "powershell" : "sh");
  const argv = [...shell.argv, shell.flag, String(question.target ?? "")];
  const startMs = machine.monotonicMs();
  const { env, folder, confine } = question;
  const call = { argv, env, folder, maxBytes: MOST_OUTPUT, ...(confine === undefined ? {} : { confine }) };
  const { code, output, isWhole } = await machine.run(call, signal);
  const ms = rounded(machine.monotonicMs() - startMs, 1);
  const last = output.trimEnd().split(/\r?\n/).slice(-SHOWN_LINES).filter((line) => line !== "");
  const head = `exit code ${code} after ${checkValueText(ms, "ms")}`;
  switch (question.metric) {
    case "exit_code":
      return known(code, [head, ...last]);
    case "duration":
      return known(ms, [head, ...last], { unit: "ms" });
    default: {
      const { count, lines } = await search(output, question.pattern, signal);
      if (count === 0 && !isWhole) return unknown(`it is not in the first ${checkValueText(MOST_OUTPUT, "bytes")} of its output`);
      return known(count > 0, [head, ...(count > 0 ? lines : last)]);
    }
  }
};
