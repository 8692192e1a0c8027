#include <memory>
#include <vector>

#include "handle.h"

using hilum::doing;

struct torch_optimizer {
    std::vector<at::Tensor> parameters;
    std::unique_ptr<torch::optim::Optimizer> algorithm;
};

torch_optimizer_ref torch_optimizer_make(
    const torch_tensor_ref *parameters, int count, const struct torch_optimizer_settings *settings) {
    auto optimizer = new torch_optimizer;
    doing([&] {
        for (int index = 0; index < count; index++) optimizer->parameters.push_back(parameters[index]->value);
        auto betas = std::make_tuple(settings->beta1, settings->beta2);
        if (settings->decoupled_decay) {
            optimizer->algorithm = std::make_unique<torch::optim::AdamW>(
                optimizer->parameters, torch::optim::AdamWOptions(settings->learning_rate)
                                           .betas(betas)
                                           .eps(settings->epsilon)
                                           .weight_decay(settings->weight_decay));
        } else {
            optimizer->algorithm = std::make_unique<torch::optim::Adam>(
                optimizer->parameters, torch::optim::AdamOptions(settings->learning_rate)
                                           .betas(betas)
                                           .eps(settings->epsilon)
                                           .weight_decay(settings->weight_decay));
        }
    });
    return optimizer;
}

void torch_optimizer_release(torch_optimizer_ref optimizer) { delete optimizer; }

void torch_optimizer_step(torch_optimizer_ref optimizer, double learning_rate) {
    doing([&] {
        for (auto &group : optimizer->algorithm->param_groups()) group.options().set_lr(learning_rate);
        optimizer->algorithm->step();
    });
}

void torch_optimizer_clear_gradients(torch_optimizer_ref optimizer) {
    doing([&] {
        for (auto &parameter : optimizer->parameters) parameter.mutable_grad().reset();
    });
}

double torch_optimizer_clip_gradients(torch_optimizer_ref optimizer, double maximum) {
    double length = 0;
    doing([&] { length = torch::nn::utils::clip_grad_norm_(optimizer->parameters, maximum); });
    return length;
}

void torch_optimizer_save(torch_optimizer_ref optimizer, const char *path) {
    doing([&] { torch::save(*optimizer->algorithm, std::string(path)); });
}

void torch_optimizer_load(torch_optimizer_ref optimizer, const char *path) {
    doing([&] { torch::load(*optimizer->algorithm, std::string(path)); });
}
