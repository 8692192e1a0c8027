#include <string.h>

#include "tiles.h"

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
enum { VECTORS = 2, LINE = 64, AHEAD = 1024 };

// The address of row r from a pointer for every three rows and the distance between rows times 1, 2 or 4: an
// instruction adds those for nothing, where a pointer for each of fourteen rows would not stay in registers.
#define ROW(r)                                                                                                          \
    ((r) % 3 == 1 && (r) > 3 && (r) < 14 ? bases[(r) / 3 - 1] + 4 * stride : bases[(r) / 3] + (r) % 3 * stride)

// Goes to the next step of a product. The compiler must not see how the pointers belong together.
#define ADVANCE(rows)                                           \
    for (int b = 0; b < 5; b++)                                 \
        if ((rows) > 3 * b) {                                   \
            bases[b] += 4;                                      \
            __asm__("" : "+r"(bases[b]));                       \
        }

VNNI_INLINE void sum_bytes(const char *source, size_t stride, const tile_taps taps, const char *panel, size_t groups,
                           const int32_t *offsets, tile_ahead ahead, int32_t *out, const int rows) {
    __m512i sums[STRIP][VECTORS];
    UNROLL for (int r = 0; r < rows; r++)
        UNROLL for (int v = 0; v < VECTORS; v++) sums[r][v] = _mm512_loadu_si512(offsets + v * 16);
    for (size_t tap = 0; tap < taps.count; tap++) {
        const char *bases[5];
        UNROLL for (int b = 0; b < 5; b++) bases[b] = source + taps.places[tap] + 3 * b * stride;
        for (const char *end = panel + groups * VECTORS * LINE; panel != end; panel += VECTORS * LINE) {
            __m512i weights[VECTORS];
            UNROLL for (int v = 0; v < VECTORS; v++) {
                weights[v] = _mm512_loadu_si512(panel + v * LINE);
                _mm_prefetch(panel + v * LINE + AHEAD, _MM_HINT_T0);
            }
            UNROLL for (int r = 0; r < rows; r++) {
                int32_t four;
                memcpy(&four, ROW(r), sizeof four);
                UNROLL for (int v = 0; v < VECTORS; v++)
                    sums[r][v] = _mm512_dpbusd_epi32(sums[r][v], _mm512_set1_epi32(four), weights[v]);
            }
            _mm_prefetch(ahead.next, _MM_HINT_T1);
            ahead.next += ahead.step;
            UNROLL ADVANCE(rows)
        }
    }
    UNROLL for (int r = 0; r < rows; r++)
        UNROLL for (int v = 0; v < VECTORS; v++) _mm512_store_si512(out + r * PANEL + v * 16, sums[r][v]);
}

WIDE_INLINE void sum_floats(const char *source, size_t stride, const char *panel, size_t inner,
                            tile_ahead ahead, float *out, const int rows) {
    __m512 sums[STRIP][VECTORS];
    UNROLL for (int r = 0; r < rows; r++)
        UNROLL for (int v = 0; v < VECTORS; v++) sums[r][v] = _mm512_setzero_ps();
    const char *bases[5];
    UNROLL for (int b = 0; b < 5; b++) bases[b] = source + 3 * b * stride;
    for (const char *end = panel + inner * VECTORS * LINE; panel != end; panel += VECTORS * LINE) {
        __m512 weights[VECTORS];
        UNROLL for (int v = 0; v < VECTORS; v++) {
            weights[v] = _mm512_loadu_ps(panel + v * LINE);
            _mm_prefetch(panel + v * LINE + AHEAD, _MM_HINT_T0);
        }
        _mm_prefetch(ahead.next, _MM_HINT_T1);
        ahead.next += ahead.step;
        UNROLL for (int r = 0; r < rows; r++) {
            float one;
            memcpy(&one, ROW(r), sizeof one);
            UNROLL for (int v = 0; v < VECTORS; v++)
                sums[r][v] = _mm512_fmadd_ps(_mm512_set1_ps(one), weights[v], sums[r][v]);
        }
        UNROLL ADVANCE(rows)
    }
    UNROLL for (int r = 0; r < rows; r++)
        UNROLL for (int v = 0; v < VECTORS; v++) _mm512_store_ps(out + r * PANEL + v * 16, sums[r][v]);
}

#define EACH_COUNT(each)                                                                                               \
    each(1) each(2) each(3) each(4) each(5) each(6) each(7) each(8) each(9) each(10) each(11) each(12) each(13) each(14)

VNNI void tile_sum_bytes(const char *source, size_t stride, tile_taps taps, const char *panel, size_t groups,
                         const int32_t *offsets, tile_ahead ahead, tile *sums, size_t rows) {
    switch (rows) {
#define CASE(count) \
    case count: sum_bytes(source, stride, taps, panel, groups, offsets, ahead, sums->integers, count); break;
        EACH_COUNT(CASE)
#undef CASE
    }
}

WIDE void tile_sum_floats(const char *source, size_t stride, const char *panel, size_t inner, tile_ahead ahead,
                          tile *sums, size_t rows) {
    switch (rows) {
#define CASE(count) \
    case count: sum_floats(source, stride, panel, inner, ahead, sums->floats, count); break;
        EACH_COUNT(CASE)
#undef CASE
    }
}
#endif
