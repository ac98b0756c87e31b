// Writes an event of 64 bytes for each ioctl of the driver: what both consumers of the bench read.
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#if defined(__aarch64__) || defined(BENCH_ARM64)
#define NR_IOCTL 29
struct user_pt_regs { __u64 regs[31]; } __attribute__((preserve_access_index));
struct pt_regs { struct user_pt_regs user_regs; } __attribute__((preserve_access_index));
#define COMMAND(r) BPF_CORE_READ(r, user_regs.regs[1])
#define ARGUMENT(r) BPF_CORE_READ(r, user_regs.regs[2])
#else
#define NR_IOCTL 16
struct pt_regs { unsigned long si, dx; } __attribute__((preserve_access_index));
#define COMMAND(r) BPF_CORE_READ(r, si)
#define ARGUMENT(r) BPF_CORE_READ(r, dx)
#endif

struct event {
  __u64 time_ns;
  __u32 pid, tid, cpu, command;
  __u64 argument;
  char comm[16];
  __u64 rest[2];
};

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 16 * 1024 * 1024);
} events SEC(".maps");

SEC("tp_btf/sys_enter")
int on_enter(__u64 *context) {
  if (context[1] != NR_IOCTL) return 0;
  struct pt_regs *registers = (struct pt_regs *)context[0];
  __u32 command = COMMAND(registers);
  if (command != 0x52424E43) return 0;
  // The bench looks at the ring again and again: waking somebody for each would measure that. What does not fit is missed, and counted as the
  // difference to what the driver issued.
  struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
  if (!event) return 0;
  __u64 id = bpf_get_current_pid_tgid();
  event->time_ns = bpf_ktime_get_ns();
  event->pid = id >> 32;
  event->tid = (__u32)id;
  event->cpu = bpf_get_smp_processor_id();
  event->command = command;
  event->argument = ARGUMENT(registers);
  bpf_get_current_comm(event->comm, sizeof(event->comm));
  event->rest[0] = event->rest[1] = 0;
  bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
