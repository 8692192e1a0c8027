#include <string.h>

#include "wide.h"

// Attention on bytes, for processors that multiply four of them at a time (AVX-512 VNNI).
//
// Queries and keys get one scale for each position, values one for each number of a position; the softmax is
// float32, and its answers are bytes again: 255 stands for the largest weight of a row, and rows are divided by the
// sum of those bytes, so that the weights of a row still add up to one.

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define VNNI __attribute__((target("arch=x86-64-v4,avx512vnni")))
#define VNNI_INLINE VNNI static inline __attribute__((always_inline))

enum { LANES_OUT = 16, GROUP = 4, STRIP = 6, TILE = 4 };

VNNI_INLINE size_t up_to(size_t count, size_t step) { return (count + step - 1) / step * step; }

// Everything that one head needs, laid out in the caller's memory.
typedef struct {
    size_t positions, width;     // keys and numbers per position, each up to whole vectors
    size_t depth, span;          // numbers per position and keys, each up to whole groups of bytes
    int8_t *keys, *values;       // [depth / 4, positions, 4], [span / 4, width, 4]
    float *key_scales, *value_scales;
    int32_t *key_sums;
    uint8_t *queries, *weights;  // [STRIP, depth], [STRIP, span]
    int32_t *sums;               // [STRIP, positions or width]
    float *scores;               // [positions]
    float query_scales[STRIP], weight_sums[STRIP];
} workbench;

VNNI_INLINE char *carve(char **memory, size_t bytes) {
    char *part = *memory;
    *memory += up_to(bytes, 64);
    return part;
}

VNNI_INLINE workbench layout(size_t length, size_t size, char *memory, size_t *total) {
    workbench b = {.positions = up_to(length, LANES_OUT), .width = up_to(size, LANES_OUT),
                   .depth = up_to(size, GROUP), .span = up_to(length, GROUP)};
    char *next = memory;
    b.keys = (int8_t *)carve(&next, b.depth * b.positions);
    b.values = (int8_t *)carve(&next, b.span * b.width);
    b.key_scales = (float *)carve(&next, b.positions * sizeof(float));
    b.value_scales = (float *)carve(&next, b.width * sizeof(float));
    b.key_sums = (int32_t *)carve(&next, b.positions * sizeof(int32_t));
    b.queries = (uint8_t *)carve(&next, STRIP * b.depth);
    b.weights = (uint8_t *)carve(&next, STRIP * b.span);
    size_t wider = b.positions > b.width ? b.positions : b.width;
    b.sums = (int32_t *)carve(&next, STRIP * wider * sizeof(int32_t));
    b.scores = (float *)carve(&next, b.positions * sizeof(float));
    *total = (size_t)(next - memory);
    return b;
}

size_t kernel_attention_int8_scratch(size_t length, size_t size) {
    const size_t positions = (length + 15) / 16 * 16, width = (size + 15) / 16 * 16;
    const size_t wider = positions > width ? positions : width;
    // Each of the nine parts begins at a cache line.
    return (size + 4) * positions + (length + 4) * width + 3 * positions * 4 + width * 4
        + STRIP * (size + 4 + length + 4 + wider * 4) + 9 * 64;
}

bool kernel_attention_int8_is_available(void) { return __builtin_cpu_supports("avx512vnni"); }

VNNI_INLINE __mmask16 present(size_t first, size_t count) {
    return count - first >= LANES_OUT ? 0xffff : (__mmask16)((1u << (count - first)) - 1);
}

VNNI_INLINE float largest_magnitude(const float *row, size_t count) {
    __m512 largest = _mm512_setzero_ps();
    for (size_t s = 0; s < count; s += LANES_OUT)
        largest = _mm512_max_ps(largest, _mm512_abs_ps(_mm512_maskz_loadu_ps(present(s, count), row + s)));
    return _mm512_reduce_max_ps(largest);
}

// Sixteen numbers as integers from -127 to 127; zero where there is none.
VNNI_INLINE __m512i quantized(const float *row, size_t first, size_t count, __m512 factors) {
    return _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_maskz_loadu_ps(present(first, count), row + first), factors));
}

