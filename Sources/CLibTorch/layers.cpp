#include <cmath>
#include <torch/version.h>
#include <vector>

#include "handle.h"

using hilum::making;
using hilum::optional_value;
using hilum::value;

namespace {

// The type that matrix products run in.
at::Tensor operand(const at::Tensor &tensor, bool half) {
    return half && tensor.defined() ? tensor.to(at::kBFloat16) : tensor;
}

at::Tensor activated(const at::Tensor &x, int activation) {
    switch (activation) {
    case torch_activation_relu: return x.relu();
    case torch_activation_gelu: return at::gelu(x);
    case torch_activation_quick_gelu: return x * (x * 1.702).sigmoid();
    default: return x;
    }
}

// Zero where position j of sequence b is real, minus infinity where it is padding: [B, 1, 1, T].
at::Tensor padding_bias(const at::Tensor &lengths, int64_t width, at::ScalarType type) {
    auto positions = at::arange(width, lengths.options());
    auto padding = positions.unsqueeze(0).ge(lengths.unsqueeze(1));
    return at::zeros(padding.sizes(), padding.options().dtype(type))
        .masked_fill(padding, -INFINITY)
        .unsqueeze(1)
        .unsqueeze(1);
}

at::Tensor attended(
    const at::Tensor &query, const at::Tensor &key, const at::Tensor &values, const at::Tensor &bias,
    bool causal) {
#if TORCH_VERSION_MAJOR >= 2
    c10::optional<at::Tensor> mask;
    if (bias.defined()) mask = bias;
    return at::scaled_dot_product_attention(query, key, values, mask, 0.0, causal);
#else
    auto scale = 1.0 / std::sqrt(static_cast<double>(query.size(-1)));
    auto scores = (query * scale).matmul(key.transpose(-2, -1));
    if (bias.defined()) scores = scores + bias;
    if (causal) {
        auto width = query.size(-2);
        auto ahead = at::ones({width, width}, query.options().dtype(at::kBool)).triu(1);
        scores = scores.masked_fill(ahead, -INFINITY);
    }
    return scores.softmax(-1, at::kFloat).to(values.scalar_type()).matmul(values);
#endif
}

} // namespace

torch_tensor_ref torch_linear(
    torch_tensor_ref x, torch_tensor_ref weight, torch_tensor_ref bias, int activation,
    torch_tensor_ref residual, bool half) {
    return making([&] {
        auto product = at::linear(
            operand(value(x), half), operand(value(weight), half), operand(optional_value(bias), half));
        auto result = activated(product, activation);
        return residual ? value(residual) + result : result;
    });
}

torch_tensor_ref torch_layer_norm(
    torch_tensor_ref x, torch_tensor_ref weight, torch_tensor_ref bias, double epsilon, bool half) {
    return making([&] {
        auto input = half ? value(x).to(at::kFloat) : value(x);
        return at::layer_norm(input, {input.size(-1)}, value(weight), value(bias), epsilon);
    });
}

torch_tensor_ref torch_attention(
    torch_tensor_ref query_key_value, int heads, int mask, const int64_t *lengths, bool half) {
    return making([&] {
        auto x = operand(value(query_key_value), half);
        auto batch = x.size(0), width = x.size(1), features = x.size(2) / 3;
        auto parts = x.view({batch, width, 3, heads, features / heads}).permute({2, 0, 3, 1, 4}).unbind(0);
        at::Tensor bias, real;
        if (mask == torch_attention_mask_lengths) {
            auto sizes = at::empty({batch}, at::kLong);
            std::copy(lengths, lengths + batch, sizes.data_ptr<int64_t>());
            sizes = sizes.to(x.device());
            bias = padding_bias(sizes, width, x.scalar_type());
            real = at::arange(width, sizes.options()).unsqueeze(0).lt(sizes.unsqueeze(1)).unsqueeze(2);
        }
        auto result = attended(parts[0], parts[1], parts[2], bias, mask == torch_attention_mask_causal);
        result = result.transpose(1, 2).reshape({batch, width, features});
        return real.defined() ? result.masked_fill(real.logical_not(), 0) : result;
    });
}

