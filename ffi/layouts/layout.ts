/** An operating system and a processor, as `Deno.build` names them. */
export type LayoutPlatform = "linux-x86_64" | "linux-aarch64" | "windows-x86_64";

/** The size of a C struct on one platform, and the byte offsets of the fields that are used. */
export interface Layout {
  readonly platform: LayoutPlatform;
  /** The struct's C name. */
  readonly struct: string;
  /** The header that declares it. */
  readonly header: string;
  /** In bytes. */
  readonly size: number;
  /** Offsets in bytes by C field name; empty for a struct that is opaque to its users. */
  readonly fields: Readonly<Record<string, number>>;
  /** Newer headers may add to its end: the compiler may answer a greater size. */
  readonly grows?: true;
}

/** The name of this platform in the tables. It may have no rows. */
export function layoutPlatform(): string {
  return `${Deno.build.os}-${Deno.build.arch}`;
}

/** The same row for both processors: what the kernel and glibc lay out alike on x86-64 and aarch64. */
export function onLinux(row: Omit<Layout, "platform">): readonly Layout[] {
  return [{ platform: "linux-x86_64", ...row }, { platform: "linux-aarch64", ...row }];
}

/**
 * This platform's layout of a struct in a room's table.
 *
 * @throws RangeError for a struct or platform without a row; probe before.
 */
export function findLayout(rows: readonly Layout[], struct: string): Layout {
  const platform = layoutPlatform();
  const layout = rows.find((row) => row.platform === platform && row.struct === struct);
  if (layout === undefined) throw new RangeError(`No layout of ${struct} on ${platform}`);
  return layout;
}
