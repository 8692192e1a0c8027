#include <algorithm>
#include <climits>
#include <cstring>
#include <torch/version.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "handle.h"

namespace {
thread_local bool failed = false;
thread_local std::string first_message;
} // namespace

void hilum::record_failure(const std::string &message) {
    if (failed) return;
    // What follows the first line is a C++ stack trace, which tells a user nothing.
    first_message = message.substr(0, message.find('\n'));
    failed = true;
}

bool torch_has_failed(void) { return failed; }

void torch_take_failure(char *message, int64_t capacity) {
    auto length = std::min<int64_t>(capacity - 1, static_cast<int64_t>(first_message.size()));
    std::memcpy(message, first_message.data(), static_cast<size_t>(length));
    message[length] = 0;
    first_message.clear();
    failed = false;
}

const char *torch_version(void) { return TORCH_VERSION; }

bool torch_has_cuda(void) { return torch::cuda::is_available(); }

void torch_set_threads(int threads) {
    hilum::doing([&] { at::set_num_threads(threads); });
}

void torch_keep_freed_memory(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_TOP_PAD, 64 * 1024 * 1024);
#endif
}

void torch_set_gradients(bool enabled) { at::GradMode::set_enabled(enabled); }

void torch_synchronize(bool cuda) {
    if (cuda) hilum::doing([] { torch::cuda::synchronize(); });
}
