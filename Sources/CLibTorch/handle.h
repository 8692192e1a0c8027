// How a tensor is held behind the C interface, and how exceptions are kept from leaving it.
#pragma once

#include <exception>
#include <string>
#include <torch/torch.h>

#include "include/CLibTorch.h"

struct torch_tensor {
    at::Tensor value;
};

namespace hilum {

void record_failure(const std::string &message);

inline const at::Tensor &value(torch_tensor_ref tensor) { return tensor->value; }

inline at::Tensor optional_value(torch_tensor_ref tensor) { return tensor ? tensor->value : at::Tensor(); }

// Runs what makes a tensor; an empty one after any failure.
template <class Body> torch_tensor_ref making(Body body) {
    auto result = new torch_tensor;
    if (torch_has_failed()) return result;
    try {
        result->value = body();
    } catch (const std::exception &error) {
        record_failure(error.what());
    }
    return result;
}

// Runs what makes no tensor; nothing happens after any failure.
template <class Body> void doing(Body body) {
    if (torch_has_failed()) return;
    try {
        body();
    } catch (const std::exception &error) {
        record_failure(error.what());
    }
}

} // namespace hilum
