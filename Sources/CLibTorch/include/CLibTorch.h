// The part of LibTorch that training needs, behind a plain C interface.
//
// No C++ exception leaves this target. The first one is kept as the failure of the calling thread; until
// torch_take_failure, every further operation of that thread gives an empty tensor without computing. So a
// caller may run a whole step and ask once, at its end, whether it went well.
#ifndef HILUM_LIBTORCH_H
#define HILUM_LIBTORCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct torch_tensor *torch_tensor_ref;
typedef struct torch_optimizer *torch_optimizer_ref;

// Failures of the calling thread, and the machine.
bool torch_has_failed(void);
// The message of the first failure, at most `capacity` bytes with the ending zero; then forgets it.
void torch_take_failure(char *message, int64_t capacity);
const char *torch_version(void);
bool torch_has_cuda(void);
void torch_set_threads(int threads);
// Lets the C library keep freed memory for the next step instead of giving it back, which costs page faults.
void torch_keep_freed_memory(void);
void torch_set_gradients(bool enabled);
void torch_synchronize(bool cuda);

// Tensors. Each function returns a new reference that torch_release ends.
torch_tensor_ref torch_from_floats(const float *values, const int64_t *extents, int rank, bool cuda);
torch_tensor_ref torch_from_integers(const int64_t *values, const int64_t *extents, int rank, bool cuda);
void torch_release(torch_tensor_ref tensor);
int torch_rank(torch_tensor_ref tensor);
int64_t torch_extent(torch_tensor_ref tensor, int dimension);
int64_t torch_count(torch_tensor_ref tensor);
// Copies `count` elements out as float32; leaves the buffer alone after a failure.
void torch_copy_floats(torch_tensor_ref tensor, float *values, int64_t count);
// Overwrites the elements in place, outside any gradient.
void torch_assign_floats(torch_tensor_ref tensor, const float *values, int64_t count);
// tensor += weight (other - tensor), in place, outside any gradient.
void torch_move_towards(torch_tensor_ref tensor, torch_tensor_ref other, double weight);
void torch_clamp_in_place(torch_tensor_ref tensor, double minimum, double maximum);

// Gradients.
void torch_require_gradient(torch_tensor_ref tensor);
torch_tensor_ref torch_gradient(torch_tensor_ref tensor);
torch_tensor_ref torch_detached(torch_tensor_ref tensor);
torch_tensor_ref torch_copy(torch_tensor_ref tensor);
void torch_backward(torch_tensor_ref scalar);
void torch_backward_with(torch_tensor_ref tensor, torch_tensor_ref gradient);

// Arithmetic with broadcasting.
torch_tensor_ref torch_add(torch_tensor_ref a, torch_tensor_ref b);
torch_tensor_ref torch_subtract(torch_tensor_ref a, torch_tensor_ref b);
torch_tensor_ref torch_multiply(torch_tensor_ref a, torch_tensor_ref b);
torch_tensor_ref torch_divide(torch_tensor_ref a, torch_tensor_ref b);
torch_tensor_ref torch_scale(torch_tensor_ref a, double factor, double offset);
torch_tensor_ref torch_exponential(torch_tensor_ref a);
torch_tensor_ref torch_logarithm(torch_tensor_ref a);
torch_tensor_ref torch_square_root(torch_tensor_ref a);
torch_tensor_ref torch_sigmoid(torch_tensor_ref a);
torch_tensor_ref torch_relu(torch_tensor_ref a);
torch_tensor_ref torch_clamp(torch_tensor_ref a, double minimum, double maximum);
// a where the element of `threshold` is at least `limit`, else b.
torch_tensor_ref torch_choose(torch_tensor_ref threshold, double limit, torch_tensor_ref a, torch_tensor_ref b);
torch_tensor_ref torch_mask(torch_tensor_ref a, torch_tensor_ref where, double value);

// Shapes and reductions.
// The identity matrix of `count` rows, repeated `times` in both directions, where and of what type `like` is.
torch_tensor_ref torch_tiled_identity(int64_t count, int64_t times, torch_tensor_ref like);
torch_tensor_ref torch_matrix_product(torch_tensor_ref a, torch_tensor_ref b);
torch_tensor_ref torch_transpose(torch_tensor_ref a, int first, int second);
torch_tensor_ref torch_reshape(torch_tensor_ref a, const int64_t *extents, int rank);
torch_tensor_ref torch_rows(torch_tensor_ref a, int64_t start, int64_t count);
torch_tensor_ref torch_concatenate(const torch_tensor_ref *tensors, int count, int dimension);
torch_tensor_ref torch_diagonal(torch_tensor_ref a);
torch_tensor_ref torch_sum(torch_tensor_ref a);
torch_tensor_ref torch_mean(torch_tensor_ref a);
torch_tensor_ref torch_sum_along(torch_tensor_ref a, int dimension);
torch_tensor_ref torch_log_sum_exp(torch_tensor_ref a, int dimension);
torch_tensor_ref torch_log_softmax(torch_tensor_ref a, int dimension);

