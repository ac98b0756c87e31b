// Programs that were executed, under their new names. Calls that failed are no executions.
#include "probe.h"

struct linux_binprm { const char *filename; } KERNEL;

struct exec_event {
  struct head head;
  __u32 ppid;
  __u32 unused;
  char filename[PATH];
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct exec_event);
} scratch SEC(".maps");

SEC("tp_btf/sched_process_exec")
int executor_exec(__u64 *ctx) {
  struct task_struct *task = (struct task_struct *)ctx[0];
  struct linux_binprm *program = (struct linux_binprm *)ctx[2];
  __u32 first = 0;
  struct exec_event *event = bpf_map_lookup_elem(&scratch, &first);
  if (!event || !begin(&event->head, task)) return 0;
  event->ppid = pid_of(BPF_CORE_READ(task, real_parent));
  long length = bpf_probe_read_kernel_str(event->filename, PATH, BPF_CORE_READ(program, filename));
  if (length < 1 || length > PATH) {
    event->filename[0] = 0;
    length = 1;
  }
  emit(&event->head, offsetof(struct exec_event, filename) + length);
  return 0;
}
