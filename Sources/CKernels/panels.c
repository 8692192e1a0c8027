#include <string.h>

#include "tiles.h"

// Matrix products with weights in panels of 32 outputs, for processors with AVX-512.
//
// Bias, activation and residual follow while a tile of sums is in the first-level cache. Finished numbers go where the caller wants them, so that it
// can keep them in the second-level cache for what comes next: on this kind of processor a product of bytes takes less time
// than writing its answer to memory.

size_t kernel_panel_outputs(void) { return PANEL; }

void kernel_pack_panels_float32(const float *weights, size_t stride, size_t outputs, size_t inner, float *panels) {
    for (size_t first = 0; first < outputs; first += PANEL, panels += PANEL * inner) {
        const size_t count = outputs - first < PANEL ? outputs - first : PANEL;
        if (count < PANEL) memset(panels, 0, PANEL * inner * sizeof(float));
        // Sixteen at a time: a cache line of the weights is read once.
        for (size_t k = 0; k < inner; k += 16)
            for (size_t n = 0; n < count; n++)
                for (size_t i = k; i < inner && i < k + 16; i++)
                    panels[i * PANEL + n] = weights[(first + n) * stride + i];
    }
}

void kernel_pack_panels_int8(const int8_t *weights, size_t stride, size_t outputs, size_t inner, int8_t *panels,
                             int32_t *offsets) {
    const size_t groups = (inner + 3) / 4;
    for (size_t first = 0; first < outputs; first += PANEL, panels += PANEL * groups * 4) {
        const size_t count = outputs - first < PANEL ? outputs - first : PANEL;
        memset(panels, 0, PANEL * groups * 4);
        for (size_t n = 0; n < PANEL; n++) offsets[first + n] = 0;
        for (size_t n = 0; n < count; n++) {
            const int8_t *row = weights + (first + n) * stride;
            int32_t sum = 0;
            for (size_t i = 0; i < inner; i++) {
                panels[(i / 4 * PANEL + n) * 4 + i % 4] = row[i];
                sum += row[i];
            }
            offsets[first + n] = -128 * sum;
        }
    }
}

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
bool kernel_panels_are_available(bool in_bytes) {
    return __builtin_cpu_supports("x86-64-v4") && (!in_bytes || __builtin_cpu_supports("avx512vnni"));
}

// What becomes of a tile while it is in the first-level cache. `columns` is a constant but for the last panel. Both
// descriptions are copies: a store could change what a pointer leads to, and everything would be read again after it.
WIDE_INLINE void finish_tile(const tile *sums, size_t rows, const kernel_panels product, const kernel_target target,
                             size_t row, size_t column, size_t columns, const kernel_activation activation) {
    const float *scales = product.scales ? product.scales + column : NULL, *bias = target.bias + column;
    for (size_t r = 0; r < rows; r++) {
        const size_t place = (target.order ? (size_t)target.order[row + r] : row + r) * target.stride + column;
        float *out = target.out + place;
        const float *residual = target.completes && target.residual ? target.residual + place : NULL;
        const float row_scale = product.source_scales ? product.source_scales[row + r] : 0.0f;
        UNROLL for (size_t c = 0; c < PANEL; c += LANES_WIDE) {
            const __mmask16 mask = c < columns ? wide_mask(c, columns) : 0;
            __m512 value = _mm512_load_ps(sums->floats + r * PANEL + c);
            if (product.source_scales) {
                const __m512 scale = _mm512_mul_ps(_mm512_set1_ps(row_scale), _mm512_loadu_ps(scales + c));
                value = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_castps_si512(value)), scale);
            }
            if (target.adds) value = _mm512_add_ps(value, _mm512_maskz_loadu_ps(mask, out + c));
            if (target.completes)
                value = wide_activate(_mm512_add_ps(value, _mm512_maskz_loadu_ps(mask, bias + c)), activation);
            if (residual) value = _mm512_add_ps(value, _mm512_maskz_loadu_ps(mask, residual + c));
            _mm512_mask_storeu_ps(out + c, mask, value);
        }
    }
}

// Asks for what a tile will be added to, before it is summed.
WIDE_INLINE void fetch_tile(size_t rows, const kernel_target target, size_t row, size_t column) {
    const float *added = target.completes && target.residual ? target.residual : target.adds ? target.out : NULL;
    if (!added) return;
    for (size_t r = 0; r < rows; r++) {
        const size_t place = (target.order ? (size_t)target.order[row + r] : row + r) * target.stride + column;
        __builtin_prefetch(added + place);
        __builtin_prefetch(added + place + LANES_WIDE);
    }
}

