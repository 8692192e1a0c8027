// What is done to every pixel between a decoder and a model's input: small loops compiled for AVX-512, AVX2 and the
// baseline, one of which the dynamic linker picks for the processor at hand.

#ifndef CPIXELS_H
#define CPIXELS_H

#include <stddef.h>
#include <stdint.h>

/// For each of `count` outputs along one axis, the first of `taps` neighbouring inputs and their weights in fixed point
/// with `PIXELS_PRECISION` fractional bits. Weights that an output does not need are zero.
typedef struct {
    const int32_t *starts;
    /// Shape (count, taps).
    const int32_t *weights;
    size_t count;
    size_t taps;
} pixels_windows;

enum {
    PIXELS_PRECISION = 22,
    /// How many rows are resampled at a time: one in each lane of a vector.
    PIXELS_ROWS = 16,
};

/// outputs[r][i] = the weighted sum of window i of rows[r], rounded and clamped to 0...255.
///
/// `length` samples of every row are read, and all windows must lie inside them; `scratch` has
/// `PIXELS_ROWS * (length + windows->count)` bytes. Both rows and outputs may be repeated.
void pixels_resample_across(const pixels_windows *windows, const uint8_t *const rows[PIXELS_ROWS], size_t length,
                            uint8_t *const outputs[PIXELS_ROWS], uint8_t *scratch);

/// Row i of `output` (windows, width) = the weighted sum of the rows of window i of `rows`, rounded and clamped to
/// 0...255; both have rows of `width` samples without padding.
void pixels_resample_down(const pixels_windows *windows, const uint8_t *rows, size_t width, uint8_t *output);

/// Takes every third sample of `rgb` apart into three rows of `count`.
void pixels_split(const uint8_t *rgb, size_t count, uint8_t *red, uint8_t *green, uint8_t *blue);

/// Every third sample of `rgb`, `count` of them.
void pixels_first_channel(const uint8_t *rgb, size_t count, uint8_t *channel);

/// Three equal samples for each of `count` gray ones.
void pixels_spread(const uint8_t *gray, size_t count, uint8_t *rgb);

/// ITU-R BT.601 luma of `count` pixels, as Pillow computes it.
void pixels_luma(const uint8_t *rgb, size_t count, uint8_t *luma);

/// How many of `count` pixels have samples more than `tolerance` levels apart.
size_t pixels_colored(const uint8_t *rgb, size_t count, uint8_t tolerance);

/// The largest of `count` samples; 0 where there are none.
uint16_t pixels_maximum(const uint16_t *samples, size_t count);

/// `samples` shifted down by `shift` bits, cut to 8.
void pixels_reduce(const uint16_t *samples, size_t count, unsigned shift, uint8_t *reduced);

#endif
