// A PNG decoder for Swift: libpng behind setjmp, reading from memory that the caller keeps alive.

#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    CPNG_OK = 0,
    /// The data end before the picture does.
    CPNG_TRUNCATED,
    /// The data contradict the PNG specification, or a checksum is wrong.
    CPNG_CORRUPT,
    CPNG_OUT_OF_MEMORY
} cpng_status;

typedef struct {
    uint32_t width;
    uint32_t height;
    /// As stored: bits per sample (1, 2, 4, 8, 16) or per palette index.
    uint32_t bit_depth;
    /// As stored: colour, palette, alpha.
    uint32_t has_color;
    uint32_t has_palette;
    uint32_t has_alpha;
    /// As decoded: 1 gray or 3 RGB samples per pixel (alpha is dropped, a palette looked up), and 1 or 2
    /// bytes per sample (2 in the machine's byte order; 1, 2 and 4 bits are stretched to 0...255).
    uint32_t channels;
    uint32_t bytes_per_sample;
    /// The sBIT chunk's bits of the gray or green samples; 0 where the file has none.
    uint32_t significant_bits;
} cpng_header;

typedef struct cpng_decoder cpng_decoder;

/// Returns null where memory is short. `bytes` must outlive the decoder.
cpng_decoder *cpng_open(const uint8_t *bytes, size_t length);

/// Reads up to the first IDAT chunk. To be called once, first.
cpng_status cpng_read_header(cpng_decoder *decoder, cpng_header *header);

/// Decodes every row into `samples`, interleaved, rows without padding. `capacity` is in bytes and must be at
/// least width * height * channels * bytes_per_sample. To be called once, after `cpng_read_header` succeeded.
cpng_status cpng_read_samples(cpng_decoder *decoder, uint8_t *samples, size_t capacity);

/// Whether a pixel was less than opaque. Known after `cpng_read_samples`.
int cpng_saw_transparency(const cpng_decoder *decoder);

/// The eXIf chunk, which may stand before or after the pixels; null where there is none. Known after
/// `cpng_read_samples`, valid until the decoder is closed.
const uint8_t *cpng_exif(const cpng_decoder *decoder, size_t *length);

/// What went wrong, in libpng's words; empty while nothing did. Valid until the decoder is closed.
const char *cpng_message(const cpng_decoder *decoder);

void cpng_close(cpng_decoder *decoder);

#endif
