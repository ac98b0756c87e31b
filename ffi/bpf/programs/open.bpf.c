// Files that programs opened, or could not open.
#include "syscalls.h"

struct open_how { __u64 flags; };

struct open_event {
  struct head head;
  __s64 ret;
  __u64 flags;
  char filename[PATH];
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct open_event);
} scratch SEC(".maps");

SEC("tp_btf/sys_exit")
int executor_open(__u64 *ctx) {
  struct pt_regs *regs = (struct pt_regs *)ctx[0];
  int number = NUMBER(regs);
  if (number != NR_OPENAT && number != NR_OPENAT2 && number != NR_OPEN) return 0;
  struct task_struct *task = current_task();
  if (!is_native(task)) return 0;
  __u32 first = 0;
  struct open_event *event = bpf_map_lookup_elem(&scratch, &first);
  if (!event || !begin(&event->head, task)) return 0;
  event->ret = ctx[1];
  const char *filename = (const char *)(number == NR_OPEN ? ARG1(regs) : ARG2(regs));
  event->flags = 0;
  if (number == NR_OPEN) event->flags = (__u32)ARG2(regs);
  else if (number == NR_OPENAT) event->flags = (__u32)ARG3(regs);
  else bpf_probe_read_user(&event->flags, sizeof(event->flags), &((struct open_how *)ARG3(regs))->flags);
  long length = bpf_probe_read_user_str(event->filename, PATH, filename);
  if (length < 1 || length > PATH) {
    event->filename[0] = 0;
    length = 1;
  }
  emit(&event->head, offsetof(struct open_event, filename) + length);
  return 0;
}
