import type { Look } from "./look.ts";
import { fieldBytes, parseFields } from "./parse_status.ts";
import type { MapSum, MemoryUse } from "./process_snapshot.ts";

/** A mapping's first line in `maps` and `smaps`: addresses, permissions, offset, device, inode, file. */
const HEAD = /^[0-9a-f]+-[0-9a-f]+ ([r-])([w-])([x-])[ps] [0-9a-f]+ \S+ \d+\s*(.*)$/;
const RANGE = /^([0-9a-f]+)-([0-9a-f]+) /;

/** Sizes of `/proc/<pid>/status`, and what `smaps_rollup` says where it may be read. */
export function readMemory(look: Look, status: ReadonlyMap<string, string>): MemoryUse {
  const rollup = look.at(
    { what: "proportional and private memory", option: "CONFIG_PROC_PAGE_MONITOR" },
    () => parseFields(look.files.text(look.path("smaps_rollup"))),
  );
  const own = rollup === null ? null : (fieldBytes(rollup, "Private_Clean") ?? 0) + (fieldBytes(rollup, "Private_Dirty") ?? 0);
  return {
    virtualBytes: fieldBytes(status, "VmSize") ?? 0,
    rssBytes: fieldBytes(status, "VmRSS") ?? 0,
    peakRssBytes: fieldBytes(status, "VmHWM") ?? 0,
    pssBytes: rollup === null ? null : fieldBytes(rollup, "Pss"),
    privateBytes: own,
    swapBytes: fieldBytes(status, "VmSwap") ?? 0,
  };
}

/** The mappings, summed by file. */
export function readMaps(look: Look): readonly MapSum[] | null {
  return look.at({ what: "memory maps" }, () => {
    try {
      return sumMaps(look.files.text(look.path("smaps")));
    } catch (error) {
      // A kernel without the sizes of pages still has the mappings.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return sumMaps(look.files.text(look.path("maps")));
    }
  });
}

interface Sum {
  mappings: number;
  sizeBytes: number;
  rssBytes: number | null;
  pssBytes: number | null;
  privateBytes: number | null;
  swapBytes: number | null;
  readonly permissions: [string, string, string];
}

/** Sums `smaps` by file, or `maps`, which has sizes alone. Largest first: by what is resident, then by size. */
export function sumMaps(text: string): readonly MapSum[] {
  const sums = new Map<string, Sum>();
  let sum: Sum | undefined;
  for (const line of text.split("\n")) {
    const head = HEAD.exec(line);
    if (head !== null) {
      const file = head[4] || "[anonymous]";
      sum = sums.get(file);
      if (sum === undefined) {
        sum = {
          mappings: 0,
          sizeBytes: 0,
          rssBytes: null,
          pssBytes: null,
          privateBytes: null,
          swapBytes: null,
          permissions: ["-", "-", "-"],
        };
        sums.set(file, sum);
      }
      sum.mappings++;
      sum.sizeBytes += rangeBytes(line);
      for (const at of [0, 1, 2] as const) if (head[at + 1] !== "-") sum.permissions[at] = head[at + 1] ?? "-";
      continue;
    }
    const field = /^(Rss|Pss|Private_Clean|Private_Dirty|Swap):\s+(\d+) kB$/.exec(line);
    if (field !== null && sum !== undefined) add(sum, field[1] ?? "", Number(field[2]) * 1024);
  }
  return Array.from(sums, ([file, { permissions, ...rest }]) => ({ file, ...rest, permissions: permissions.join("") }))
    .sort((a, b) => (b.rssBytes ?? 0) - (a.rssBytes ?? 0) || b.sizeBytes - a.sizeBytes);
}

function add(sum: Sum, field: string, bytes: number): void {
  if (field === "Rss") sum.rssBytes = (sum.rssBytes ?? 0) + bytes;
  else if (field === "Pss") sum.pssBytes = (sum.pssBytes ?? 0) + bytes;
  else if (field === "Swap") sum.swapBytes = (sum.swapBytes ?? 0) + bytes;
  else sum.privateBytes = (sum.privateBytes ?? 0) + bytes;
}

function rangeBytes(line: string): number {
  const range = RANGE.exec(line);
  return range === null ? 0 : Number(BigInt(`0x${range[2]}`) - BigInt(`0x${range[1]}`));
}
