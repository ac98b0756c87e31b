import { type Layout, onLinux } from "../layouts/layout.ts";

/** What is shared with Landlock. */
export const LANDLOCK_LAYOUTS: readonly Layout[] = [
  // Later kernels take two more words behind the first: what is handled of the net (6.7), and what is scoped (6.12).
  ...onLinux({
    struct: "struct landlock_ruleset_attr",
    header: "linux/landlock.h",
    size: 8,
    fields: { handled_access_fs: 0 },
    grows: true,
  }),
  // Packed.
  ...onLinux({
    struct: "struct landlock_path_beneath_attr",
    header: "linux/landlock.h",
    size: 12,
    fields: { allowed_access: 0, parent_fd: 8 },
  }),
];
