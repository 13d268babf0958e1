#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// MARK: Descriptors

/// Closes without losing the errno of what went wrong before.
static void close_quietly(int descriptor) {
  int saved = errno;
  close(descriptor);
  errno = saved;
}

/// Moves a fresh descriptor out of the range of the standard ones.
static int above_standard(int descriptor) {
  if (descriptor < 0 || descriptor > 2) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  close_quietly(descriptor);
  return moved;
}

int csystem_pipe(int ends[2]) {
  int raw[2];
  if (pipe2(raw, O_CLOEXEC) != 0) return -1;
  ends[0] = above_standard(raw[0]);
  ends[1] = above_standard(raw[1]);
  if (ends[0] >= 0 && ends[1] >= 0) return 0;
  for (int i = 0; i < 2; i++) {
    if (ends[i] >= 0) close_quietly(ends[i]);
  }
  return -1;
}

int csystem_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }

int csystem_fill_standard_descriptors(void) {
  for (int wanted = 0; wanted <= 2; wanted++) {
    if (fcntl(wanted, F_GETFD) != -1) continue;
    int opened = open("/dev/null", wanted == 0 ? O_RDONLY : O_WRONLY);
    if (opened < 0) return -1;
    if (opened == wanted) continue;
    int moved = dup2(opened, wanted);
    close_quietly(opened);
    if (moved < 0) return -1;
  }
  return 0;
}

int csystem_duplicate_without_blocking(int descriptor) {
  if (csystem_kind_of(descriptor) == CSYSTEM_PIPE) {
    // Opening a pipe's /proc entry makes a second file description of the same end.
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    int mode = fcntl(descriptor, F_GETFL) & O_ACCMODE;
    int opened = above_standard(open(path, mode | O_NONBLOCK | O_CLOEXEC));
    if (opened >= 0) return opened;
  }
  return csystem_duplicate(descriptor);
}

int csystem_stop_blocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

csystem_kind csystem_kind_of(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return CSYSTEM_OTHER;
  if (S_ISFIFO(status.st_mode)) return CSYSTEM_PIPE;
  if (S_ISSOCK(status.st_mode)) return CSYSTEM_SOCKET;
  if (S_ISCHR(status.st_mode)) return CSYSTEM_CHARACTER_DEVICE;
  return CSYSTEM_OTHER;
}

void csystem_widen_pipe(int descriptor) {
  const int wanted = 1 << 20;
  int present = fcntl(descriptor, F_GETPIPE_SZ);
  if (present > 0 && present < wanted) fcntl(descriptor, F_SETPIPE_SZ, wanted);
}

ssize_t csystem_write(int descriptor, bool is_socket, const void *bytes, size_t count,
                      bool line_feed) {
  struct iovec parts[2] = {{(void *)bytes, count}, {(void *)"\n", 1}};
  if (!is_socket) return writev(descriptor, parts, line_feed ? 2 : 1);
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = line_feed ? 2 : 1};
  return sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

