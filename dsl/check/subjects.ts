import { LOG_DETAILS } from "./log_details.ts";
import type { Metric, Subject } from "./subject.ts";

/**
 * Everything that can be checked: the one table that the parser, the sources, the docs page and completion read.
 */
export const SUBJECTS: readonly Subject[] = [
  {
    name: "disk",
    target: "none",
    ofDefault: "/",
    doc: "The file system that holds a path.",
    metrics: [
      compare("usage", "percent", "percent", "Space in use, of what users can have.", "disk usage > 90%", 100),
      compare("inodes", "percent", "percent", "Inodes in use.", 'disk inodes > 90% of "/var"', 100),
      compare("free", "size", "bytes", "Space that users can still have.", 'disk free < 5GiB of "/home"'),
    ],
  },
  {
    name: "memory",
    target: "none",
    doc: "The machine's memory.",
    metrics: [
      compare("usage", "percent", "percent", "Memory that new work could not have.", "memory usage > 90% for 1m", 100),
      compare("free", "size", "bytes", "Memory that new work could have, caches included.", "memory free < 512MiB"),
      compare("swap", "percent", "percent", "Swap space in use; 0 where there is none.", "memory swap > 50%", 100),
    ],
  },
  {
    name: "cpu",
    target: "none",
    doc: "The processors.",
    metrics: [
      compare("usage", "percent", "percent", "Time at work of all processors together, over one second.", "cpu usage > 95% for 5m", 100),
      compare("load", "number", null, "The average number of tasks that want a processor, over 1 minute.", "cpu load > 4 for 1m"),
    ],
  },
  {
    name: "load",
    target: "none",
    doc: "The load of the machine.",
    metrics: [
      {
        ...compare("", "number", null, "The average number of tasks that want a processor, over 1 minute.", "load > 8 for 5m"),
        name: "load",
      },
    ],
  },
  {
    name: "process",
    target: "text",
    targetNoun: "name",
    doc: "The processes of a name: that of the program, its path, or that of the script it runs.",
    metrics: [
      state("running", "processes", "The number of processes; it is running when there is one.", 'process "sshd" is running'),
      compare("count", "number", "processes", "The number of processes.", 'process "worker" count < 4'),
      compare("memory", "size", "bytes", "Their resident memory together.", 'process "postgres" memory > 2GiB'),
      compare(
        "cpu",
        "percent",
        "percent",
        "Their processor time together over one second; 100 % is one processor.",
        'process "node" cpu > 150%',
      ),
    ],
  },
  {
    name: "service",
    target: "text",
    targetNoun: "name",
    doc: "A service of the system's manager: systemd, launchd or Windows services.",
    metrics: [
      state("running", null, "The manager's word for its state.", 'service "nginx" is running'),
      state("enabled", null, "The manager's word for whether it starts with the machine.", 'service "nginx" is enabled'),
    ],
  },
  {
    name: "port",
    target: "number",
    targetNoun: "number",
    doc: "A TCP port of this machine.",
    metrics: [state("open", null, "Whether something listens on it; no connection is made.", "port 443 is open")],
  },
  {
    name: "file",
    target: "text",
    targetNoun: "path",
    doc: "A file; of texts at most the first 16 MiB are read.",
    metrics: [
      exists(null, "Whether there is such a file or folder.", 'file "/etc/hosts" exists'),
      compare("size", "size", "bytes", "Its size.", 'file "/var/log/app.log" size > 1GiB'),
      compare("age", "duration", "ms", "Time since it was last written.", 'file "/backup/last.tgz" age < 25h'),
      {
        word: "hash",
        name: "hash",
        form: "text",
        unit: null,
        doc: "Its SHA-256 in lower-case hex.",
        example: 'file "app.bin" hash matches "^9f86d081"',
      },
      contents(null, "Whether the text is in it.", 'file "/etc/hosts" contains "localhost"'),
    ],
  },
  {
    name: "http",
    target: "text",
    targetNoun: "URL",
    doc: "The answer to a GET request, waited for at most 10 s; at most 4 MiB of its body are read.",
    metrics: [
      compare("status", "number", null, "The status of the answer.", 'http "http://127.0.0.1:8080/healthz" status == 200', 999),
      compare("latency", "duration", "ms", "Time until the answer began.", 'http "https://example.com" latency < 500ms'),
      compare(
        "certificate",
        "duration",
        "ms",
        "Time until the certificate of an https address expires.",
        'http "https://example.com" certificate > 14d',
      ),
      contents(null, "Whether the text is in the body.", 'http "http://127.0.0.1:8080/healthz" contains "ok"'),
    ],
  },
  {
    name: "log",
    target: "text",
    targetNoun: "path",
    isWindow: true,
    doc:
      "The last 16 MiB of a log file. `for` says how recent a line has to be, by the time that stands in it. In the place of a path may " +
      'stand `"dmesg"`, the kernel\'s log, or `"journald"`, systemd\'s journal; see below.',
    details: LOG_DETAILS,
    metrics: [
      contents(
        "lines",
        "The number of lines with the text; the sentence is true when there is one.",
        'log "/var/log/app.log" contains "ERROR" for 10m',
      ),
    ],
  },
  {
    name: "dns",
    target: "text",
    targetNoun: "name",
    doc: "A name of a machine, as this machine resolves it.",
    metrics: [
      exists("addresses", "The number of addresses; it exists when there is one.", 'dns "example.com" exists'),
      contents(null, "Whether one of its addresses has the text in it.", 'dns "example.com" contains "192.0.2."'),
    ],
  },
  {
    name: "time",
    target: "none",
    doc: "The clock.",
    metrics: [
      state("synchronized", null, "Whether the clock is kept right by a time server.", "time is synchronized"),
      compare("hour", "number", null, "The hour of the day in the machine's time zone, 0 to 23.", "time hour >= 22", 23),
    ],
  },
  {
    name: "command",
    target: "text",
    targetNoun: "text",
    isShellText: true,
    doc: "A shell command, stopped after 30 s; at most 1 MiB of its output is read.",
    metrics: [
      compare("exit_code", "number", null, "Its exit code.", 'command "pg_isready -q" exit_code == 0', 4_294_967_295),
      compare("duration", "duration", "ms", "How long it took.", 'command "./probe.sh" duration < 2s'),
      contents(null, "Whether the text is in its output.", 'command "uname -m" contains "x86_64"'),
    ],
  },
];

/** A subject's row; undefined when there is none of that name. */
export function subjectOf(name: string): Subject | undefined {
  return SUBJECTS.find((subject) => subject.name === name);
}

function compare(
  word: string,
  quantity: NonNullable<Metric["quantity"]>,
  unit: Metric["unit"],
  doc: string,
  example: string,
  most?: number,
): Metric {
  return { word, name: word, form: "compare", quantity, unit, doc, example, ...(most === undefined ? {} : { most }) };
}

function state(word: string, unit: Metric["unit"], doc: string, example: string): Metric {
  return { word, name: word, form: "is", unit, doc, example };
}

function exists(unit: Metric["unit"], doc: string, example: string): Metric {
  return { word: "", name: "exists", form: "exists", unit, doc, example };
}

function contents(unit: Metric["unit"], doc: string, example: string): Metric {
  return { word: "", name: "contents", form: "text", unit, doc, example };
}
