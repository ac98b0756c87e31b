import { field } from "./field.ts";
import { bool, duration, type FieldType, float, int, list, listOrOne, oneOf, path, record, size, text, union } from "./field_type.ts";
import { defineRecord } from "./record.ts";

const ports = listOrOne(int, 0);

const NET = defineRecord("ConfineNet", '"net"', "What sockets may do; what is not named is refused.", [
  field("connect", ports, "TCP ports to connect to.").range(0, 65_535).example("connect: [443]"),
  field("listen", ports, "TCP ports to listen on.").range(0, 65_535).example("listen: 8080"),
  field("udp", bool, "UDP, also for looking up names.").default(false).example("udp: true"),
  field("unix", bool, "Unix sockets.").default(false).example("unix: true"),
]);

const SYSCALLS = defineRecord("ConfineSyscalls", '"syscalls"', "System calls by name.", [
  field("allow", list(text, 1), "These, and those a program begins and ends with; `@default` is what that profile allows.").required()
    .example('allow: ["@default", ptrace]'),
]);

const RLIMITS = defineRecord("ConfineRlimits", '"rlimits"', "Limits of the kernel for each process, see setrlimit(2).", [
  field("cpu", duration, "Processor time, in whole seconds.").range("1s", "365d").example("cpu: 10s"),
  field("address_space", size, "Address space.").range("1MiB", null).example("address_space: 1GiB"),
  field("data", size, "Writable private memory.").range("1MiB", null).example("data: 512MiB"),
  field("stack", size, "The stack.").range("64KiB", null).example("stack: 8MiB"),
  field("file_size", size, "Each file it writes.").range("0B", null).example("file_size: 100MB"),
  field("open_files", int, "Open files.").range(4, 1_048_576).example("open_files: 64"),
  field("processes", int, "Processes and threads of the user, all together; not for root.").range(1, 4_194_304).example("processes: 200"),
  field("locked_memory", size, "Memory that may not be swapped.").range("0B", null).example("locked_memory: 0B"),
  field("core", size, "Core dumps.").default("0B").range("0B", null).example("core: 1GiB"),
]);

const CGROUP = defineRecord("ConfineCgroup", '"cgroup"', "A control group of its own (version 2), for everything the task starts.", [
  field("memory", size, "Memory of all processes together.").range("1MiB", null).example("memory: 256MiB"),
  field("pids", int, "Processes and threads together.").range(1, 4_194_304).example("pids: 50"),
  field("cpu", float, "Processors: 0.5 is half of one.").range(0.01, 4096).example("cpu: 0.5"),
]);

/** What programs of a task may do. */
export const CONFINE = defineRecord(
  "Confine",
  '"confine"',
  "What the programs of a task may do, held by Linux; what is not named stays as it is. No new privileges, ever.",
  [
    field("read", listOrOne(path, 0), "Files and folders to read, besides those of the system; relative to the pipeline's folder.")
      .example("read: [./data]"),
    field("write", listOrOne(path, 0), "Files and folders to write, and to read.").example("write: [./out]"),
    field("run", listOrOne(text, 0), "Programs to execute besides the task's own, by name in `PATH` or by path; folders too.")
      .example("run: [git, /usr/bin]"),
    field("net", union(oneOf("none"), ports, record(NET)), "Sockets: none, or TCP ports to connect to.").range(0, 65_535)
      .example("net: { connect: [443], udp: true }"),
    field(
      "syscalls",
      union(oneOf("default", "strict", "network-client", "unrestricted"), record(SYSCALLS)),
      "System calls, by profile or by name.",
    ).default("default").example("syscalls: strict"),
    field("capabilities", listOrOne(text, 0), "Capabilities that stay of those there are.")
      .defaultNote("chown, dac_override, fowner, fsetid, kill, net_bind_service, setgid, setuid").example("capabilities: []"),
    field("rlimits", record(RLIMITS), "Limits for each process.").example("rlimits: { cpu: 10s, open_files: 64 }"),
    field("cgroup", record(CGROUP), "A control group.").example("cgroup: { memory: 256MiB, pids: 50 }"),
  ],
);

/** A profile's name, or what is held in particular. */
export const confinement: FieldType = union(oneOf("none", "default", "strict"), record(CONFINE));
