#pragma once

#include "wide.h"

// Sums of products of some rows with the weights of a panel, 32 outputs side by side.
//
// A tile of 14 rows and 32 outputs is summed in registers, with one load of the weights for 14 rows.

enum { PANEL = 32 };

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define VNNI __attribute__((target("arch=x86-64-v4,avx512vnni")))
#define VNNI_INLINE VNNI static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum { STRIP = 14 };

// sums[rows, 32]
typedef union {
    int32_t integers[STRIP * PANEL];
    float floats[STRIP * PANEL];
} __attribute__((aligned(64))) tile;

// What a row is multiplied with lies in `count` pieces, each at a place of its own from the row's beginning: the pixels
// under a filter. A row of a matrix is one piece.
typedef struct {
    size_t count;
    const size_t *places;
} tile_taps;

// Weights that are needed after these: in each step of a product `step` bytes more of them are asked for, so that they come
// from memory while this panel is computed.
typedef struct {
    const char *next;
    size_t step;
} tile_ahead;

// sums = offsets + source[rows, taps, groups * 4] * panel[taps, groups, 32, 4], rows `stride` bytes apart, at most STRIP.
void tile_sum_bytes(const char *source, size_t stride, tile_taps taps, const char *panel, size_t groups,
                    const int32_t *offsets, tile_ahead ahead, tile *sums, size_t rows);

// sums = source[rows, inner] * panel[inner, 32]
void tile_sum_floats(const char *source, size_t stride, const char *panel, size_t inner, tile_ahead ahead, tile *sums,
                     size_t rows);
#endif
