#include "CPixels.h"

// The linker's choice between clones runs before a thread sanitizer is ready for it.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define MULTIVERSIONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MULTIVERSIONED
#endif
#define INLINE static inline __attribute__((always_inline))

typedef uint8_t samples16 __attribute__((ext_vector_type(16), aligned(1)));
typedef int32_t sums16 __attribute__((ext_vector_type(16), aligned(4)));

static const int32_t half = 1 << (PIXELS_PRECISION - 1);

INLINE uint8_t sample(int32_t sum) {
    int32_t level = sum >> PIXELS_PRECISION;
    return (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : level);
}

// Vectors go by pointer: by value, their calling convention would depend on the processor. Integer sums do not depend
// on their order, so these are Pillow's to the bit.
INLINE void accumulate(sums16 *sums, const uint8_t *samples, int32_t weight) {
    *sums += __builtin_convertvector(*(const samples16 *)samples, sums16) * weight;
}

INLINE void store(const sums16 *sums, uint8_t *samples) {
    sums16 levels = *sums >> PIXELS_PRECISION;
    levels = __builtin_elementwise_min(__builtin_elementwise_max(levels, (sums16)0), (sums16)255);
    *(samples16 *)samples = __builtin_convertvector(levels, samples16);
}

// Interleaving the first eight of 16 rows with the others turns the places of all samples round by one bit: four times,
// and rows have become columns.
INLINE void transpose(const uint8_t *const from[16], size_t offset, uint8_t *const to[16], size_t target) {
    samples16 a[16], b[16];
    for (size_t i = 0; i < 16; i++) a[i] = *(const samples16 *)(from[i] + offset);
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < 8; i++) {
            b[2 * i] = __builtin_shufflevector(a[i], a[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            b[2 * i + 1] =
                __builtin_shufflevector(a[i], a[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
        for (size_t i = 0; i < 16; i++) a[i] = b[i];
    }
    for (size_t i = 0; i < 16; i++) *(samples16 *)(to[i] + target) = a[i];
}

// `columns` has shape (length, 16).
INLINE void rows_to_columns(const uint8_t *const rows[16], size_t length, uint8_t *columns) {
    uint8_t *targets[16];
    for (size_t i = 0; i < 16; i++) targets[i] = columns + 16 * i;
    size_t x = 0;
    for (; x + 16 <= length; x += 16) transpose(rows, x, targets, 16 * x);
    for (; x < length; x++) {
        for (size_t r = 0; r < 16; r++) columns[16 * x + r] = rows[r][x];
    }
}

INLINE void columns_to_rows(const uint8_t *columns, size_t length, uint8_t *const rows[16]) {
    const uint8_t *sources[16];
    for (size_t i = 0; i < 16; i++) sources[i] = columns + 16 * i;
    size_t x = 0;
    for (; x + 16 <= length; x += 16) transpose(sources, 16 * x, rows, x);
    for (; x < length; x++) {
        for (size_t r = 0; r < 16; r++) rows[r][x] = columns[16 * x + r];
    }
}

MULTIVERSIONED
void pixels_resample_across(const pixels_windows *windows, const uint8_t *const rows[PIXELS_ROWS], size_t length,
                            uint8_t *const outputs[PIXELS_ROWS], uint8_t *scratch) {
    uint8_t *columns = scratch, *narrowed = scratch + PIXELS_ROWS * length;
    rows_to_columns(rows, length, columns);
    for (size_t i = 0; i < windows->count; i++) {
        const int32_t *weights = windows->weights + i * windows->taps;
        const uint8_t *first = columns + (size_t)windows->starts[i] * PIXELS_ROWS;
        sums16 sums = half;
        for (size_t tap = 0; tap < windows->taps; tap++) accumulate(&sums, first + tap * PIXELS_ROWS, weights[tap]);
        store(&sums, narrowed + i * PIXELS_ROWS);
    }
    columns_to_rows(narrowed, windows->count, outputs);
}

enum { COLUMNS = 64 };

// Columns in registers, so that each sum is stored once.
INLINE void down_block(const uint8_t *rows, size_t width, const int32_t *weights, size_t taps, uint8_t *output) {
    sums16 sums[4] = {half, half, half, half};
    for (size_t tap = 0; tap < taps; tap++, rows += width) {
        for (size_t part = 0; part < 4; part++) accumulate(&sums[part], rows + 16 * part, weights[tap]);
    }
    for (size_t part = 0; part < 4; part++) store(&sums[part], output + 16 * part);
}

MULTIVERSIONED
void pixels_resample_down(const pixels_windows *windows, const uint8_t *rows, size_t width, uint8_t *output) {
    const size_t taps = windows->taps;
    for (size_t i = 0; i < windows->count; i++, output += width) {
        const int32_t *weights = windows->weights + i * taps;
        const uint8_t *first = rows + (size_t)windows->starts[i] * width;
        size_t x = 0;
        for (; x + COLUMNS <= width; x += COLUMNS) down_block(first + x, width, weights, taps, output + x);
        for (; x < width; x++) {
            int32_t sum = half;
            for (size_t tap = 0; tap < taps; tap++) sum += first[tap * width + x] * weights[tap];
            output[x] = sample(sum);
        }
    }
}

INLINE void split(const uint8_t *restrict rgb, size_t count, uint8_t *restrict red, uint8_t *restrict green,
                  uint8_t *restrict blue) {
    for (size_t i = 0; i < count; i++) {
        red[i] = rgb[3 * i];
        green[i] = rgb[3 * i + 1];
        blue[i] = rgb[3 * i + 2];
    }
}

MULTIVERSIONED
void pixels_split(const uint8_t *rgb, size_t count, uint8_t *red, uint8_t *green, uint8_t *blue) {
    split(rgb, count, red, green, blue);
}

MULTIVERSIONED
void pixels_first_channel(const uint8_t *restrict rgb, size_t count, uint8_t *restrict channel) {
    for (size_t i = 0; i < count; i++) channel[i] = rgb[3 * i];
}

MULTIVERSIONED
void pixels_spread(const uint8_t *restrict gray, size_t count, uint8_t *restrict rgb) {
    for (size_t i = 0; i < count; i++) rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = gray[i];
}

// Arithmetic on channels that stand apart takes a fraction of the time that it takes on every third sample. So few
// pixels at a time that they stay in the nearest cache, and that a byte counts them.
enum { BLOCK = 192 };

INLINE void luma_block(const uint8_t *rgb, size_t count, uint8_t *restrict luma) {
    uint8_t red[BLOCK], green[BLOCK], blue[BLOCK];
    split(rgb, count, red, green, blue);
    for (size_t i = 0; i < count; i++) {
        uint32_t sum = 19595u * red[i] + 38470u * green[i] + 7471u * blue[i];
        luma[i] = (uint8_t)((sum + 0x8000u) >> 16);
    }
}

MULTIVERSIONED
void pixels_luma(const uint8_t *rgb, size_t count, uint8_t *luma) {
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) luma_block(rgb + 3 * i, BLOCK, luma + i);
    luma_block(rgb + 3 * i, count - i, luma + i);
}

INLINE uint8_t colored_block(const uint8_t *rgb, size_t count, uint8_t tolerance) {
    uint8_t red[BLOCK], green[BLOCK], blue[BLOCK], colored = 0;
    split(rgb, count, red, green, blue);
    for (size_t i = 0; i < count; i++) {
        uint8_t most = red[i] > green[i] ? red[i] : green[i], least = red[i] < green[i] ? red[i] : green[i];
        most = most > blue[i] ? most : blue[i];
        least = least < blue[i] ? least : blue[i];
        colored += (uint8_t)(most - least) > tolerance;
    }
    return colored;
}

MULTIVERSIONED
size_t pixels_colored(const uint8_t *rgb, size_t count, uint8_t tolerance) {
    size_t colored = 0, i = 0;
    for (; i + BLOCK <= count; i += BLOCK) colored += colored_block(rgb + 3 * i, BLOCK, tolerance);
    return colored + colored_block(rgb + 3 * i, count - i, tolerance);
}

MULTIVERSIONED
uint16_t pixels_maximum(const uint16_t *samples, size_t count) {
    uint16_t maximum = 0;
    for (size_t i = 0; i < count; i++) maximum = samples[i] > maximum ? samples[i] : maximum;
    return maximum;
}

MULTIVERSIONED
void pixels_reduce(const uint16_t *restrict samples, size_t count, unsigned shift, uint8_t *restrict reduced) {
    for (size_t i = 0; i < count; i++) reduced[i] = (uint8_t)(samples[i] >> shift);
}
