/*
 * What runs between posix_spawn and a confined program: it applies a plan to itself, one step after the other, and becomes the program.
 * Nothing of the program has run before; a step that fails is reported with its number and errno, and nothing is started.
 *
 * Freestanding: no libc, no data, no relocations. tools/build_starter.ts compiles it for each architecture and keeps the machine code in
 * starter_code.ts; starter_image.ts puts it before a plan, and both together are a program.
 */
#include "starter.h"

static long call6(long number, long a, long b, long c, long d, long e) {
#if defined(__x86_64__)
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
#else
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
#endif
}

#if defined(__x86_64__)
enum { WRITE = 1, EXECVE = 59, CAPSET = 126, PRCTL = 157, EXIT_GROUP = 231, PRLIMIT64 = 302, SECCOMP = 317 };
/* The first instruction of the image: the kernel enters with argc, argv and envp on the stack. */
__asm__(".globl _start\n_start:\n mov %rsp, %rdi\n xor %ebp, %ebp\n call enter\n");
#else
enum { WRITE = 64, EXECVE = 221, CAPSET = 91, PRCTL = 167, EXIT_GROUP = 94, PRLIMIT64 = 261, SECCOMP = 277 };
__asm__(".globl _start\n_start:\n mov x0, sp\n bl enter\n");
#endif
enum { CLOSE_RANGE = 436, LANDLOCK_RESTRICT_SELF = 446 };
enum { CLOSE_RANGE_CLOEXEC = 4, PR_CAPBSET_DROP = 24, PR_SET_NO_NEW_PRIVS = 38, PR_CAP_AMBIENT = 47, PR_CAP_AMBIENT_CLEAR_ALL = 4 };
enum { LAST_CAP = 63, CAP_SETPCAP = 8, EINVAL = 22, EPERM = 1, CAPABILITY_VERSION_3 = 0x20080522 };

static void fail(const struct starter_plan *plan, int step, long error) {
  int words[2] = {step, (int)-error};
  call6(WRITE, plan->report, (long)words, sizeof words, 0, 0);
  for (;;) call6(EXIT_GROUP, 127, 0, 0, 0, 0);
}

static void check(const struct starter_plan *plan, int step, long result) {
  if (result < 0) fail(plan, step, result);
}

/* Leaves the capabilities of a mask and no way to others. Who may not shorten the bounding set has, with no new privileges, no use of it. */
static void keep_capabilities(const struct starter_plan *plan, unsigned long keep) {
  unsigned int header[2] = {CAPABILITY_VERSION_3, 0};
  unsigned int data[6];
  check(plan, STEP_CAPABILITIES, call6(PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
  for (long cap = 0; cap <= LAST_CAP; cap++) {
    if (keep >> cap & 1) continue;
    long result = call6(PRCTL, PR_CAPBSET_DROP, cap, 0, 0, 0);
    if (result == -EINVAL || result == -EPERM) break;
    check(plan, STEP_CAPABILITIES, result);
  }
  data[0] = data[1] = (unsigned int)(keep & plan->held);
  data[3] = data[4] = (unsigned int)((keep & plan->held) >> 32);
  data[2] = data[5] = 0;
  check(plan, STEP_CAPABILITIES, call6(CAPSET, (long)header, (long)data, 0, 0, 0));
}

__attribute__((used)) static void enter(const long *stack) {
  const struct starter_plan *plan = (const struct starter_plan *)PLAN_ADDRESS;
  const unsigned char *rest = (const unsigned char *)(plan + 1);
  const struct starter_limit *limits = (const struct starter_limit *)rest;
  const unsigned char *filter = rest + plan->limits * sizeof *limits;
  const unsigned char *path = filter + plan->filter * FILTER_BYTES;
  const long *argv = stack + 1;
  const long *envp = argv + stack[0] + 1;

  check(plan, STEP_DESCRIPTORS, call6(CLOSE_RANGE, 3, 0xffffffffL, CLOSE_RANGE_CLOEXEC, 0, 0));
  if (plan->group >= 0) {
    char self = '0';
    check(plan, STEP_GROUP, call6(WRITE, plan->group, (long)&self, 1, 0, 0));
  }
  for (unsigned int i = 0; i < plan->limits; i++) {
    check(plan, STEP_LIMITS + (int)limits[i].resource, call6(PRLIMIT64, 0, limits[i].resource, (long)&limits[i].soft, 0, 0));
  }
  if (plan->flags & FLAG_CAPABILITIES) keep_capabilities(plan, plan->keep);
  check(plan, STEP_NO_NEW_PRIVILEGES, call6(PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  if (plan->ruleset >= 0) check(plan, STEP_LANDLOCK, call6(LANDLOCK_RESTRICT_SELF, plan->ruleset, 0, 0, 0, 0));
  if (plan->filter > 0) {
    struct starter_program program = {(unsigned short)plan->filter, filter};
    check(plan, STEP_SECCOMP, call6(SECCOMP, 1, 0, (long)&program, 0, 0));
  }
  fail(plan, STEP_PROGRAM, call6(EXECVE, (long)path, (long)argv, (long)envp, 0, 0));
}
