#pragma once

#include "elementwise.h"

// Functions of sixteen numbers, for loops that are written for AVX-512.

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#include <immintrin.h>

#define WIDE __attribute__((target("arch=x86-64-v4")))
#define WIDE_INLINE WIDE static inline __attribute__((always_inline))

enum { LANES_WIDE = 16 };

// The lanes from `first` on that a row of `count` numbers still has.
WIDE_INLINE __mmask16 wide_mask(size_t first, size_t count) {
    return count - first >= LANES_WIDE ? 0xffff : (__mmask16)((1u << (count - first)) - 1);
}

// e^x for x from -87 to 88, relative error below 3e-7: as exponential(), with a polynomial of degree 6.
WIDE_INLINE __m512 wide_exponential(__m512 x) {
    x = _mm512_min_ps(_mm512_max_ps(x, _mm512_set1_ps(-87.0f)), _mm512_set1_ps(88.0f));
    const __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)), 0);
    __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f), x);
    r = _mm512_fmadd_ps(n, _mm512_set1_ps(2.12194440e-4f), r);
    __m512 p = _mm512_set1_ps(1.0f / 720.0f);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f / 120.0f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f / 24.0f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f / 6.0f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.5f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
    return _mm512_scalef_ps(p, n);
}

// 1 / x to the last bit or two: a division takes longer than all the rest of an activation.
WIDE_INLINE __m512 wide_reciprocal(__m512 x) {
    const __m512 guess = _mm512_rcp14_ps(x);
    return _mm512_fmadd_ps(_mm512_fnmadd_ps(x, guess, _mm512_set1_ps(1.0f)), guess, guess);
}

WIDE_INLINE __m512 wide_gelu_quick(__m512 x) {
    const __m512 power = wide_exponential(_mm512_mul_ps(x, _mm512_set1_ps(-1.702f)));
    return _mm512_mul_ps(x, wide_reciprocal(_mm512_add_ps(power, _mm512_set1_ps(1.0f))));
}

// With error_function()'s polynomial: x Φ(x) = (x + |x| erf(|x| / √2)) / 2.
WIDE_INLINE __m512 wide_gelu_erf(__m512 x) {
    const __m512 one = _mm512_set1_ps(1.0f), magnitude = _mm512_abs_ps(x);
    const __m512 z = _mm512_mul_ps(magnitude, _mm512_set1_ps(0.70710678f));
    const __m512 t = wide_reciprocal(_mm512_fmadd_ps(z, _mm512_set1_ps(0.3275911f), one));
    __m512 p = _mm512_set1_ps(1.061405429f);
    p = _mm512_fmadd_ps(p, t, _mm512_set1_ps(-1.453152027f));
    p = _mm512_fmadd_ps(p, t, _mm512_set1_ps(1.421413741f));
    p = _mm512_fmadd_ps(p, t, _mm512_set1_ps(-0.284496736f));
    p = _mm512_fmadd_ps(p, t, _mm512_set1_ps(0.254829592f));
    const __m512 power = wide_exponential(_mm512_mul_ps(z, _mm512_sub_ps(_mm512_setzero_ps(), z)));
    const __m512 erf = _mm512_fnmadd_ps(_mm512_mul_ps(p, t), power, one);
    return _mm512_mul_ps(_mm512_fmadd_ps(magnitude, erf, x), _mm512_set1_ps(0.5f));
}

WIDE_INLINE __m512 wide_activate(__m512 x, kernel_activation kind) {
    switch (kind) {
    case KERNEL_IDENTITY: return x;
    case KERNEL_RELU: return _mm512_max_ps(x, _mm512_setzero_ps());
    case KERNEL_GELU_ERF: return wide_gelu_erf(x);
    case KERNEL_GELU_QUICK: return wide_gelu_quick(x);
    }
    return x;
}
#endif
