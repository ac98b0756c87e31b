// For a program that several listeners share: filters that come and go while it runs, each with its own counts, and who belongs to the
// family of the process that loaded it.
#pragma once

#define ANY_CALL -1
#define BY_PID 1
#define BY_CALL 2
#define BY_COMM 4

// 0, ANY_CALL and an empty name stand for all.
struct filter { __u32 pid; __s32 syscall; char comm[COMM]; };
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 65536);
  __type(key, struct filter);
  __type(value, struct counts);
} filters SEC(".maps");

// Which sorts of filters there are: bit n for those by the n of BY_PID, BY_CALL and BY_COMM together.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} filter_sorts SEC(".maps");

enum tally { NOTHING, PASSED, LOST };

// Whether a filter lets an event pass, and counts it for all that do.
static __attribute__((noinline)) bool match(__u32 pid, __s32 call, const char *comm, enum tally tally) {
  __u32 first = 0;
  __u32 *sorts = bpf_map_lookup_elem(&filter_sorts, &first);
  if (!sorts || !comm) return false;
  bool is_wanted = false;
  for (int sort = 0; sort < 8; sort++) {
    if (!(*sorts >> sort & 1)) continue;
    struct filter filter = {};
    if (sort & BY_PID) filter.pid = pid;
    filter.syscall = sort & BY_CALL ? call : ANY_CALL;
    // What follows the end of a name may be anything.
    for (int at = 0, is_over = !(sort & BY_COMM); at < COMM; at++) {
      if (!is_over && comm[at] == 0) is_over = 1;
      if (!is_over) filter.comm[at] = comm[at];
    }
    struct counts *counted = bpf_map_lookup_elem(&filters, &filter);
    if (!counted) continue;
    is_wanted = true;
    if (tally != NOTHING) __sync_fetch_and_add(&counted->passed, 1);
    if (tally == LOST) __sync_fetch_and_add(&counted->lost, 1);
  }
  return is_wanted;
}

// Processes whose parent belonged to the family when they were made, also when that parent is gone. The oldest are forgotten.
struct process { __u64 start_ns; __u64 tgid; };
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, struct process);
  __type(value, __u8);
} family SEC(".maps");

ALWAYS struct process process_of(struct task_struct *task) {
  struct process process = {.start_ns = BPF_CORE_READ(task, group_leader, start_boottime), .tgid = BPF_CORE_READ(task, tgid)};
  return process;
}

// Whether a process descends from the one that loaded this. Further up than this nobody looks.
#define GENERATIONS 32
static __attribute__((noinline)) bool is_family(struct task_struct *task) {
  struct process process = process_of(task);
  if (bpf_map_lookup_elem(&family, &process)) return true;
  for (int up = 0; up < GENERATIONS; up++) {
    task = BPF_CORE_READ(task, real_parent);
    if (!task) return false;
    if (pid_of(task) == settings.family) return true;
    if (BPF_CORE_READ(task, tgid) <= 1) return false;
  }
  return false;
}

// Loaded where there is a family: who is born into it stays in it.
SEC("tp_btf/sched_process_fork")
int executor_fork(__u64 *ctx) {
  struct task_struct *parent = (struct task_struct *)ctx[0];
  struct task_struct *child = (struct task_struct *)ctx[1];
  if (pid_of(parent) != settings.family && !is_family(parent)) return 0;
  struct process process = process_of(child);
  __u8 one = 1;
  bpf_map_update_elem(&family, &process, &one, BPF_ANY);
  return 0;
}
