/**
 * What practically every program needs of a Linux system, readable where reading is confined: programs and libraries, how names and times
 * are told, certificates, what the kernel says of itself. No accounts' secrets, no home folders, nothing of `/var`.
 */
export const SYSTEM_READ: readonly string[] = [
  ...["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/usr", "/nix/store"],
  ...["/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/alternatives"],
  ...["/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/hosts", "/etc/host.conf", "/etc/resolv.conf", "/etc/gai.conf"],
  ...["/etc/services", "/etc/protocols", "/etc/networks", "/etc/localtime", "/etc/timezone", "/etc/locale.alias", "/etc/default/locale"],
  ...["/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ca-certificates", "/etc/pki/tls/certs", "/etc/pki/ca-trust", "/etc/crypto-policies"],
  ...[
    "/etc/bash.bashrc",
    "/etc/profile",
    "/etc/inputrc",
    "/etc/terminfo",
    "/etc/mime.types",
    "/etc/gitconfig",
    "/etc/os-release",
    "/etc/debian_version",
  ],
  // Of other processes only what anyone may know: Landlock refuses to look into those outside.
  ...["/proc", "/sys/devices/system/cpu", "/sys/fs/cgroup", "/sys/kernel/mm/transparent_hugepage"],
];

/** Devices without a device behind them, and the terminal of the session's own, of which there is none. */
export const SYSTEM_DEVICES: readonly string[] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"];