WIDE void kernel_multiply_panels(const kernel_panels *product, const kernel_target *target) {
    const size_t strips = (product->rows + STRIP - 1) / STRIP;
    const char *panel = product->panels;
    const size_t here = 0;
    const size_t steps = product->source_scales ? (product->inner + 3) / 4 : product->inner;
    const size_t step = PANEL * 4 / (strips ? strips : 1) + 1;
    for (size_t column = 0; column < product->columns; column += PANEL, panel += product->panel_size) {
        for (size_t s = 0; s < strips; s++) {
            const size_t row = product->rows * s / strips, rows = product->rows * (s + 1) / strips - row;
            const char *source = (const char *)product->source + row * product->source_stride;
            const tile_ahead ahead = {panel + product->panel_size + s * steps * step, step};
            tile sums;
            fetch_tile(rows, *target, row, column);
            if (product->source_scales) {
                tile_sum_bytes(source, product->source_stride, (tile_taps){1, &here}, panel, (product->inner + 3) / 4,
                               product->offsets + column, ahead, &sums, rows);
            } else {
                tile_sum_floats(source, product->source_stride, panel, product->inner, ahead, &sums, rows);
            }
            const size_t columns = product->columns - column;
            switch (target->completes ? target->activation : KERNEL_IDENTITY) {
#define FINISH(kind)                                                                                              \
    case kind:                                                                                                    \
        if (columns >= PANEL) {                                                                                   \
            finish_tile(&sums, rows, *product, *target, row, column, PANEL, kind);                                  \
        } else {                                                                                                  \
            finish_tile(&sums, rows, *product, *target, row, column, columns, kind);                                \
        }                                                                                                         \
        break;
                FINISH(KERNEL_IDENTITY) FINISH(KERNEL_RELU) FINISH(KERNEL_GELU_ERF) FINISH(KERNEL_GELU_QUICK)
#undef FINISH
            }
        }
    }
}
// A row as it goes into a product: from its place, normalised. `line` holds a row.
WIDE_INLINE const float *prepared_line(const kernel_input *input, size_t r, float *line) {
    const float *row = input->x + (input->order ? (size_t)input->order[r] : r) * input->stride;
    const size_t columns = input->columns;
    if (!input->weight) return row;
    __m512 sum = _mm512_setzero_ps(), squares = _mm512_setzero_ps();
    for (size_t c = 0; c < columns; c += LANES_WIDE)
        sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(wide_mask(c, columns), row + c));
    const __m512 mean = _mm512_set1_ps(_mm512_reduce_add_ps(sum) / (float)columns);
    for (size_t c = 0; c < columns; c += LANES_WIDE) {
        const __mmask16 mask = wide_mask(c, columns);
        const __m512 distance = _mm512_maskz_sub_ps(mask, _mm512_maskz_loadu_ps(mask, row + c), mean);
        squares = _mm512_fmadd_ps(distance, distance, squares);
    }
    const float variance = _mm512_reduce_add_ps(squares) / (float)columns;
    const __m512 factor = _mm512_set1_ps(1.0f / sqrtf(variance + input->epsilon));
    for (size_t c = 0; c < columns; c += LANES_WIDE) {
        const __mmask16 mask = wide_mask(c, columns);
        const __m512 value = _mm512_mul_ps(_mm512_sub_ps(_mm512_maskz_loadu_ps(mask, row + c), mean), factor);
        _mm512_mask_storeu_ps(line + c, mask,
                              _mm512_fmadd_ps(value, _mm512_maskz_loadu_ps(mask, input->weight + c),
                                              _mm512_maskz_loadu_ps(mask, input->bias + c)));
    }
    return line;
}

WIDE void kernel_prepare_float32(const kernel_input *input, float *out, size_t stride) {
    for (size_t r = 0; r < input->rows; r++) {
        float *target = out + r * stride;
        const float *line = prepared_line(input, r, target);
        if (line != target) memcpy(target, line, input->columns * sizeof(float));
    }
}

// One row's part to bytes; returns its scale.
WIDE_INLINE float narrow_line(const float *line, size_t count, uint8_t *out) {
    __m512 largest = _mm512_setzero_ps();
    for (size_t c = 0; c < count; c += LANES_WIDE)
        largest = _mm512_max_ps(largest, _mm512_abs_ps(_mm512_maskz_loadu_ps(wide_mask(c, count), line + c)));
    const float magnitude = _mm512_reduce_max_ps(largest);
    const __m512 factor = _mm512_set1_ps(magnitude > 0.0f ? 127.0f / magnitude : 0.0f);
    for (size_t c = 0; c < count; c += LANES_WIDE) {
        const __mmask16 mask = wide_mask(c, count);
        // 128 for the offset and a half to round; the sum is positive, so that truncation rounds down.
        const __m512 shifted = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, line + c), factor, _mm512_set1_ps(128.5f));
        _mm512_mask_cvtusepi32_storeu_epi8(out + c, mask, _mm512_cvttps_epi32(shifted));
    }
    return magnitude / 127.0f;
}

WIDE void kernel_prepare_int8(const kernel_input *input, size_t block, kernel_bytes out, float *scratch) {
    for (size_t r = 0; r < input->rows; r++) {
        const float *line = prepared_line(input, r, scratch);
        for (size_t first = 0, b = 0; first < input->columns; first += block, b++) {
            const size_t count = input->columns - first < block ? input->columns - first : block;
            out.scales[b * out.rows + r] = narrow_line(line + first, count, out.values + r * out.stride + first);
        }
    }
}
#else
bool kernel_panels_are_available(bool in_bytes) { return in_bytes && false; }
void kernel_multiply_panels(const kernel_panels *product, const kernel_target *target) { (void)product, (void)target; }
void kernel_prepare_float32(const kernel_input *input, float *out, size_t stride) { (void)input, (void)out, (void)stride; }
void kernel_prepare_int8(const kernel_input *input, size_t block, kernel_bytes out, float *scratch) {
    (void)input, (void)block, (void)out, (void)scratch;
}
#endif
