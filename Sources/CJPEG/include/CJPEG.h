// A JPEG decoder for Swift: libjpeg behind setjmp, reading from memory that the caller keeps alive.

#ifndef CJPEG_H
#define CJPEG_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    CJPEG_OK = 0,
    /// The data ends before the picture does.
    CJPEG_TRUNCATED,
    /// The data contradict the JPEG standard.
    CJPEG_CORRUPT,
    /// A JPEG process that this library does not decode (lossless, 12-bit, ...).
    CJPEG_UNSUPPORTED,
    CJPEG_OUT_OF_MEMORY
} cjpeg_status;

typedef struct {
    uint32_t width;
    uint32_t height;
    /// Samples per pixel of the decoded rows: 1 gray, 3 RGB, 4 CMYK.
    uint32_t components;
    uint32_t is_progressive;
    /// The payload of the first Exif segment, after its 6-byte signature; null where there is none. Freed by
    /// `cjpeg_start`.
    const uint8_t *exif;
    size_t exif_length;
} cjpeg_header;

typedef struct cjpeg_decoder cjpeg_decoder;

/// Returns null where memory is short. `bytes` must outlive the decoder.
cjpeg_decoder *cjpeg_open(const uint8_t *bytes, size_t length);

/// Reads up to the first scan. To be called once, first.
cjpeg_status cjpeg_read_header(cjpeg_decoder *decoder, cjpeg_header *header);

/// Starts decoding at `eighths` (1...8) of the full size and says the size that the rows will have, which is the full
/// size's part rounded up. To be called once, after `cjpeg_read_header` succeeded.
cjpeg_status cjpeg_start(cjpeg_decoder *decoder, uint32_t eighths, uint32_t *width, uint32_t *height);

/// Decodes the next `count` rows, interleaved, without padding. Not more rows than `cjpeg_start` said may be asked for.
cjpeg_status cjpeg_read_rows(cjpeg_decoder *decoder, uint8_t *samples, uint32_t count);

/// Reads the rest of the file. To be called once, after the last row.
cjpeg_status cjpeg_finish(cjpeg_decoder *decoder);

/// The error or else the first tolerated deviation, in libjpeg's words and numbers; empty while there is
/// none. Valid until the decoder is closed.
const char *cjpeg_message(const cjpeg_decoder *decoder);

/// How many deviations from the standard were tolerated.
uint32_t cjpeg_tolerated_warnings(const cjpeg_decoder *decoder);

void cjpeg_close(cjpeg_decoder *decoder);

#endif
