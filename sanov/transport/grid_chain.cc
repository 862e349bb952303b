#include "sanov/transport/grid_chain.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/transport/row_products.h"
#include "sanov/transport/sinkhorn_rows.h"

namespace sanov {
namespace {

constexpr std::size_t kChunks = 64, kVector = 8;

std::size_t places(const GridAxis& axis) { return axis.to.size(); }

}  // namespace

GridChain::GridChain(const std::vector<GridAxis>& axes, std::size_t memory) : memory_(memory / axes.size()) {
  std::size_t cells = 1;
  for (const GridAxis& axis : axes) cells *= places(axis);
  for (std::size_t k = axes.size(); k-- > 0;) {
    Stage stage{&axes[k], cells / places(axes[k]), 1, {}, {}};
    stage.chunk_lines = (stage.lines + kChunks - 1) / kChunks;
    stage.h.assign(stage.lines * axes[k].stride(), -HUGE_VAL);
    stage.chunks.resize((stage.lines + stage.chunk_lines - 1) / stage.chunk_lines);
    cells = stage.lines * axes[k].from.size();
    stages_.push_back(std::move(stage));
  }
}

/// Calls use(line, i, first, q, count) for place i of each line: what it sends from place `first` on.
template <class Use>
void GridChain::for_each_row(const Stage& stage, const Use& use) const {
  const std::size_t n = stage.axis->from.size(), stride = stage.axis->stride();
  parallel_chunks(stage.chunks.size(), 1, [&](std::size_t begin, std::size_t end) {
    std::vector<double> row(stride);
    for (std::size_t c = begin; c < end; ++c) {
      const Chunk& chunk = stage.chunks[c];
      const std::size_t first = c * stage.chunk_lines, last = std::min(first + stage.chunk_lines, stage.lines);
      for (std::size_t line = first; line < last; ++line)
        for (std::size_t i = 0; i < n; ++i) {
          const std::size_t at = (line - first) * n + i;
          if (at < chunk.rows.size()) {
            const Kept& kept = chunk.rows[at];
            use(line, i, kept.first, chunk.numbers.data() + kept.at, kept.count);
            continue;
          }
          std::copy_n(stage.axis->costs.data() + i * stride, stride, row.data());
          turn_into_shares({stage.h.data() + line * stride, stride}, epsilon_, row.data());
          use(line, i, 0, row.data(), stride);
        }
    }
  });
}

std::vector<double> GridChain::look_along(Stage& stage) {
  const GridAxis& axis = *stage.axis;
  const std::size_t n = axis.from.size(), stride = axis.stride();
  const std::size_t most = memory_ / stage.chunks.size() / sizeof(double);
  std::vector<double> out(n * stage.lines);
  parallel_chunks(stage.chunks.size(), 1, [&](std::size_t begin, std::size_t end) {
    std::vector<double> row(stride);
    for (std::size_t c = begin; c < end; ++c) {
      Chunk& chunk = stage.chunks[c];
      chunk.rows.clear();
      chunk.numbers.clear();
      chunk.numbers.reserve(std::min(most, stage.chunk_lines * n * stride));
      bool room = true;
      const std::size_t first = c * stage.chunk_lines, last = std::min(first + stage.chunk_lines, stage.lines);
      for (std::size_t line = first; line < last; ++line)
        for (std::size_t i = 0; i < n; ++i) {
          std::copy_n(axis.costs.data() + i * stride, stride, row.data());
          out[i * stage.lines + line] =
              -turn_into_shares({stage.h.data() + line * stride, stride}, epsilon_, row.data());
          const auto counts = [](double q) { return q > 0; };
          const auto low = std::find_if(row.begin(), row.end(), counts) - row.begin();
          const auto high = row.rend() - std::find_if(row.rbegin(), row.rend(), counts);
          const auto from = static_cast<std::size_t>(low) / kVector * kVector;
          const auto to = (static_cast<std::size_t>(std::max(high, low)) + kVector - 1) / kVector * kVector;
          const std::size_t count = from < to ? to - from : 0;
          room = room && chunk.numbers.size() + count <= most;
          if (!room) continue;
          chunk.rows.push_back({static_cast<std::uint32_t>(count > 0 ? from : 0), static_cast<std::uint32_t>(count),
                                chunk.numbers.size()});
          chunk.numbers.insert(chunk.numbers.end(), row.data() + from, row.data() + from + count);
        }
    }
  });
  return out;
}

void GridChain::look(double epsilon, std::span<const double> h) {
  epsilon_ = epsilon;
  std::vector<double> now(h.begin(), h.end());
  for (Stage& stage : stages_) {
    const std::size_t m = places(*stage.axis), stride = stage.axis->stride();
    for (std::size_t line = 0; line < stage.lines; ++line)
      std::copy_n(now.data() + line * m, m, stage.h.data() + line * stride);
    now = look_along(stage);
  }
  softmin_ = std::move(now);
  for (double& s : softmin_) s = -s;
}

std::vector<double> GridChain::average_along(const Stage& stage, const std::vector<double>& x) const {
  const std::size_t n = stage.axis->from.size(), m = places(*stage.axis), stride = stage.axis->stride();
  std::vector<double> padded(stage.lines * stride), out(n * stage.lines);
  for (std::size_t line = 0; line < stage.lines; ++line)
    std::copy_n(x.data() + line * m, m, padded.data() + line * stride);
  for_each_row(stage, [&](std::size_t line, std::size_t i, std::size_t first, const double* q, std::size_t count) {
    out[i * stage.lines + line] = dot(q, padded.data() + line * stride + first, count);
  });
  return out;
}

std::vector<double> GridChain::average(std::span<const double> x) const {
  std::vector<double> now(x.begin(), x.end());
  for (const Stage& stage : stages_) now = average_along(stage, now);
  return now;
}

std::vector<double> GridChain::average_along(std::size_t axis, std::span<const double> w) const {
  const std::size_t from = stages_.size() - 1 - axis;
  const Stage& stage = stages_[from];
  const std::size_t stride = stage.axis->stride();
  std::vector<double> now(stage.axis->from.size() * stage.lines);
  for_each_row(stage, [&](std::size_t line, std::size_t i, std::size_t first, const double* q, std::size_t count) {
    now[i * stage.lines + line] = dot(q, w.data() + i * stride + first, count);
  });
  for (std::size_t k = from + 1; k < stages_.size(); ++k) now = average_along(stages_[k], now);
  return now;
}

std::vector<double> GridChain::share_out_along(const Stage& stage, const std::vector<double>& masses,
                                               bool squared) const {
  const std::size_t m = places(*stage.axis), stride = stage.axis->stride();
  std::vector<double> padded(stage.lines * stride), out(stage.lines * m);
  for_each_row(stage, [&](std::size_t line, std::size_t i, std::size_t first, const double* q, std::size_t count) {
    add_shares(masses[i * stage.lines + line], q, squared, padded.data() + line * stride + first, count);
  });
  for (std::size_t line = 0; line < stage.lines; ++line)
    std::copy_n(padded.data() + line * stride, m, out.data() + line * m);
  return out;
}

std::vector<double> GridChain::share_out(std::span<const double> masses, bool squared) const {
  std::vector<double> now(masses.begin(), masses.end());
  for (std::size_t k = stages_.size(); k-- > 0;) now = share_out_along(stages_[k], now, squared);
  return now;
}

double GridChain::cost(std::span<const double> masses) const {
  RunningSum sum;
  std::vector<double> now(masses.begin(), masses.end());
  for (std::size_t k = stages_.size(); k-- > 0;) {
    const Stage& stage = stages_[k];
    const std::size_t stride = stage.axis->stride();
    std::vector<double> parts(stage.lines);
    for_each_row(stage, [&](std::size_t line, std::size_t i, std::size_t first, const double* q, std::size_t count) {
      parts[line] += now[i * stage.lines + line] * dot(q, stage.axis->costs.data() + i * stride + first, count);
    });
    for (const double part : parts) sum.add(part);
    now = share_out_along(stage, now, false);
  }
  return sum.value();
}

}  // namespace sanov
