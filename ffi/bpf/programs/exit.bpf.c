// Processes that ended, each once: when its last thread does.
#include "probe.h"

#define SIGNAL_GROUP_EXIT 4

struct exit_event {
  struct head head;
  __u32 status;  // as wait(2) gives it
  __u32 unused;
};

ALWAYS void ended(struct task_struct *task) {
  struct exit_event event = {};
  struct task_struct *leader = BPF_CORE_READ(task, group_leader);
  // A process has its first thread's name.
  if (!begin_call(&event.head, task, leader, ANY_CALL)) return;
  // As wait_task_zombie() of kernel/exit.c chooses it.
  bool is_group = BPF_CORE_READ(task, signal, flags) & SIGNAL_GROUP_EXIT;
  event.status = is_group ? BPF_CORE_READ(task, signal, group_exit_code) : BPF_CORE_READ(leader, exit_code);
  emit(&event.head, sizeof(event));
}

// Since Linux 6.16 the kernel says which thread is the last.
SEC("tp_btf/sched_process_exit")
int executor_exit(__u64 *ctx) {
  if ((bool)ctx[1]) ended((struct task_struct *)ctx[0]);
  return 0;
}

// Before, two threads that end at once can both find that none is left: then the first of them counts.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 8192);
  __type(key, struct process);
  __type(value, __u8);
} ended_already SEC(".maps");

SEC("tp_btf/sched_process_exit")
int executor_any(__u64 *ctx) {
  struct task_struct *task = (struct task_struct *)ctx[0];
  if (BPF_CORE_READ(task, signal, live.counter) != 0) return 0;
  struct process process = process_of(task);
  __u8 one = 1;
  if (bpf_map_update_elem(&ended_already, &process, &one, BPF_NOEXIST) == 0) ended(task);
  return 0;
}
