// Calls of programs with the time they took, and how those times are distributed.
#include "syscalls.h"

struct syscall_event {
  struct head head;
  __s64 ret;
  __u64 latency_ns;
  __u32 number;
  __u32 unused;
};

struct entered { __u64 time_ns; __u64 number; };

// By thread. The kernel's address of it: its number changes when another thread than the first executes a program.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __type(key, __u64);
  __type(value, struct entered);
} running SEC(".maps");

// How many took from 2^key up to 2^(key+1) nanoseconds.
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, __u64);
} latency_ns SEC(".maps");

// Of a program that is shared: which calls somebody wants, by number; in the last place, whether all of them.
#define ALL_CALLS 1023
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, ALL_CALLS + 1);
  __type(key, __u32);
  __type(value, __u32);
} wanted_calls SEC(".maps");

ALWAYS bool is_wanted_call(long number) {
  if (!settings.is_shared) return settings.syscall < 0 || number == settings.syscall;
  __u32 all = ALL_CALLS;
  __u32 *wanted = bpf_map_lookup_elem(&wanted_calls, &all);
  if (wanted && *wanted) return true;
  __u32 at = number;
  if (at >= ALL_CALLS) return false;
  wanted = bpf_map_lookup_elem(&wanted_calls, &at);
  return wanted && *wanted;
}

SEC("tp_btf/sys_enter")
int executor_enter(__u64 *ctx) {
  long number = (long)ctx[1];
  // These two never return.
  if (number < 0 || number == NR_EXIT || number == NR_EXIT_GROUP) return 0;
  if (!is_wanted_call(number)) return 0;
  struct task_struct *task = current_task();
  __u32 pid = running_pid(task);
  if (!is_native(task) || !is_wanted_pid(pid)) return 0;
  __u64 thread = (__u64)task;
  struct entered entered = {.time_ns = bpf_ktime_get_ns(), .number = number};
  if (bpf_map_update_elem(&running, &thread, &entered, BPF_ANY) == 0) return 0;
  char comm[COMM] = {};
  bpf_get_current_comm(comm, COMM);
  if (!settings.is_shared) {
    if (is_wanted_comm(comm)) count(true);
  } else if (match(pid, number, comm, NOTHING) && !(settings.family != 0 && is_family(task))) {
    match(pid, number, comm, LOST);
    count(true);
  }
  return 0;
}

ALWAYS __u32 log2(__u64 value) {
  __u32 found = 0;
  for (int step = 32; step > 0; step >>= 1) {
    if (value >> step) {
      value >>= step;
      found += step;
    }
  }
  return found & 63;
}

SEC("tp_btf/sys_exit")
int executor_leave(__u64 *ctx) {
  struct task_struct *task = current_task();
  __u64 thread = (__u64)task;
  struct entered *entered = bpf_map_lookup_elem(&running, &thread);
  if (!entered) return 0;
  struct syscall_event event = {};
  __u64 began = entered->time_ns;
  event.number = entered->number;
  bpf_map_delete_elem(&running, &thread);
  if (!begin_call(&event.head, task, NULL, event.number)) return 0;
  event.ret = ctx[1];
  event.latency_ns = event.head.time_ns - began;
  __u32 slot = log2(event.latency_ns);
  __u64 *counted = bpf_map_lookup_elem(&latency_ns, &slot);
  if (counted) __sync_fetch_and_add(counted, 1);
  emit_call(&event.head, sizeof(event), event.number);
  return 0;
}
