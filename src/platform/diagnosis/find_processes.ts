import { isCalled } from "../checks/process.ts";
import { createProcFiles, type ProcFiles } from "./proc_files.ts";
import { parseStatFields } from "./parse_status.ts";

/** The processes that a name means: that of the program, its path, or the script that an interpreter runs. This process is left out. */
export function findProcesses(wanted: string, files: ProcFiles = createProcFiles()): readonly number[] {
  return files.list("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    if (pid === Deno.pid) return false;
    try {
      const name = parseStatFields(files.text(`/proc/${pid}/stat`))?.name;
      const argv = files.text(`/proc/${pid}/cmdline`).replace(/\0$/, "").split("\0");
      return name !== undefined && isCalled({ name, argv: argv[0] === "" ? [] : argv }, wanted);
    } catch {
      return false;
    }
  }).sort((a, b) => a - b);
}
