#include <string.h>

#include "elementwise.h"

// A head is computed in strips of a few queries: their scores with every key stay in the first-level cache through
// the softmax and the product with the values, and never exist for all queries at once.
//
// Keys and values are packed once per head into panels that the strips read from end to end. The two products are
// the same loop: a strip of rows times a panel of vectors, with all sums in registers. How many vectors fit differs
// with the instruction set, so that loop is compiled for each.

enum { VECTOR = 16, STRIP = 6, MAXIMUM_VECTORS = 4 };
typedef float vector __attribute__((vector_size(VECTOR * sizeof(float)), aligned(4)));

INLINE size_t whole_vectors(size_t count) { return (count + VECTOR - 1) / VECTOR * VECTOR; }

size_t kernel_attention_scratch(size_t length, size_t size) {
    const size_t positions = whole_vectors(length);
    return size * positions + length * whole_vectors(size) + STRIP * positions + STRIP * whole_vectors(size);
}

// sums[rows][vectors] = a[rows, inner] * panel[inner, vectors * 16]
INLINE void multiply_strip(const float *a, size_t a_stride, const float *panel, size_t panel_stride, size_t inner,
                           float *out, size_t out_stride, const int rows, const int vectors) {
    vector sums[STRIP][MAXIMUM_VECTORS];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sums[r][v] = (vector){0};
#pragma clang loop unroll_count(2)
    for (size_t i = 0; i < inner; i++) {
        const vector *line = (const vector *)(panel + i * panel_stride);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            const float factor = a[r * a_stride + i];
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sums[r][v] += factor * line[v];
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) *(vector *)(out + r * out_stride + v * VECTOR) = sums[r][v];
}

// Any number of rows and columns, in the largest pieces that registers hold.
INLINE void multiply(const float *a, size_t a_stride, size_t rows, const float *panel, size_t panel_stride,
                     size_t inner, float *out, size_t out_stride, size_t columns, const int widest) {
    for (size_t c = 0; c < columns;) {
        size_t left = (columns - c) / VECTOR;
        if (rows == STRIP && widest >= 4 && left >= 4) {
            multiply_strip(a, a_stride, panel + c, panel_stride, inner, out + c, out_stride, STRIP, 4);
            c += 4 * VECTOR;
        } else if (rows == STRIP && widest >= 2 && left >= 2) {
            multiply_strip(a, a_stride, panel + c, panel_stride, inner, out + c, out_stride, STRIP, 2);
            c += 2 * VECTOR;
        } else if (rows == STRIP) {
            multiply_strip(a, a_stride, panel + c, panel_stride, inner, out + c, out_stride, STRIP, 1);
            c += VECTOR;
        } else {
            for (size_t r = 0; r < rows; r++)
                multiply_strip(a + r * a_stride, a_stride, panel + c, panel_stride, inner, out + r * out_stride + c,
                               out_stride, 1, 1);
            c += VECTOR;
        }
    }
}

// keys[length, size] to panel[size, positions], the rest of each line zero. A key is read from end to end: keys lie so
// far apart that reading across them would not stay in the first-level cache.
INLINE void pack_keys(const kernel_attention_head *head, size_t positions, float *restrict panel) {
    for (size_t k = 0; k < head->length; k++) {
        const float *key = head->key + k * head->stride;
        if (k + FETCH_AHEAD < head->length) fetch_row(key + FETCH_AHEAD * head->stride, head->size);
        for (size_t s = 0; s < head->size; s++) panel[s * positions + k] = key[s];
    }
    for (size_t s = 0; s < head->size; s++)
        for (size_t k = head->length; k < positions; k++) panel[s * positions + k] = 0.0f;
}

INLINE void pack_values(const kernel_attention_head *head, size_t width, float *restrict panel) {
    for (size_t k = 0; k < head->length; k++) {
        if (k + FETCH_AHEAD < head->length) fetch_row(head->value + (k + FETCH_AHEAD) * head->stride, head->size);
        memcpy(panel + k * width, head->value + k * head->stride, head->size * sizeof(float));
        memset(panel + k * width + head->size, 0, (width - head->size) * sizeof(float));
    }
}

// A weight below e^-75 of the largest is none: it would be too small a number to multiply with at full speed.
INLINE float softened(float score) { return score < -75.0f ? 0.0f : exponential(score); }

// `positions` is a number of whole vectors, and so are the rows of the bias, whose rest is -infinity.
INLINE void soften(float *restrict scores, size_t count, size_t positions, float scale, const float *restrict bias) {
    for (size_t k = count; k < positions; k++) scores[k] = -INFINITY;
    if (bias) {
        for (size_t k = 0; k < positions; k += VECTOR)
            for (size_t l = k; l < k + VECTOR; l++) scores[l] = scores[l] * scale + bias[l];
        scale = 1.0f;
    }
    const float maximum = row_maximum(scores, positions);
    for (size_t k = 0; k < positions; k += VECTOR)
        for (size_t l = k; l < k + VECTOR; l++) scores[l] = softened((scores[l] - maximum) * scale);
    const float factor = 1.0f / row_sum(scores, positions);
    for (size_t k = 0; k < positions; k += VECTOR)
        for (size_t l = k; l < k + VECTOR; l++) scores[l] *= factor;
}

INLINE void attend(const kernel_attention_head *head, float *scratch, const int widest) {
    const size_t positions = whole_vectors(head->length), width = whole_vectors(head->size);
    float *keys = scratch, *values = keys + head->size * positions;
    float *scores = values + head->length * width, *answer = scores + STRIP * positions;
    pack_keys(head, positions, keys);
    pack_values(head, width, values);
    const float scale = 1.0f / sqrtf((float)head->size);
    for (size_t first = 0; first < head->length; first += STRIP) {
        const size_t rows = head->length - first < STRIP ? head->length - first : STRIP;
        const size_t seen = head->causal ? first + rows : head->length;
        const size_t columns = whole_vectors(seen);
        multiply(head->query + first * head->stride, head->stride, rows, keys, positions, head->size, scores,
                 positions, columns, widest);
        for (size_t r = 0; r < rows; r++)
            soften(scores + r * positions, head->causal ? first + r + 1 : seen, columns, scale,
                   head->bias ? head->bias + (first + r) * positions : NULL);
        multiply(scores, positions, rows, values, width, seen, answer, width, width, widest);
        for (size_t r = 0; r < rows; r++)
            memcpy(head->out + (first + r) * head->out_stride, answer + r * width, head->size * sizeof(float));
    }
}

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
__attribute__((target("arch=x86-64-v4"))) static void attend_wide(const kernel_attention_head *head, float *scratch) {
    attend(head, scratch, 4);
}

__attribute__((target_clones("arch=x86-64-v3", "default"))) static void attend_narrow(
    const kernel_attention_head *head, float *scratch) {
    attend(head, scratch, 1);
}

void kernel_attention(const kernel_attention_head *head, float *scratch) {
    if (__builtin_cpu_supports("x86-64-v4")) {
        attend_wide(head, scratch);
    } else {
        attend_narrow(head, scratch);
    }
}
#else
void kernel_attention(const kernel_attention_head *head, float *scratch) { attend(head, scratch, 2); }
#endif