// Layers. With `half`, matrix products run in bfloat16; normalisations and sums stay in float32.
enum torch_activation {
    torch_activation_identity = 0,
    torch_activation_relu = 1,
    torch_activation_gelu = 2,
    torch_activation_quick_gelu = 3,
};
// activation(x weightᵀ + bias) + residual; bias and residual may be null.
torch_tensor_ref torch_linear(
    torch_tensor_ref x, torch_tensor_ref weight, torch_tensor_ref bias, int activation,
    torch_tensor_ref residual, bool half);
torch_tensor_ref torch_layer_norm(
    torch_tensor_ref x, torch_tensor_ref weight, torch_tensor_ref bias, double epsilon, bool half);
enum torch_attention_mask {
    torch_attention_mask_none = 0,
    torch_attention_mask_causal = 1,
    torch_attention_mask_lengths = 2,
};
// [B, T, 3D] to [B, T, D]; `lengths` holds B numbers for torch_attention_mask_lengths.
torch_tensor_ref torch_attention(
    torch_tensor_ref query_key_value, int heads, int mask, const int64_t *lengths, bool half);
// Attention with relative position biases (Liu et al. 2021): row offsets[q T + k] of `table` [offsets, heads] is added to the
// scores of query q and key k, and `mask` [groups, T, T], which may be null, to those of sequence b mod groups.
torch_tensor_ref torch_biased_attention(
    torch_tensor_ref query_key_value, int heads, torch_tensor_ref table, torch_tensor_ref offsets,
    torch_tensor_ref mask, bool half);
struct torch_batch_norm {
    torch_tensor_ref weight, bias, mean, variance;
    double epsilon;
    // Normalise with the batch's own statistics instead of the running ones.
    bool uses_batch;
    // How far the running statistics move towards the batch's; 0 leaves them.
    double momentum;
};
torch_tensor_ref torch_convolution(
    torch_tensor_ref x, torch_tensor_ref weight, int stride, int padding, bool half);
torch_tensor_ref torch_normalize_batch(torch_tensor_ref x, const struct torch_batch_norm *norm);
torch_tensor_ref torch_max_pool(torch_tensor_ref x, int size, int stride, int padding);
torch_tensor_ref torch_average_pool(torch_tensor_ref x);
torch_tensor_ref torch_patches(torch_tensor_ref x, int size);
torch_tensor_ref torch_look_up(torch_tensor_ref table, torch_tensor_ref rows);
torch_tensor_ref torch_prepend(torch_tensor_ref token, torch_tensor_ref x);
torch_tensor_ref torch_tokens(torch_tensor_ref x, const int64_t *positions, int64_t count);
// Rows of `order.count` rows at a time in another order, in the given extents.
torch_tensor_ref torch_rearrange(
    torch_tensor_ref x, torch_tensor_ref order, const int64_t *extents, int rank);
// The mean of the first lengths[b] tokens of each of `count` sequences: [B, T, D] to [B, D].
torch_tensor_ref torch_average_tokens(torch_tensor_ref x, const int64_t *lengths, int64_t count);
torch_tensor_ref torch_l2_normalize(torch_tensor_ref x);

// Optimisers over the given leaves, in this order.
struct torch_optimizer_settings {
    // Weight decay apart from the gradient (Loshchilov & Hutter 2019) instead of Adam's.
    bool decoupled_decay;
    double learning_rate, beta1, beta2, epsilon, weight_decay;
};
torch_optimizer_ref torch_optimizer_make(
    const torch_tensor_ref *parameters, int count, const struct torch_optimizer_settings *settings);
void torch_optimizer_release(torch_optimizer_ref optimizer);
void torch_optimizer_step(torch_optimizer_ref optimizer, double learning_rate);
void torch_optimizer_clear_gradients(torch_optimizer_ref optimizer);
// The Euclidean length of all gradients together before they are scaled down to at most `maximum`.
double torch_optimizer_clip_gradients(torch_optimizer_ref optimizer, double maximum);
void torch_optimizer_save(torch_optimizer_ref optimizer, const char *path);
void torch_optimizer_load(torch_optimizer_ref optimizer, const char *path);

#ifdef __cplusplus
}
#endif
#endif
