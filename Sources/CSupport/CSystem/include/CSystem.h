// System calls that Swift's Glibc overlay lacks, or that must not be written in Swift: pipes and
// descriptors that never leak into children, signal handlers, Unix sockets, starting a program.
//
// Unless said otherwise a function returns -1 and sets errno on failure, retries EINTR, and every
// descriptor it makes is close-on-exec and at least 3, so that it can never be taken for a
// standard one.
#ifndef SPIRAL_CSYSTEM_H
#define SPIRAL_CSYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: Descriptors

/// Makes a pipe: ends[0] reads, ends[1] writes.
int csystem_pipe(int ends[2]);

/// A duplicate of `descriptor`.
int csystem_duplicate(int descriptor);

/// Opens /dev/null on whichever of 0, 1 and 2 is closed.
int csystem_fill_standard_descriptors(void);

/// A descriptor for the same pipe end that never blocks, without changing the file description that
/// other processes share. For anything but a pipe, or where /proc is missing, a plain duplicate.
int csystem_duplicate_without_blocking(int descriptor);

/// Sets O_NONBLOCK on a file description that nobody else shares.
int csystem_stop_blocking(int descriptor);

/// Lets a pipe hold 1 MiB if that is more than it does and allowed; pictures then leave in one go.
void csystem_widen_pipe(int descriptor);

typedef enum {
  CSYSTEM_OTHER,
  CSYSTEM_PIPE,
  CSYSTEM_SOCKET,
  CSYSTEM_CHARACTER_DEVICE,
} csystem_kind;

/// What kind of file a descriptor is open on; CSYSTEM_OTHER when it is closed.
csystem_kind csystem_kind_of(int descriptor);

/// Writes what can be written now of `count` bytes, and then an LF if `line_feed` says so; returns
/// the number of bytes written, the LF included. EINTR is reported, and a socket never blocks and
/// never raises SIGPIPE.
ssize_t csystem_write(int descriptor, bool is_socket, const void *bytes, size_t count,
                      bool line_feed);

struct iovec;

/// Writes what can be written now of some pieces of memory, one after the other, as csystem_write
/// does; returns the number of bytes written.
ssize_t csystem_write_pieces(int descriptor, bool is_socket, const struct iovec *pieces,
                             size_t count);

// MARK: Memory

/// Makes zeroed memory of `count` bytes that other processes can map through the returned
/// descriptor: it can neither shrink nor grow, and nobody else can write to it where the kernel can
/// forbid that. `*bytes` is our own mapping; csystem_unmap and close end both.
int csystem_shared_memory(size_t count, void **bytes);

/// Ends a mapping.
void csystem_unmap(void *bytes, size_t count);

// MARK: Signals

/// Ignores SIGPIPE, so that writing to a pipe without reader is the error EPIPE.
void csystem_ignore_broken_pipes(void);

/// Catches SIGINT and SIGTERM, and SIGHUP unless it was ignored. Returns a descriptor that becomes
/// readable when one has arrived; nobody needs to read it. The second call returns the first's.
int csystem_catch_termination(void);

/// The first signal caught since csystem_catch_termination, or 0.
int csystem_caught_signal(void);

// MARK: Unix sockets

/// The longest path of a Unix socket, without the final zero.
size_t csystem_socket_path_limit(void);

/// A listening socket at `path`, which must not exist, with a queue of one. accept never blocks.
int csystem_listen(const char *path);

/// Accepts one connection, which never blocks; `*peer` is the effective user of the other side.
int csystem_accept(int listener, uid_t *peer);

/// Connects to the socket at `path`; reads and writes then never block.
int csystem_connect(const char *path);

// MARK: Loopback sockets

/// A listening TCP socket on 127.0.0.1 and `*port`, where 0 picks one; `*port` is then the one it
/// has. accept never blocks.
int csystem_listen_on_loopback(uint16_t *port);

/// Accepts one connection of such a socket; it never blocks.
int csystem_accept_on_loopback(int listener);

/// Lets the calling thread run when others do not want to, and take no signals.
void csystem_become_background_thread(void);

// MARK: Programs

/// Starts `arguments[0]`, looked up in PATH when it has no slash, with the given descriptors as its
/// standard input and output and ours as its standard error. All other descriptors are closed in
/// it, every signal has its default disposition, none is blocked, and it stays in our process group
/// unless it shall have its own. If it shall die with us and we are the main thread, it is killed
/// when this process ends, however it ends. `variable` is NULL or one more `NAME=value` of its
/// environment. Returns 0 or an error number; errno is not used.
int csystem_spawn(pid_t *child, const char *const arguments[], const char *variable, int input,
                  int output, bool in_own_group, bool dies_with_us);

#endif
