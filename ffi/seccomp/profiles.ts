/** Sets of system calls by what they are for. Names that an architecture lacks are skipped there. */
const SETS = {
  files: `read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 open openat openat2 creat close close_range dup dup2 dup3
    fcntl flock lseek stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getcwd chdir fchdir getdents
    getdents64 mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat truncate ftruncate fallocate
    fsync fdatasync sync sync_file_range syncfs fadvise64 readahead sendfile copy_file_range splice tee vmsplice pipe pipe2 statfs fstatfs
    umask getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr getxattrat listxattrat file_getattr inotify_init inotify_init1
    inotify_add_watch inotify_rm_watch poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait
    epoll_wait_old epoll_pwait epoll_pwait2 eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd signalfd4 ioctl
    memfd_create cachestat io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents`,
  metadata: `chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat setxattr lsetxattr fsetxattr
    setxattrat removexattr lremovexattr fremovexattr removexattrat file_setattr mknod mknodat`,
  memory: `brk mmap munmap mremap mprotect madvise mincore msync mlock mlock2 munlock mlockall munlockall membarrier pkey_alloc pkey_free
    pkey_mprotect remap_file_pages mseal map_shadow_stack get_mempolicy set_mempolicy set_mempolicy_home_node mbind`,
  processes: `clone fork vfork execve execveat exit exit_group wait4 waitid getpid gettid getppid getpgid setpgid getpgrp getsid setsid
    arch_prctl prctl set_tid_address set_robust_list get_robust_list rseq futex futex_waitv futex_wait futex_wake futex_requeue sched_yield
    sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler sched_getattr sched_get_priority_max sched_get_priority_min
    sched_rr_get_interval getpriority setpriority ioprio_get getrlimit setrlimit prlimit64 getrusage times uname sysinfo getrandom getcpu
    personality capget pidfd_open pidfd_send_signal restart_syscall getuid geteuid getgid getegid getresuid getresgid getgroups
    landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp`,
  scheduling: "sched_setparam sched_setscheduler sched_setattr ioprio_set",
  signals: `kill tkill tgkill rt_sigaction rt_sigprocmask rt_sigpending rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigqueueinfo
    rt_tgsigqueueinfo sigaltstack pause alarm getitimer setitimer`,
  time: `clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time timer_create timer_delete timer_settime timer_gettime
    timer_getoverrun`,
  identity: "setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset",
  ipc: `shmget shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv msgctl mq_open mq_unlink mq_timedsend
    mq_timedreceive mq_notify mq_getsetattr`,
  sockets: "socketpair getsockname getpeername sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg shutdown setsockopt getsockopt",
  client: "socket connect bind",
  server: "listen accept accept4",
} as const;

type SetName = keyof typeof SETS;

/** What happens to a call that a profile does not allow. */
export type Refusal = "EPERM" | "kill";

/** A list of allowed system calls. */
export interface Profile {
  readonly sets: readonly SetName[];
  readonly refusal: Refusal;
  /** Sets that answer EPERM although the refusal is `kill`: calls that common programs make and can do without. */
  readonly soft: readonly SetName[];
}

const CLIENT: readonly SetName[] = [
  "files",
  "metadata",
  "memory",
  "processes",
  "scheduling",
  "signals",
  "time",
  "identity",
  "ipc",
  "sockets",
  "client",
];

/** The profiles by name. */
export const PROFILES = {
  // What ordinary programs use. Not there: namespaces, mounts, modules, eBPF, tracing others, io_uring, keys, clocks, swap, reboot.
  default: { sets: [...CLIENT, "server"], refusal: "EPERM", soft: [] },
  "network-client": { sets: CLIENT, refusal: "EPERM", soft: [] },
  // What a program needs that works on files and starts others.
  strict: {
    sets: ["files", "memory", "processes", "signals", "time", "sockets"],
    refusal: "kill",
    soft: ["metadata", "scheduling", "identity", "ipc", "client", "server"],
  },
} as const satisfies Readonly<Record<string, Profile>>;

/** The name of a profile. */
export type ProfileName = keyof typeof PROFILES;

/** Without these no program begins or ends; every list has them. */
export const ALWAYS: readonly string[] = ["execve", "exit", "exit_group", "rt_sigreturn", "restart_syscall", "write"];

/** The names of a set. */
export function namesOf(set: SetName): string[] {
  return SETS[set].split(/\s+/);
}
