/** Names of the library by what programs were linked against: 1.x, then 0.x. */
const CANDIDATES = ["libbpf.so.1", "libbpf.so.0"] as const;

const SYMBOLS = {
  // const char *libbpf_version_string(void); <bpf/libbpf.h>, from 0.6 on
  libbpf_version_string: { parameters: [], result: "pointer", optional: true },
} as const satisfies Deno.ForeignLibraryInterface;

/** The installed libbpf: its file name and version (null before 0.6); undefined when none can be opened. Nothing stays open. */
export function libbpfVersion(): { readonly library: string; readonly version: string | null } | undefined {
  for (const library of CANDIDATES) {
    let opened: Deno.DynamicLibrary<typeof SYMBOLS>;
    try {
      opened = Deno.dlopen(library, SYMBOLS);
    } catch {
      continue;
    }
    try {
      const text = opened.symbols.libbpf_version_string?.() ?? null;
      return { library, version: text === null ? null : Deno.UnsafePointerView.getCString(text).replace(/^v/, "") };
    } finally {
      opened.close();
    }
  }
  return undefined;
}
