// A painting engine as a shared object: everything that `spiral-env --plugin FILE.so` asks of it.
//
// The object exports one symbol, `spiral_backend_descriptor`. The host reads it, asks `describe` for
// the spec, opens lanes and binds their buffers once, and then resets, steps and draws them.
// Validation of actions, autoreset, statistics, targets, rewards and limits are the host's.
//
// Threads: calls for one lane never overlap; calls for different lanes may run at once.
// Ownership: memory stays with whoever made it. What the host passes to a call is valid during that
// call, except the buffers of `open`, which are valid until `close`, and the host itself, which is
// valid as long as the process. The object is never unloaded.
// Failure: a call returns a status, 0 for success, and may say why in `error`. The host first
// rehearses an engine in a process of its own, with guarded buffers; afterwards a crash is a crash.
//
// Compiles as C11 and as C++17.
#ifndef SPIRAL_BACKEND_H
#define SPIRAL_BACKEND_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Versions

/// The version of this header. A host takes objects of its own major version. A higher minor version
/// adds members at the ends of the structures and changes nothing before them.
#define SPIRAL_BACKEND_ABI_MAJOR 1
#define SPIRAL_BACKEND_ABI_MINOR 0

// MARK: Statuses

enum {
  SPIRAL_OK = 0,
  /// The engine broke; its lane is closed and the environment is lost.
  SPIRAL_FAILED = 1,
  /// `describe`, `open`: an option's value is wrong in a way that its declaration cannot say.
  SPIRAL_INVALID_OPTION = 2,
  /// `describe`, `open`: something is too large for this engine or this machine.
  SPIRAL_RESOURCE_LIMIT = 3,
  /// `load`: a state of another version, or a damaged one.
  SPIRAL_STATE_INCOMPATIBLE = 4,
  /// `describe`, `save`: the text or state has `*length` bytes and does not fit; nothing is lost.
  SPIRAL_TOO_SMALL = 5,
};

/// The status of one call for one lane: one of the above.
typedef int32_t spiral_status;

/// Where a call that fails may write why: UTF-8 with a zero at the end, one line. The host has
/// written an empty text.
typedef struct spiral_error {
  char *text;
  /// The room at `text`, the zero included; at least 256.
  size_t capacity;
} spiral_error;

// MARK: What the host gives

enum {
  SPIRAL_LOG_DEBUG = 0,
  SPIRAL_LOG_INFO = 1,
  SPIRAL_LOG_WARNING = 2,
  SPIRAL_LOG_ERROR = 3,
};

/// Who opens a lane.
typedef struct spiral_host {
  /// The bytes of this structure that the host knows.
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  /// Passed to `log`.
  void *context;
  /// Writes a line for people; from any thread, at any time. Lines of the level debug may be dropped.
  /// Standard output is not for engines.
  void (*log)(void *context, int32_t level, const char *text);
} spiral_host;

/// One resolved option. The host has checked it against its declaration in the spec.
typedef struct spiral_option {
  const char *name;
  /// The value as text: `true`, `64`, `0.5`, `pen`; a list as `1,2.5,3`.
  const char *text;
  /// The value of a number; 1 or 0 of a boolean; 0 of a text or a list.
  double number;
} spiral_option;

/// The memory that a lane works with, bound when it is opened.
typedef struct spiral_buffers {
  /// The action of a step: the numbers of the parts one after another in the spec's order.
  const double *action;
  size_t action_count;
  /// For each leaf of the observation, in the spec's order, its bytes: row-major, little-endian,
  /// aligned to 16 bytes.
  void *const *observation;
  const size_t *observation_bytes;
  size_t observation_count;
  /// The numbers that the spec declares in `info`: totals of the episode so far, finite.
  double *info;
  size_t info_count;
} spiral_buffers;

// MARK: What the engine gives

/// One canvas that is painted on; what it is made of is the engine's business.
typedef struct spiral_lane spiral_lane;

/// An engine. Every member is required.
typedef struct spiral_backend {
  /// sizeof(spiral_backend).
  uint32_t struct_size;
  /// SPIRAL_BACKEND_ABI_MAJOR and SPIRAL_BACKEND_ABI_MINOR.
  uint32_t abi_major;
  uint32_t abi_minor;
  /// The least minor version of a host that suffices; 0 unless newer members of the host are used.
  uint32_t abi_minor_least;

  /// The name after `--backend`: letters, digits, `-` and `_`.
  const char *name;

  /// Writes the spec as JSON, as PROTOCOL.md, section 3, has it: `version`, `observationSpace` with
  /// `canvas` as the first leaf, `actionSpace`, `options`, and if wanted `summary` and `info`. Before
  /// the first call there are no options (`option_count` is 0, all have their defaults); later there
  /// are all of those declared. The declarations must not depend on the options.
  spiral_status (*describe)(const spiral_option *options, size_t option_count, char *text,
                            size_t capacity, size_t *length, spiral_error *error);

  /// Makes a lane and keeps the buffers for it. `options` are as in `describe`, all of them.
  spiral_status (*open)(const spiral_host *host, const spiral_option *options,
                        size_t option_count, const spiral_buffers *buffers, spiral_lane **lane,
                        spiral_error *error);

  /// Starts an episode, whatever happened before. All its randomness comes from `seed`.
  spiral_status (*reset)(spiral_lane *lane, uint64_t seed, spiral_error *error);

  /// Performs the action in the buffers, which is one of the action space; `*terminated` is 0 and
  /// becomes 1 when the agent has ended the painting. Writes the info.
  spiral_status (*step)(spiral_lane *lane, int32_t *terminated, spiral_error *error);

  /// Writes the observation into the buffers; called only when somebody wants to see it. The state
  /// stays as it is.
  spiral_status (*draw)(spiral_lane *lane, spiral_error *error);

  /// Writes the whole state, so that a lane that loads it goes on exactly like this one. `*length` is
  /// the number of bytes.
  spiral_status (*save)(spiral_lane *lane, void *state, size_t capacity, size_t *length,
                        spiral_error *error);

  /// Takes over a state that `save` of a lane with the same options wrote; also before any reset.
  spiral_status (*load)(spiral_lane *lane, const void *state, size_t length,
                        spiral_error *error);

  /// Ends a lane; its buffers are not used afterwards.
  void (*close)(spiral_lane *lane);
} spiral_backend;

#if defined(__GNUC__)
#define SPIRAL_BACKEND_EXPORT __attribute__((visibility("default")))
#else
#define SPIRAL_BACKEND_EXPORT
#endif

/// The one symbol that an object exports; define it as
/// `const spiral_backend spiral_backend_descriptor = {...};`.
extern SPIRAL_BACKEND_EXPORT const spiral_backend spiral_backend_descriptor;

#ifdef __cplusplus
}
#endif

#endif