VNNI_INLINE void pack_keys(const kernel_attention_head *head, const workbench *b) {
    memset(b->keys, 0, b->depth * b->positions);
    memset(b->key_scales, 0, b->positions * sizeof(float));
    memset(b->key_sums, 0, b->positions * sizeof(int32_t));
    for (size_t k = 0; k < head->length; k++) {
        const float *key = head->key + k * head->stride;
        if (k + FETCH_AHEAD < head->length) fetch_row(key + FETCH_AHEAD * head->stride, head->size);
        const float largest = largest_magnitude(key, head->size);
        const __m512 factor = _mm512_set1_ps(largest > 0.0f ? 127.0f / largest : 0.0f);
        __m512i sum = _mm512_setzero_si512();
        for (size_t first = 0; first < head->size; first += LANES_OUT) {
            const __m512i numbers = quantized(key, first, head->size, factor);
            sum = _mm512_add_epi32(sum, numbers);
            int8_t bytes[LANES_OUT];
            _mm_storeu_si128((__m128i *)bytes, _mm512_cvtepi32_epi8(numbers));
            for (size_t s = 0; s < LANES_OUT && first + s < b->depth; s += GROUP)
                memcpy(b->keys + ((first + s) / GROUP * b->positions + k) * GROUP, bytes + s, GROUP);
        }
        b->key_scales[k] = largest / 127.0f;
        b->key_sums[k] = 128 * _mm512_reduce_add_epi32(sum);
    }
}

VNNI_INLINE void pack_values(const kernel_attention_head *head, const workbench *b) {
    const __m512i byte = _mm512_set1_epi32(255);
    for (size_t first = 0; first < head->size; first += LANES_OUT) {
        const __mmask16 mask = present(first, head->size);
        __m512 largest = _mm512_setzero_ps();
        for (size_t k = 0; k < head->length; k++) {
            const float *value = head->value + k * head->stride + first;
            if (first == 0 && k + FETCH_AHEAD < head->length)
                fetch_row(value + FETCH_AHEAD * head->stride, head->size);
            largest = _mm512_max_ps(largest, _mm512_abs_ps(_mm512_maskz_loadu_ps(mask, value)));
        }
        _mm512_storeu_ps(b->value_scales + first, _mm512_mul_ps(largest, _mm512_set1_ps(1.0f / 127.0f)));
        const __mmask16 nonzero = _mm512_cmp_ps_mask(largest, _mm512_setzero_ps(), _CMP_GT_OQ);
        const __m512 factors = _mm512_maskz_div_ps(nonzero, _mm512_set1_ps(127.0f), largest);
        for (size_t group = 0; group < b->span / GROUP; group++) {
            __m512i line = _mm512_setzero_si512();
            for (size_t g = 0; g < GROUP && group * GROUP + g < head->length; g++) {
                const float *value = head->value + (group * GROUP + g) * head->stride;
                const __m512i numbers = _mm512_and_si512(quantized(value, first, head->size, factors), byte);
                line = _mm512_or_si512(line, _mm512_sllv_epi32(numbers, _mm512_set1_epi32((int)(8 * g))));
            }
            _mm512_storeu_si512(b->values + (group * b->width + first) * GROUP, line);
        }
    }
}

