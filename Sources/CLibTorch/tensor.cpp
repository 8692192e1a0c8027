#include <cstring>
#include <vector>

#include "handle.h"

using hilum::doing;
using hilum::making;
using hilum::value;

namespace {

template <class Number>
at::Tensor copied(const Number *values, const int64_t *extents, int rank, at::ScalarType type, bool cuda) {
    auto tensor = at::empty(at::IntArrayRef(extents, rank), at::TensorOptions(type));
    std::memcpy(tensor.data_ptr(), values, sizeof(Number) * static_cast<size_t>(tensor.numel()));
    return cuda ? tensor.to(at::kCUDA) : tensor;
}

} // namespace

torch_tensor_ref torch_from_floats(const float *values, const int64_t *extents, int rank, bool cuda) {
    return making([&] { return copied(values, extents, rank, at::kFloat, cuda); });
}

torch_tensor_ref torch_from_integers(const int64_t *values, const int64_t *extents, int rank, bool cuda) {
    return making([&] { return copied(values, extents, rank, at::kLong, cuda); });
}

void torch_release(torch_tensor_ref tensor) { delete tensor; }

int torch_rank(torch_tensor_ref tensor) {
    return tensor->value.defined() ? static_cast<int>(tensor->value.dim()) : 0;
}

int64_t torch_extent(torch_tensor_ref tensor, int dimension) {
    int64_t extent = 0;
    doing([&] { extent = value(tensor).size(dimension); });
    return extent;
}

int64_t torch_count(torch_tensor_ref tensor) {
    return tensor->value.defined() ? tensor->value.numel() : 0;
}

void torch_copy_floats(torch_tensor_ref tensor, float *values, int64_t count) {
    doing([&] {
        auto plain = value(tensor).detach().to(at::kCPU, at::kFloat).contiguous();
        TORCH_CHECK(plain.numel() == count, "a tensor of ", plain.numel(), " elements was read as ", count);
        std::memcpy(values, plain.data_ptr<float>(), sizeof(float) * static_cast<size_t>(count));
    });
}

void torch_assign_floats(torch_tensor_ref tensor, const float *values, int64_t count) {
    doing([&] {
        at::NoGradGuard guard;
        auto target = value(tensor);
        TORCH_CHECK(target.numel() == count, "a tensor of ", target.numel(), " elements was given ", count);
        auto source = at::from_blob(const_cast<float *>(values), target.sizes(), at::kFloat);
        target.copy_(source);
    });
}

void torch_move_towards(torch_tensor_ref tensor, torch_tensor_ref other, double weight) {
    doing([&] {
        at::NoGradGuard guard;
        auto target = value(tensor);
        target.lerp_(value(other), weight);
    });
}

void torch_clamp_in_place(torch_tensor_ref tensor, double minimum, double maximum) {
    doing([&] {
        at::NoGradGuard guard;
        auto target = value(tensor);
        target.clamp_(minimum, maximum);
    });
}

void torch_require_gradient(torch_tensor_ref tensor) {
    doing([&] { value(tensor).set_requires_grad(true); });
}

torch_tensor_ref torch_gradient(torch_tensor_ref tensor) {
    return making([&] {
        auto gradient = value(tensor).grad();
        return gradient.defined() ? gradient : at::zeros_like(value(tensor));
    });
}

torch_tensor_ref torch_detached(torch_tensor_ref tensor) {
    return making([&] { return value(tensor).detach(); });
}

torch_tensor_ref torch_copy(torch_tensor_ref tensor) {
    return making([&] { return value(tensor).detach().clone(); });
}

void torch_backward(torch_tensor_ref scalar) {
    doing([&] { value(scalar).backward(); });
}

void torch_backward_with(torch_tensor_ref tensor, torch_tensor_ref gradient) {
    doing([&] { value(tensor).backward(value(gradient)); });
}
