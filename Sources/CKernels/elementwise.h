#pragma once

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels.h"

// What the kernels are made of: functions of one number, and sums along a row.

// The linker's choice between clones runs before a thread sanitizer is ready for it.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define MULTIVERSIONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MULTIVERSIONED
#endif
#define INLINE static inline __attribute__((always_inline))

// Sums are kept in this many independent lanes, so that they vectorise without reordering
// what one lane adds: the result does not depend on the vector width.
enum { LANES = 16 };

// e^x, relative error below 2e-7 on [-87, 88]: x = n ln 2 + r with |r| <= ln 2 / 2, then the
// Taylor polynomial of degree 7 in r, scaled by 2^n through the exponent bits.
INLINE float exponential(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    const float rounding = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
    float n = (x * 1.44269504f + rounding) - rounding;
    float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // ln 2 in two parts
    float p = 1.0f / 5040.0f;
    p = p * r + 1.0f / 720.0f;
    p = p * r + 1.0f / 120.0f;
    p = p * r + 1.0f / 24.0f;
    p = p * r + 1.0f / 6.0f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    union {
        int32_t bits;
        float value;
    } power = {.bits = ((int32_t)n + 127) << 23};
    return p * power.value;
}

// erf by Abramowitz and Stegun 7.1.26: absolute error below 1.5e-7.
INLINE float error_function(float x) {
    float magnitude = x < 0.0f ? -x : x;
    float t = 1.0f / (1.0f + 0.3275911f * magnitude);
    float p = 1.061405429f;
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    float y = 1.0f - p * t * exponential(-magnitude * magnitude);
    return x < 0.0f ? -y : y;
}

INLINE float gelu_erf(float x) { return 0.5f * x * (1.0f + error_function(x * 0.70710678f)); }

INLINE float gelu_quick(float x) { return x / (1.0f + exponential(-1.702f * x)); }

INLINE float relu(float x) { return x > 0.0f ? x : 0.0f; }

// A branch on the kind stands outside the loops that call this: the compiler makes one loop of each.
INLINE float activate(float x, kernel_activation kind) {
    switch (kind) {
    case KERNEL_IDENTITY: return x;
    case KERNEL_RELU: return relu(x);
    case KERNEL_GELU_ERF: return gelu_erf(x);
    case KERNEL_GELU_QUICK: return gelu_quick(x);
    }
    return x;
}

INLINE float row_maximum(const float *row, size_t count) {
    float lanes[LANES];
    for (int l = 0; l < LANES; l++) lanes[l] = -INFINITY;
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int l = 0; l < LANES; l++) lanes[l] = row[i + l] > lanes[l] ? row[i + l] : lanes[l];
    for (; i < count; i++) lanes[0] = row[i] > lanes[0] ? row[i] : lanes[0];
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int l = 0; l < half; l++) lanes[l] = lanes[l + half] > lanes[l] ? lanes[l + half] : lanes[l];
    return lanes[0];
}

// Pairs, then pairs of pairs: each addition does not wait for the one before.
INLINE float lanes_sum(float *lanes) {
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
    return lanes[0];
}

INLINE float row_sum(const float *row, size_t count) {
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int l = 0; l < LANES; l++) lanes[l] += row[i + l];
    for (; i < count; i++) lanes[0] += row[i];
    return lanes_sum(lanes);
}

INLINE float row_sum_of_squares(const float *row, size_t count, float center) {
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int l = 0; l < LANES; l++) lanes[l] += (row[i + l] - center) * (row[i + l] - center);
    for (; i < count; i++) lanes[0] += (row[i] - center) * (row[i] - center);
    return lanes_sum(lanes);
}

INLINE float row_largest_magnitude(const float *row, size_t count) {
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int l = 0; l < LANES; l++) {
            float magnitude = __builtin_fabsf(row[i + l]);
            lanes[l] = magnitude > lanes[l] ? magnitude : lanes[l];
        }
    for (; i < count; i++) {
        float magnitude = __builtin_fabsf(row[i]);
        lanes[0] = magnitude > lanes[0] ? magnitude : lanes[0];
    }
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int l = 0; l < half; l++) lanes[l] = lanes[l + half] > lanes[l] ? lanes[l + half] : lanes[l];
    return lanes[0];
}

// Asks for a row before its turn: rows of a joint projection lie pages apart, where the processor does not look ahead.
INLINE void fetch_row(const float *row, size_t count) {
    for (size_t i = 0; i < count; i += 16) __builtin_prefetch(row + i);
}

enum { FETCH_AHEAD = 8 };
