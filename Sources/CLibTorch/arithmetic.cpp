#include <vector>

#include "handle.h"

using hilum::making;
using hilum::value;

torch_tensor_ref torch_add(torch_tensor_ref a, torch_tensor_ref b) {
    return making([&] { return value(a) + value(b); });
}

torch_tensor_ref torch_subtract(torch_tensor_ref a, torch_tensor_ref b) {
    return making([&] { return value(a) - value(b); });
}

torch_tensor_ref torch_multiply(torch_tensor_ref a, torch_tensor_ref b) {
    return making([&] { return value(a) * value(b); });
}

torch_tensor_ref torch_divide(torch_tensor_ref a, torch_tensor_ref b) {
    return making([&] { return value(a) / value(b); });
}

torch_tensor_ref torch_scale(torch_tensor_ref a, double factor, double offset) {
    return making([&] { return offset == 0 ? value(a) * factor : value(a) * factor + offset; });
}

torch_tensor_ref torch_exponential(torch_tensor_ref a) {
    return making([&] { return value(a).exp(); });
}

torch_tensor_ref torch_logarithm(torch_tensor_ref a) {
    return making([&] { return value(a).log(); });
}

torch_tensor_ref torch_square_root(torch_tensor_ref a) {
    return making([&] { return value(a).sqrt(); });
}

torch_tensor_ref torch_sigmoid(torch_tensor_ref a) {
    return making([&] { return value(a).sigmoid(); });
}

torch_tensor_ref torch_relu(torch_tensor_ref a) {
    return making([&] { return value(a).relu(); });
}

torch_tensor_ref torch_clamp(torch_tensor_ref a, double minimum, double maximum) {
    return making([&] { return value(a).clamp(minimum, maximum); });
}

torch_tensor_ref torch_choose(torch_tensor_ref threshold, double limit, torch_tensor_ref a, torch_tensor_ref b) {
    return making([&] { return at::where(value(threshold).detach().ge(limit), value(a), value(b)); });
}

torch_tensor_ref torch_mask(torch_tensor_ref a, torch_tensor_ref where, double filler) {
    return making([&] { return value(a).masked_fill(value(where).ne(0), filler); });
}

torch_tensor_ref torch_tiled_identity(int64_t count, int64_t times, torch_tensor_ref like) {
    return making([&] { return at::eye(count, value(like).options()).repeat({times, times}); });
}

torch_tensor_ref torch_matrix_product(torch_tensor_ref a, torch_tensor_ref b) {
    return making([&] { return value(a).matmul(value(b)); });
}

torch_tensor_ref torch_transpose(torch_tensor_ref a, int first, int second) {
    return making([&] { return value(a).transpose(first, second); });
}

torch_tensor_ref torch_reshape(torch_tensor_ref a, const int64_t *extents, int rank) {
    return making([&] { return value(a).reshape(at::IntArrayRef(extents, rank)); });
}

torch_tensor_ref torch_rows(torch_tensor_ref a, int64_t start, int64_t count) {
    return making([&] { return value(a).narrow(0, start, count); });
}

torch_tensor_ref torch_concatenate(const torch_tensor_ref *tensors, int count, int dimension) {
    return making([&] {
        std::vector<at::Tensor> values;
        for (int index = 0; index < count; index++) values.push_back(value(tensors[index]));
        return at::cat(values, dimension);
    });
}

torch_tensor_ref torch_diagonal(torch_tensor_ref a) {
    return making([&] { return value(a).diagonal(); });
}

torch_tensor_ref torch_sum(torch_tensor_ref a) {
    return making([&] { return value(a).sum(); });
}

torch_tensor_ref torch_mean(torch_tensor_ref a) {
    return making([&] { return value(a).mean(); });
}

torch_tensor_ref torch_sum_along(torch_tensor_ref a, int dimension) {
    return making([&] { return value(a).sum(dimension); });
}

torch_tensor_ref torch_log_sum_exp(torch_tensor_ref a, int dimension) {
    return making([&] { return value(a).logsumexp(dimension); });
}

torch_tensor_ref torch_log_softmax(torch_tensor_ref a, int dimension) {
    return making([&] { return value(a).log_softmax(dimension); });
}
