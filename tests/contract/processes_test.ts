import { createProcesses } from "../../src/platform/process/mod.ts";
import { suite } from "./processes_suite.ts";

suite({ name: "native processes", make: () => createProcesses({ implementation: "native" }) });

suite({
  name: "command processes",
  make: () => createProcesses({ implementation: "command" }),
  cannot: {
    "says that a file has no interpreter line": "Deno.Command hands such a file to sh",
    "starts children without blocked or ignored signals": "Deno.Command passes on what this process was started with",
    "gives the child no descriptor of ours": "Deno.Command passes on what this process inherited itself",
  },
});