torch_tensor_ref torch_biased_attention(
    torch_tensor_ref query_key_value, int heads, torch_tensor_ref table, torch_tensor_ref offsets,
    torch_tensor_ref mask, bool half) {
    return making([&] {
        auto x = operand(value(query_key_value), half);
        auto batch = x.size(0), width = x.size(1), features = x.size(2) / 3;
        auto parts = x.view({batch, width, 3, heads, features / heads}).permute({2, 0, 3, 1, 4}).unbind(0);
        auto bias = value(table).index_select(0, value(offsets)).view({width, width, heads}).permute({2, 0, 1});
        bias = bias.unsqueeze(0);
        if (mask) {
            bias = bias + value(mask).unsqueeze(1);
            bias = bias.repeat({batch / bias.size(0), 1, 1, 1});
        }
        auto result = attended(parts[0], parts[1], parts[2], bias.to(x.scalar_type()), false);
        return result.transpose(1, 2).reshape({batch, width, features});
    });
}

torch_tensor_ref torch_convolution(
    torch_tensor_ref x, torch_tensor_ref weight, int stride, int padding, bool half) {
    return making([&] {
        auto result = at::conv2d(
            operand(value(x), half), operand(value(weight), half), at::Tensor(), stride, padding);
        return half ? result.to(at::kFloat) : result;
    });
}

torch_tensor_ref torch_normalize_batch(torch_tensor_ref x, const struct torch_batch_norm *norm) {
    return making([&] {
        auto mean = value(norm->mean), variance = value(norm->variance);
        if (norm->uses_batch && norm->momentum == 0) {
            mean = at::Tensor();
            variance = at::Tensor();
        }
        return at::batch_norm(
            value(x), value(norm->weight), value(norm->bias), mean, variance, norm->uses_batch, norm->momentum,
            norm->epsilon, at::globalContext().userEnabledCuDNN());
    });
}

torch_tensor_ref torch_max_pool(torch_tensor_ref x, int size, int stride, int padding) {
    return making([&] { return at::max_pool2d(value(x), size, stride, padding); });
}

torch_tensor_ref torch_average_pool(torch_tensor_ref x) {
    return making([&] { return value(x).mean({2, 3}); });
}

torch_tensor_ref torch_patches(torch_tensor_ref x, int size) {
    return making([&] {
        auto &image = value(x);
        auto batch = image.size(0), channels = image.size(1);
        auto rows = image.size(2) / size, columns = image.size(3) / size;
        return image.view({batch, channels, rows, size, columns, size})
            .permute({0, 2, 4, 1, 3, 5})
            .reshape({batch, rows * columns, channels * size * size});
    });
}

torch_tensor_ref torch_look_up(torch_tensor_ref table, torch_tensor_ref rows) {
    return making([&] { return at::embedding(value(table), value(rows)); });
}

torch_tensor_ref torch_prepend(torch_tensor_ref token, torch_tensor_ref x) {
    return making([&] {
        auto &sequence = value(x);
        auto first = value(token).reshape({1, 1, -1}).expand({sequence.size(0), 1, -1});
        return at::cat({first, sequence.to(first.scalar_type())}, 1);
    });
}

torch_tensor_ref torch_tokens(torch_tensor_ref x, const int64_t *positions, int64_t count) {
    return making([&] {
        auto &sequence = value(x);
        auto columns = at::empty({count}, at::kLong);
        std::copy(positions, positions + count, columns.data_ptr<int64_t>());
        columns = columns.to(sequence.device());
        return sequence.index({at::arange(count, columns.options()), columns});
    });
}

torch_tensor_ref torch_rearrange(
    torch_tensor_ref x, torch_tensor_ref order, const int64_t *extents, int rank) {
    return making([&] {
        auto &rows = value(x);
        auto &places = value(order);
        return rows.reshape({-1, places.size(0), rows.size(-1)})
            .index_select(1, places)
            .reshape(at::IntArrayRef(extents, rank));
    });
}

torch_tensor_ref torch_average_tokens(torch_tensor_ref x, const int64_t *lengths, int64_t count) {
    return making([&] {
        auto sequence = value(x).to(at::kFloat);
        auto sizes = at::empty({count, 1}, at::kLong);
        std::copy(lengths, lengths + count, sizes.data_ptr<int64_t>());
        sizes = sizes.to(sequence.device());
        auto real = at::arange(sequence.size(1), sizes.options()).unsqueeze(0).lt(sizes).unsqueeze(2);
        return sequence.masked_fill(real.logical_not(), 0).sum(1) / sizes;
    });
}

torch_tensor_ref torch_l2_normalize(torch_tensor_ref x) {
    return making([&] {
        auto plain = value(x).to(at::kFloat);
        return plain / plain.norm(2, -1, true).clamp_min(1e-12);
    });
}
