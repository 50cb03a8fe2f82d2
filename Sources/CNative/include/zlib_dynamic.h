#ifndef COMP_ZLIB_DYNAMIC_H
#define COMP_ZLIB_DYNAMIC_H

#include <stddef.h>
#include <stdint.h>

/// The system's zlib, opened when something compressed is first read: neither building nor starting needs it.

/// How an attempt to decompress ended.
typedef enum {
  /// The output is full, and the stream ends there.
  COMP_ZLIB_DONE = 0,
  /// There is no zlib on this machine.
  COMP_ZLIB_MISSING = 1,
  /// The stream is damaged, or does not give as many bytes as were asked for.
  COMP_ZLIB_DAMAGED = 2,
  /// zlib found no memory.
  COMP_ZLIB_NO_MEMORY = 3,
} comp_zlib_status;

/// The version of the library, as it says itself; NULL where there is none.
const char *comp_zlib_version(void);

/// Decompresses a stream of a known length (RFC 1950; with `is_raw`, RFC 1951 without a header).
/// Not more than `output_count` bytes are ever written.
comp_zlib_status comp_zlib_inflate(
    const uint8_t *input, size_t input_count, uint8_t *output, size_t output_count, int is_raw);

#endif
