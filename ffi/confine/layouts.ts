import { type Layout, onLinux } from "../layouts/layout.ts";

/** What a confinement hands to the kernel. */
export const CONFINE_LAYOUTS: readonly Layout[] = onLinux({
  struct: "struct sock_filter",
  header: "linux/filter.h",
  size: 8,
  fields: { code: 0, jt: 2, jf: 3, k: 4 },
});

/** A struct of starter.h: the same on x86-64 and aarch64. */
interface StarterLayout {
  readonly struct: string;
  readonly size: number;
  readonly fields: Readonly<Record<string, number>>;
}

/** What starter.c reads. A test compares these rows with what the C compiler says of starter.h. */
export const STARTER_LAYOUTS = {
  plan: {
    struct: "struct starter_plan",
    size: 40,
    fields: { report: 0, ruleset: 4, group: 8, flags: 12, keep: 16, held: 24, limits: 32, filter: 36 },
  },
  limit: { struct: "struct starter_limit", size: 24, fields: { resource: 0, soft: 8, hard: 16 } },
} as const satisfies Readonly<Record<string, StarterLayout>>;
