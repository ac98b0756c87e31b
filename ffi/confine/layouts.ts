/** The size of a C struct, and the byte offsets of its fields: the same on x86-64 and aarch64. */
interface SharedLayout {
  readonly struct: string;
  readonly size: number;
  readonly fields: Readonly<Record<string, number>>;
}

/** What starter.c reads, and what it hands to the kernel. A test compares these rows with what the C compiler says. */
export const CONFINE_LAYOUTS = {
  // starter.h
  plan: {
    struct: "struct starter_plan",
    size: 40,
    fields: { report: 0, ruleset: 4, group: 8, flags: 12, keep: 16, held: 24, limits: 32, filter: 36 },
  },
  limit: { struct: "struct starter_limit", size: 24, fields: { resource: 0, soft: 8, hard: 16 } },
  // <linux/resource.h>, of which a limit's last two fields are one
  rlimit: { struct: "struct rlimit", size: 16, fields: { rlim_cur: 0, rlim_max: 8 } },
  // <linux/filter.h>
  instruction: { struct: "struct sock_filter", size: 8, fields: { code: 0, jt: 2, jf: 3, k: 4 } },
  // <linux/landlock.h>
  pathRule: { struct: "struct landlock_path_beneath_attr", size: 12, fields: { allowed_access: 0, parent_fd: 8 } },
} as const satisfies Readonly<Record<string, SharedLayout>>;
