#include <gtest/gtest.h>

#include <torch/csrc/autograd/autograd.h>

#include "sanov/autograd/losses.h"
#include "sanov/base/error.h"

namespace sanov {
namespace {

torch::Tensor sample(std::vector<std::int64_t> shape, torch::ScalarType dtype) {
  torch::manual_seed(1);
  return torch::randn(shape, torch::dtype(dtype)).requires_grad_(true);
}

void expect_close(const torch::Tensor& a, const torch::Tensor& b) {
  const double tolerance = a.scalar_type() == torch::kFloat64 ? 1e-12 : 1e-5;
  EXPECT_TRUE(torch::allclose(a, b, tolerance, tolerance)) << a << b;
}

TEST(Autograd, CrossEntropyIsTorchs) {
  for (const auto dtype : {torch::kFloat64, torch::kFloat32}) {
    const torch::Tensor x = sample({5, 3}, dtype), y = x.detach().clone().requires_grad_(true);
    const torch::Tensor label = torch::tensor({0, 2, 1, 1, 0}, torch::kInt64);
    const torch::Tensor ours = autograd::cross_entropy(x, label), theirs = torch::cross_entropy_loss(y, label);
    expect_close(ours, theirs);
    (3 * ours).backward();
    (3 * theirs).backward();
    expect_close(x.grad(), y.grad());
  }
}

TEST(Autograd, EveryRowHasItsValueAndItsShare) {
  const torch::Tensor x = sample({4, 3, 2}, torch::kFloat64), y = x.detach().clone().requires_grad_(true);
  const torch::Tensor label = torch::tensor({{0, 2}, {1, 1}, {0, 0}, {2, 1}}, torch::kInt64);
  const torch::Tensor outer = torch::arange(8, torch::kFloat64).reshape({4, 2});
  const torch::Tensor ours = autograd::cross_entropy(x, label, {.reduction = losses::Reduction::none});
  const torch::Tensor theirs = torch::cross_entropy_loss(y, label, {}, at::Reduction::None);
  expect_close(ours, theirs);
  (ours * outer).sum().backward();
  (theirs * outer).sum().backward();
  expect_close(x.grad(), y.grad());
}

TEST(Autograd, StridedTensorsAreCopied) {
  const torch::Tensor x = sample({3, 6}, torch::kFloat32), t = torch::rand({3, 6});
  const torch::Tensor every_second = x.index({at::indexing::Slice(), at::indexing::Slice(0, at::indexing::None, 2)});
  const torch::Tensor target = t.index({at::indexing::Slice(), at::indexing::Slice(0, 3)});
  expect_close(autograd::mse_loss(every_second, target), torch::mse_loss(every_second, target));
}

TEST(Autograd, DistillationTrainsBoth) {
  const torch::Tensor student = sample({4, 10}, torch::kFloat64);
  const torch::Tensor teacher = torch::randn({4, 10}, torch::kFloat64).requires_grad_(true);
  const torch::Tensor loss = autograd::distillation(student, teacher, {.temperature = 2});
  const torch::Tensor p = torch::softmax(teacher / 2, 1),
                      expected =
                          (p * (torch::log_softmax(teacher / 2, 1) - torch::log_softmax(student / 2, 1))).sum(1).mean();
  expect_close(loss, expected);
  const auto ours = torch::autograd::grad({loss}, {student, teacher});
  const auto theirs = torch::autograd::grad({expected}, {student, teacher});
  expect_close(ours[0], theirs[0]);
  expect_close(ours[1], theirs[1]);
}

TEST(Autograd, WhatItCannotDoItRefuses) {
  const torch::Tensor x = sample({2, 3}, torch::kFloat64), label = torch::tensor({0, 2}, torch::kInt64);
  EXPECT_THROW(autograd::cross_entropy(x.to(torch::kFloat16), label), InvalidArgument);
  EXPECT_THROW(autograd::cross_entropy(x, torch::tensor({0, 3}, torch::kInt64)), DomainError);
  const torch::Tensor weight = torch::ones({3}, torch::kFloat64).requires_grad_(true);
  EXPECT_THROW(autograd::cross_entropy(x, label, {.weight = autograd::view(weight)}), InvalidArgument);
  expect_close(autograd::cross_entropy(x, label, {.weight = autograd::view(weight.detach())}),
               autograd::cross_entropy(x, label));
  const torch::Tensor loss = autograd::cross_entropy(x, label);
  EXPECT_ANY_THROW(torch::autograd::grad({loss}, {x}, {}, true, true));
}

}  // namespace
}  // namespace sanov
