import { UnsupportedError } from "../errors.ts";

/** Names of the library by what programs were linked against: 1.x, then 0.x. */
const CANDIDATES = ["libbpf.so.1", "libbpf.so.0"] as const;
/** `LIBBPF_STRICT_ALL`: failures of 0.x come as those of 1.x, as null with errno. */
const STRICT_ALL = 0xffffffff;

/** <bpf/libbpf.h>, <bpf/bpf.h>. Every one may be missing from an old library; {@link libbpf} says so at once. */
const SYMBOLS = {
  // int bpf_map_get_next_key(int fd, const void *key, void *next_key);
  bpf_map_get_next_key: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  // int bpf_map_lookup_elem(int fd, const void *key, void *value);
  bpf_map_lookup_elem: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  // int bpf_map_delete_elem(int fd, const void *key);
  bpf_map_delete_elem: { parameters: ["i32", "buffer"], result: "i32" },
  // int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags);
  bpf_map_update_elem: { parameters: ["i32", "buffer", "buffer", "u64"], result: "i32" },
  // int bpf_link__destroy(struct bpf_link *link);
  bpf_link__destroy: { parameters: ["pointer"], result: "i32" },
  // __u32 bpf_map__btf_key_type_id(const struct bpf_map *map);
  bpf_map__btf_key_type_id: { parameters: ["pointer"], result: "u32" },
  // __u32 bpf_map__btf_value_type_id(const struct bpf_map *map);
  bpf_map__btf_value_type_id: { parameters: ["pointer"], result: "u32" },
  // int bpf_map__fd(const struct bpf_map *map);
  bpf_map__fd: { parameters: ["pointer"], result: "i32" },
  // bool bpf_map__is_internal(const struct bpf_map *map);
  bpf_map__is_internal: { parameters: ["pointer"], result: "bool" },
  // __u32 bpf_map__key_size(const struct bpf_map *map);
  bpf_map__key_size: { parameters: ["pointer"], result: "u32" },
  // __u32 bpf_map__map_flags(const struct bpf_map *map);
  bpf_map__map_flags: { parameters: ["pointer"], result: "u32" },
  // __u32 bpf_map__max_entries(const struct bpf_map *map);
  bpf_map__max_entries: { parameters: ["pointer"], result: "u32" },
  // const char *bpf_map__name(const struct bpf_map *map);
  bpf_map__name: { parameters: ["pointer"], result: "pointer" },
  // int bpf_map__reuse_fd(struct bpf_map *map, int fd);
  bpf_map__reuse_fd: { parameters: ["pointer", "i32"], result: "i32" },
  // int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size);
  bpf_map__set_initial_value: { parameters: ["pointer", "buffer", "usize"], result: "i32" },
  // int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries);
  bpf_map__set_max_entries: { parameters: ["pointer", "u32"], result: "i32" },
  // int bpf_map__set_pin_path(struct bpf_map *map, const char *path);
  bpf_map__set_pin_path: { parameters: ["pointer", "pointer"], result: "i32" },
  // enum bpf_map_type bpf_map__type(const struct bpf_map *map);
  bpf_map__type: { parameters: ["pointer"], result: "u32" },
  // __u32 bpf_map__value_size(const struct bpf_map *map);
  bpf_map__value_size: { parameters: ["pointer"], result: "u32" },
  // void bpf_object__close(struct bpf_object *obj);
  bpf_object__close: { parameters: ["pointer"], result: "void" },
  // int bpf_object__load(struct bpf_object *obj);
  bpf_object__load: { parameters: ["pointer"], result: "i32" },
  // struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map);
  bpf_object__next_map: { parameters: ["pointer", "pointer"], result: "pointer" },
  // struct bpf_program *bpf_object__next_program(const struct bpf_object *obj, struct bpf_program *prog);
  bpf_object__next_program: { parameters: ["pointer", "pointer"], result: "pointer" },
  // struct bpf_object *bpf_object__open_mem(const void *obj_buf, size_t obj_buf_sz, const struct bpf_object_open_opts *opts);
  bpf_object__open_mem: { parameters: ["buffer", "usize", "pointer"], result: "pointer" },
  // struct bpf_link *bpf_program__attach(const struct bpf_program *prog);
  bpf_program__attach: { parameters: ["pointer"], result: "pointer" },
  // enum bpf_attach_type bpf_program__expected_attach_type(const struct bpf_program *prog);
  bpf_program__expected_attach_type: { parameters: ["pointer"], result: "u32" },
  // int bpf_program__fd(const struct bpf_program *prog);
  bpf_program__fd: { parameters: ["pointer"], result: "i32" },
  // const char *bpf_program__name(const struct bpf_program *prog);
  bpf_program__name: { parameters: ["pointer"], result: "pointer" },
  // const char *bpf_program__section_name(const struct bpf_program *prog);
  bpf_program__section_name: { parameters: ["pointer"], result: "pointer" },
  // int bpf_program__set_autoload(struct bpf_program *prog, bool autoload);
  bpf_program__set_autoload: { parameters: ["pointer", "bool"], result: "i32" },
  // enum bpf_prog_type bpf_program__type(const struct bpf_program *prog);
  bpf_program__type: { parameters: ["pointer"], result: "u32" },
  // int libbpf_num_possible_cpus(void);
  libbpf_num_possible_cpus: { parameters: [], result: "i32" },
  // libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn);
  libbpf_set_print: { parameters: ["function"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** What libraries of some versions alone have. */
const OPTIONAL = {
  // int libbpf_set_strict_mode(enum libbpf_strict_mode mode); of no effect from 1.0 on
  libbpf_set_strict_mode: { parameters: ["u32"], result: "i32", optional: true },
  // const char *libbpf_version_string(void); from 0.6 on
  libbpf_version_string: { parameters: [], result: "pointer", optional: true },
} as const satisfies Deno.ForeignLibraryInterface;

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** libbpf, opened. Its functions have their C names. */
export interface Libbpf {
  /** The file's name, such as `libbpf.so.1`. */
  readonly library: string;
  readonly symbols: Symbols;
}

let opened: Libbpf | undefined;

/**
 * Opens libbpf at the first call; it is never closed.
 *
 * @throws UnsupportedError when it is not installed or too old, and where this is not Linux.
 */
export function libbpf(): Libbpf {
  if (opened !== undefined) return opened;
  if (Deno.build.os !== "linux") throw new UnsupportedError("Linux", `this is ${Deno.build.os}`);
  const found = libbpfVersion();
  if (found === undefined) throw new UnsupportedError("the library libbpf.so.1", "install the package libbpf1");
  let symbols: Symbols;
  try {
    symbols = Deno.dlopen(found.library, SYMBOLS).symbols;
  } catch (cause) {
    const version = found.version === null ? "" : ` ${found.version}`;
    throw new UnsupportedError("libbpf 1.0 or newer", `install the package libbpf1; ${found.library}${version} is too old`, cause);
  }
  const optional = Deno.dlopen(found.library, OPTIONAL);
  optional.symbols.libbpf_set_strict_mode?.(STRICT_ALL);
  optional.close();
  return opened = { library: found.library, symbols };
}

/**
 * The installed libbpf, found to have all that is called of it.
 *
 * @returns Its file name and version (null before 0.6).
 * @throws UnsupportedError as {@link libbpf}.
 */
export function usableLibbpf(): { readonly library: string; readonly version: string | null } {
  const { library } = libbpf();
  return { library, version: libbpfVersion()?.version ?? null };
}

/** The installed libbpf: its file name and version (null before 0.6); undefined when none can be opened. Nothing stays open. */
export function libbpfVersion(): { readonly library: string; readonly version: string | null } | undefined {
  for (const library of CANDIDATES) {
    let looked: Deno.DynamicLibrary<typeof OPTIONAL>;
    try {
      looked = Deno.dlopen(library, OPTIONAL);
    } catch {
      continue;
    }
    try {
      const text = looked.symbols.libbpf_version_string?.() ?? null;
      return { library, version: text === null ? null : Deno.UnsafePointerView.getCString(text).replace(/^v/, "") };
    } finally {
      looked.close();
    }
  }
  return undefined;
}
