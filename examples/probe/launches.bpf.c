// Tells of every program that is executed, by an eBPF program of your own. See README.md.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct event { unsigned int pid; char comm[16]; };
struct event *types __attribute__((unused));

struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 1 << 20); } events SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, long long); } lost SEC(".maps");

SEC("tp_btf/sched_process_exec")
int on_exec(void *ctx) {
  struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
  if (!event) {
    int zero = 0;
    long long *count = bpf_map_lookup_elem(&lost, &zero);
    if (count) __sync_fetch_and_add(count, 1);
    return 0;
  }
  event->pid = bpf_get_current_pid_tgid() >> 32;
  bpf_get_current_comm(event->comm, sizeof(event->comm));
  bpf_ringbuf_submit(event, 0);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