// out[STRIP, tiles * 16] = a[STRIP, groups * 4] * panel[groups, stride, 4]
VNNI_INLINE void multiply_tile(const uint8_t *a, size_t a_stride, const int8_t *panel, size_t stride, size_t groups,
                               int32_t *out, size_t out_stride, const int tiles) {
    __m512i sums[STRIP][TILE];
#pragma clang loop unroll(full)
    for (int r = 0; r < STRIP; r++)
#pragma clang loop unroll(full)
        for (int t = 0; t < tiles; t++) sums[r][t] = _mm512_setzero_si512();
    for (size_t g = 0; g < groups; g++) {
        const int8_t *line = panel + g * stride * GROUP;
#pragma clang loop unroll(full)
        for (int r = 0; r < STRIP; r++) {
            int32_t four;
            memcpy(&four, a + r * a_stride + g * GROUP, sizeof four);
            const __m512i factor = _mm512_set1_epi32(four);
#pragma clang loop unroll(full)
            for (int t = 0; t < tiles; t++)
                sums[r][t] = _mm512_dpbusd_epi32(sums[r][t], factor, _mm512_loadu_si512(line + t * 64));
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < STRIP; r++)
#pragma clang loop unroll(full)
        for (int t = 0; t < tiles; t++) _mm512_storeu_si512(out + r * out_stride + t * LANES_OUT, sums[r][t]);
}

VNNI_INLINE void multiply(const uint8_t *a, size_t a_stride, const int8_t *panel, size_t stride, size_t groups,
                          int32_t *out, size_t out_stride, size_t columns) {
    size_t c = 0;
    for (; c + TILE * LANES_OUT <= columns; c += TILE * LANES_OUT)
        multiply_tile(a, a_stride, panel + c * GROUP, stride, groups, out + c, out_stride, TILE);
    for (; c < columns; c += LANES_OUT)
        multiply_tile(a, a_stride, panel + c * GROUP, stride, groups, out + c, out_stride, 1);
}

VNNI_INLINE void take_queries(const kernel_attention_head *head, size_t first, size_t rows, workbench *b) {
    const __m512i offset = _mm512_set1_epi32(128);
    for (size_t r = 0; r < rows; r++) {
        const float *query = head->query + (first + r) * head->stride;
        if (first + r + FETCH_AHEAD < head->length) fetch_row(query + FETCH_AHEAD * head->stride, head->size);
        const float largest = largest_magnitude(query, head->size);
        const __m512 factor = _mm512_set1_ps(largest > 0.0f ? 127.0f / largest : 0.0f);
        uint8_t *bytes = b->queries + r * b->depth;
        for (size_t s = 0; s < head->size; s += LANES_OUT) {
            const __m512i numbers = _mm512_add_epi32(quantized(query, s, head->size, factor), offset);
            _mm_mask_storeu_epi8(bytes + s, present(s, head->size), _mm512_cvtepi32_epi8(numbers));
        }
        b->query_scales[r] = largest / 127.0f;
    }
}

// The products of one query with `count` keys become weights: bytes, and their sum.
VNNI_INLINE void soften(workbench *b, size_t row, size_t count, float scale, const float *bias) {
    const int32_t *products = b->sums + row * b->positions;
    const __m512 factor = _mm512_set1_ps(b->query_scales[row] * scale);
    __m512 maximum = _mm512_set1_ps(-INFINITY);
    for (size_t k = 0; k < count; k += LANES_OUT) {
        const __m512i sums = _mm512_sub_epi32(_mm512_loadu_si512(products + k), _mm512_loadu_si512(b->key_sums + k));
        const __m512 keys = _mm512_mul_ps(_mm512_loadu_ps(b->key_scales + k), factor);
        __m512 score = _mm512_mul_ps(_mm512_cvtepi32_ps(sums), keys);
        if (bias) score = _mm512_add_ps(score, _mm512_loadu_ps(bias + k));
        score = _mm512_mask_mov_ps(_mm512_set1_ps(-INFINITY), present(k, count), score);
        _mm512_storeu_ps(b->scores + k, score);
        maximum = _mm512_max_ps(maximum, score);
    }
    const __m512 largest = _mm512_set1_ps(_mm512_reduce_max_ps(maximum));
    __m512i sum = _mm512_setzero_si512();
    for (size_t k = 0; k < count; k += LANES_OUT) {
        const __m512 power = wide_exponential(_mm512_sub_ps(_mm512_loadu_ps(b->scores + k), largest));
        const __m512i weight = _mm512_cvtps_epi32(_mm512_mul_ps(power, _mm512_set1_ps(255.0f)));
        _mm512_mask_cvtepi32_storeu_epi8(b->weights + row * b->span + k, present(k, b->span), weight);
        sum = _mm512_add_epi32(sum, weight);
    }
    b->weight_sums[row] = (float)_mm512_reduce_add_epi32(sum);
}

// One query's answer from its sums of weighted values.
VNNI_INLINE void answer(const workbench *b, size_t row, float *out, size_t size) {
    const __m512 factor = _mm512_set1_ps(1.0f / b->weight_sums[row]);
    for (size_t s = 0; s < size; s += LANES_OUT) {
        const __m512 sums = _mm512_cvtepi32_ps(_mm512_loadu_si512(b->sums + row * b->width + s));
        const __m512 scale = _mm512_mul_ps(_mm512_loadu_ps(b->value_scales + s), factor);
        _mm512_mask_storeu_ps(out + s, present(s, size), _mm512_mul_ps(sums, scale));
    }
}

VNNI void kernel_attention_int8(const kernel_attention_head *head, float *scratch) {
    size_t total;
    workbench b = layout(head->length, head->size, (char *)scratch, &total);
    pack_keys(head, &b);
    pack_values(head, &b);
    memset(b.queries, 0, STRIP * b.depth);
    memset(b.weights, 0, STRIP * b.span);
    const float scale = 1.0f / sqrtf((float)head->size);
    for (size_t first = 0; first < head->length; first += STRIP) {
        const size_t rows = head->length - first < STRIP ? head->length - first : STRIP;
        const size_t seen = head->causal ? first + rows : head->length;
        take_queries(head, first, rows, &b);
        multiply(b.queries, b.depth, b.keys, b.positions, b.depth / GROUP, b.sums, b.positions,
                 up_to(seen, LANES_OUT));
        for (size_t r = 0; r < rows; r++)
            soften(&b, r, head->causal ? first + r + 1 : seen, scale,
                   head->bias ? head->bias + (first + r) * b.positions : NULL);
        multiply(b.weights, b.span, b.values, b.width, up_to(seen, GROUP) / GROUP, b.sums, b.width, b.width);
        for (size_t r = 0; r < rows; r++) answer(&b, r, head->out + (first + r) * head->out_stride, head->size);
    }
}
#else
bool kernel_attention_int8_is_available(void) { return false; }
size_t kernel_attention_int8_scratch(size_t length, size_t size) { return length * size * 0; }
void kernel_attention_int8(const kernel_attention_head *head, float *scratch) { kernel_attention(head, scratch); }
#endif