ssize_t csystem_write_pieces(int descriptor, bool is_socket, const struct iovec *pieces,
                             size_t count) {
  if (count > IOV_MAX) count = IOV_MAX;
  if (!is_socket) return writev(descriptor, pieces, (int)count);
  struct msghdr message = {.msg_iov = (struct iovec *)pieces, .msg_iovlen = count};
  return sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

// MARK: Memory

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

/// Forbids what can be forbidden; kernels before 5.1 do not know the last seal.
static int seal(int descriptor) {
  int seals = F_SEAL_SHRINK | F_SEAL_GROW;
  if (fcntl(descriptor, F_ADD_SEALS, seals | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) == 0) return 0;
  return errno == EINVAL ? fcntl(descriptor, F_ADD_SEALS, seals | F_SEAL_SEAL) : -1;
}

int csystem_shared_memory(size_t count, void **bytes) {
  int descriptor = above_standard(memfd_create("spiral", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (descriptor < 0) return -1;
  *bytes = MAP_FAILED;
  if (ftruncate(descriptor, (off_t)count) == 0) {
    *bytes = mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  }
  if (*bytes != MAP_FAILED && seal(descriptor) == 0) return descriptor;
  if (*bytes != MAP_FAILED) csystem_unmap(*bytes, count);
  close_quietly(descriptor);
  return -1;
}

void csystem_unmap(void *bytes, size_t count) {
  int saved = errno;
  munmap(bytes, count);
  errno = saved;
}

// MARK: Signals

static volatile sig_atomic_t caught_signal = 0;
static volatile sig_atomic_t wake_descriptor = -1;
static int wait_descriptor = -1;

static void note_signal(int number) {
  int saved = errno;
  if (caught_signal == 0) caught_signal = number;
  ssize_t ignored = write(wake_descriptor, "!", 1);
  (void)ignored;
  errno = saved;
}

void csystem_ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }

int csystem_catch_termination(void) {
  if (wait_descriptor >= 0) return wait_descriptor;
  int ends[2];
  if (csystem_pipe(ends) != 0) return -1;
  if (csystem_stop_blocking(ends[1]) != 0) return -1;
  wake_descriptor = ends[1];
  // No SA_RESTART: a write that blocks must return to look at the signal.
  struct sigaction action = {.sa_handler = note_signal};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  struct sigaction hangup;
  sigaction(SIGHUP, NULL, &hangup);
  if (hangup.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, NULL);
  // Whoever started us may have blocked them, and a blocked signal would never be seen.
  sigset_t caught;
  sigemptyset(&caught);
  sigaddset(&caught, SIGINT);
  sigaddset(&caught, SIGTERM);
  sigaddset(&caught, SIGHUP);
  pthread_sigmask(SIG_UNBLOCK, &caught, NULL);
  wait_descriptor = ends[0];
  return wait_descriptor;
}

int csystem_caught_signal(void) { return caught_signal; }

// MARK: Unix sockets

size_t csystem_socket_path_limit(void) {
  return sizeof(((struct sockaddr_un *)0)->sun_path) - 1;
}

static int unix_socket(const char *path, struct sockaddr_un *address) {
  if (strlen(path) > csystem_socket_path_limit()) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  strcpy(address->sun_path, path);
  return above_standard(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

int csystem_listen(const char *path) {
  struct sockaddr_un address;
  int listener = unix_socket(path, &address);
  if (listener < 0) return -1;
  if (bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
      listen(listener, 1) == 0 && csystem_stop_blocking(listener) == 0) {
    return listener;
  }
  close_quietly(listener);
  return -1;
}

int csystem_accept(int listener, uid_t *peer) {
  int accepted;
  do {
    accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  } while (accepted < 0 && errno == EINTR);
  accepted = above_standard(accepted);
  if (accepted < 0) return -1;
  struct ucred credentials;
  socklen_t size = sizeof credentials;
  if (getsockopt(accepted, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0) {
    *peer = credentials.uid;
    return accepted;
  }
  close_quietly(accepted);
  return -1;
}

int csystem_connect(const char *path) {
  struct sockaddr_un address;
  int connected = unix_socket(path, &address);
  if (connected < 0) return -1;
  int result;
  do {
    result = connect(connected, (struct sockaddr *)&address, sizeof address);
  } while (result != 0 && errno == EINTR);
  if (result == 0 && csystem_stop_blocking(connected) == 0) return connected;
  close_quietly(connected);
  return -1;
}

// MARK: Loopback sockets

int csystem_listen_on_loopback(uint16_t *port) {
  int listener = above_standard(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (listener < 0) return -1;
  int yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(*port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  // A port whose last connections are still in TIME_WAIT may be taken again.
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
      bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 16) == 0 &&
      getsockname(listener, (struct sockaddr *)&address, &size) == 0) {
    *port = ntohs(address.sin_port);
    return listener;
  }
  close_quietly(listener);
  return -1;
}

int csystem_accept_on_loopback(int listener) {
  int accepted;
  do {
    accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  } while (accepted < 0 && errno == EINTR);
  return above_standard(accepted);
}

void csystem_become_background_thread(void) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  // On Linux niceness belongs to the thread.
  int ignored = nice(10);
  (void)ignored;
}

// MARK: Programs

/// Our environment with one more variable in front, or a plain copy; the caller frees the array.
static char **environment_with(const char *variable) {
  size_t count = 0;
  while (environ[count] != NULL) count++;
  char **copy = malloc((count + 2) * sizeof *copy);
  if (copy == NULL) return NULL;
  size_t start = 0;
  if (variable != NULL) copy[start++] = (char *)variable;
  memcpy(copy + start, environ, (count + 1) * sizeof *copy);
  return copy;
}

/// Becomes the program, in a child that has just been forked; only async-signal-safe calls.
static void become(const char *const arguments[], char **environment, int input, int output,
                   bool in_own_group, pid_t parent, int failure_report) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // It may have died before we could say so.
  if (getppid() != parent) _exit(127);
  struct sigaction standard = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (in_own_group) setpgid(0, 0);
  if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0) {
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    execvpe(arguments[0], (char *const *)arguments, environment);
  }
  int failure = errno;
  ssize_t ignored = write(failure_report, &failure, sizeof failure);
  (void)ignored;
  _exit(127);
}

/// posix_spawn cannot ask for the death of a parent to be noticed.
static int spawn_tied(pid_t *child, const char *const arguments[], char **environment, int input,
                      int output, bool in_own_group) {
  int report[2];
  if (csystem_pipe(report) != 0) return errno;
  sigset_t all, before;
  sigfillset(&all);
  // Until exec a signal for the child would run our handlers and write to our pipe.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  pid_t forked = fork();
  if (forked == 0) {
    become(arguments, environment, input, output, in_own_group, parent, report[1]);
  }
  int failure = forked < 0 ? errno : 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  ssize_t count = 0;
  if (failure == 0) {
    do {
      count = read(report[0], &failure, sizeof failure);
    } while (count < 0 && errno == EINTR);
  }
  close(report[0]);
  if (count > 0) waitpid(forked, NULL, 0);
  *child = forked;
  return failure;
}

static int spawn_loose(pid_t *child, const char *const arguments[], char **environment,
                       int input, int output, bool in_own_group) {
  posix_spawnattr_t attributes;
  int failure = posix_spawnattr_init(&attributes);
  if (failure != 0) return failure;
  posix_spawn_file_actions_t actions;
  failure = posix_spawn_file_actions_init(&actions);
  if (failure != 0) {
    posix_spawnattr_destroy(&attributes);
    return failure;
  }
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  if (in_own_group) flags |= POSIX_SPAWN_SETPGROUP;
  posix_spawnattr_setflags(&attributes, flags);

  failure = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (failure == 0) {
    failure = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  }
  if (failure == 0) failure = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  if (failure == 0) {
    failure = posix_spawnp(child, arguments[0], &actions, &attributes, (char *const *)arguments,
                           environment);
  }
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failure;
}

int csystem_spawn(pid_t *child, const char *const arguments[], const char *variable, int input,
                  int output, bool in_own_group, bool dies_with_us) {
  char **environment = environment_with(variable);
  if (environment == NULL) return ENOMEM;
  // The signal of a parent's death follows its thread.
  bool is_tied = dies_with_us && gettid() == getpid();
  int failure = (is_tied ? spawn_tied : spawn_loose)(child, arguments, environment, input, output,
                                                     in_own_group);
  free(environment);
  return failure;
}
