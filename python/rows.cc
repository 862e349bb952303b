#include "python/rows.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

#include "python/errors.h"
#include "python/interrupt.h"
#include "python/measure_object.h"
#include "python/numpy_view.h"
#include "sanov/base/error.h"
#include "sanov/measures/smoothing.h"
#include "sanov/numerics/parallel.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// Where the core of an argument begins in every row of the batch. Arguments have been broadcast to one batch shape, so
/// that a step may be of zero bytes.
class Argument {
 public:
  Argument(const ArrayView& view, int core) : view_(view), batch_(view.dimensions - core), core_(core) {}

  const void* row(std::size_t number) const noexcept {
    auto* at = static_cast<const char*>(view_.data);
    for (int i = batch_ - 1; i >= 0; --i) {
      const auto length = static_cast<std::size_t>(view_.shape[i]);
      at += static_cast<std::ptrdiff_t>(number % length) * view_.strides[i];
      number /= length;
    }
    return at;
  }
  std::size_t core_length(int i) const noexcept { return static_cast<std::size_t>(view_.shape[batch_ + i]); }
  std::size_t core_size() const noexcept {
    std::size_t size = 1;
    for (int i = 0; i < core_; ++i) size *= core_length(i);
    return size;
  }
  std::size_t rows() const noexcept {
    std::size_t count = 1;
    for (int i = 0; i < batch_; ++i) count *= static_cast<std::size_t>(view_.shape[i]);
    return count;
  }

  Cells cells(std::size_t number) const noexcept { return view_.cells_at(row(number), core_length(0)); }
  Rows table(std::size_t number) const noexcept { return view_.rows_at(row(number), core_length(0), core_length(1)); }
  double scalar(std::size_t number) const noexcept { return view_.cells_at(row(number), 1)[0]; }

 private:
  ArrayView view_;
  int batch_, core_;
};

enum class What { value, gradient, terms };

/// The work on one batch: what to compute, of which arguments, into which arrays of doubles.
struct Batch {
  What what;
  Parameters parameters;
  std::vector<Argument> arguments;
  std::vector<double*> outputs;
  std::vector<std::size_t> output_sizes;  ///< numbers a row

  std::span<double> output(std::size_t i, std::size_t row) const noexcept {
    if (i >= outputs.size()) return {};
    return {outputs[i] + row * output_sizes[i], output_sizes[i]};
  }
};

// One row of a batch, by shape.
void evaluate(const Measure<Scalar>& measure, const Batch& batch, std::size_t row) {
  const double x = batch.arguments[0].scalar(row);
  batch.output(0, row)[0] =
      batch.what == What::value ? measure.value(x, batch.parameters) : measure.gradient(x, batch.parameters);
}

void evaluate(const Measure<One>& measure, const Batch& batch, std::size_t row) {
  const Cells p = batch.arguments[0].cells(row);
  const std::span<double> out = batch.output(0, row);
  switch (batch.what) {
    case What::value: out[0] = measure.value(p, batch.parameters); return;
    case What::gradient: return measure.gradient(p, batch.parameters, out);
    case What::terms: return measure.terms(p, batch.parameters, out);
  }
}

void evaluate(const Measure<Two>& measure, const Batch& batch, std::size_t row) {
  const Cells p = batch.arguments[0].cells(row), q = batch.arguments[1].cells(row);
  const std::span<double> out = batch.output(0, row);
  switch (batch.what) {
    case What::value: out[0] = measure.value(p, q, batch.parameters); return;
    case What::gradient: return measure.gradient(p, q, batch.parameters, out, batch.output(1, row));
    case What::terms: return measure.terms(p, q, batch.parameters, out);
  }
}

void evaluate(const Measure<Ordered>& measure, const Batch& batch, std::size_t row) {
  const Cells p = batch.arguments[0].cells(row), q = batch.arguments[1].cells(row);
  const Cells positions = batch.arguments[2].cells(row);
  if (batch.what == What::value)
    batch.output(0, row)[0] = measure.value(p, q, positions, batch.parameters);
  else
    measure.gradient(p, q, positions, batch.parameters, batch.output(0, row), batch.output(1, row));
}

void evaluate(const Measure<Joint>& measure, const Batch& batch, std::size_t row) {
  const Rows table = batch.arguments[0].table(row);
  if (batch.what == What::value)
    batch.output(0, row)[0] = measure.value(table, batch.parameters);
  else
    measure.gradient(table, batch.parameters, batch.output(0, row));
}

void evaluate(const Measure<Many>& measure, const Batch& batch, std::size_t row) {
  const Rows rows = batch.arguments[0].table(row);
  const Cells weights = batch.arguments[1].cells(row);
  if (batch.what == What::value)
    batch.output(0, row)[0] = measure.value(rows, weights, batch.parameters);
  else
    measure.gradient(rows, weights, batch.parameters, batch.output(0, row));
}

/// The first row, by number, that was refused, and why.
class FirstComplaint {
 public:
  void note(std::size_t row, const Complaint& complaint) {
    const std::lock_guard lock(mutex_);
    if (!complaint_ || row < row_) {
      row_ = row;
      complaint_ = complaint;
    }
  }
  bool is_noted() const noexcept { return complaint_.has_value(); }
  /// None, or what row_complaint makes of it.
  nb::object told() const { return complaint_ ? nb::object(row_complaint(row_, *complaint_)) : nb::none(); }

 private:
  std::mutex mutex_;
  std::size_t row_ = 0;
  std::optional<Complaint> complaint_;
};

constexpr std::size_t kCellsABlock = 16384;

template <class Shape>
void run(const Measure<Shape>& measure, const Batch& batch, FirstComplaint& complaint) {
  const std::size_t rows = batch.arguments[0].rows(), cells = batch.arguments[0].core_size();
  const std::size_t grain = std::max<std::size_t>(1, kCellsABlock / std::max<std::size_t>(1, cells));
  std::atomic<bool> cancelled{false};
  parallel_chunks(rows, grain, [&](std::size_t first, std::size_t last) {
    for (std::size_t row = first; row < last && !cancelled; ++row) {
      try {
        if (row % grain == 0) poll(measure.info().name, static_cast<double>(row) / static_cast<double>(rows));
        evaluate(measure, batch, row);
      } catch (const InvalidArgument& error) {
        return complaint.note(row, error.complaint());
      } catch (const DomainError& error) {
        return complaint.note(row, error.complaint());
      } catch (...) {
        cancelled = true;  // the other threads need not finish either
        throw;
      }
    }
  });
}

int core_dimensions(const AnyMeasure& measure, std::size_t argument) {
  if (std::holds_alternative<const Measure<Scalar>*>(measure)) return 0;
  const bool table =
      std::holds_alternative<const Measure<Joint>*>(measure) || std::holds_alternative<const Measure<Many>*>(measure);
  return table && argument == 0 ? 2 : 1;
}

What what_of(std::string_view word) {
  if (word == "value") return What::value;
  if (word == "gradient") return What::gradient;
  return What::terms;
}

Batch batch_of(const AnyMeasure& measure, std::string_view what, const nb::tuple& arguments,
               const nb::tuple& parameters, const nb::tuple& outputs) {
  Batch batch{what_of(what), {}, {}, {}, {}};
  for (std::size_t i = 0; i < parameters.size(); ++i) batch.parameters.value[i] = nb::cast<double>(parameters[i]);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    batch.arguments.emplace_back(viewed(arguments[i].ptr()), core_dimensions(measure, i));
  const std::size_t rows = batch.arguments[0].rows();
  for (const nb::handle output : outputs) {
    const ArrayView view = viewed(output.ptr());
    batch.outputs.push_back(static_cast<double*>(view.data));
    batch.output_sizes.push_back(rows == 0 ? 0 : view.size() / rows);
  }
  return batch;
}

/// Computes every row of a batch. Arguments share their batch dimensions and have contiguous cores; outputs are
/// contiguous float64 arrays.
nb::object evaluate_rows(nb::handle object, std::string_view what, const nb::tuple& arguments,
                         const nb::tuple& parameters, bool bits, const nb::tuple& outputs) {
  const MeasureObject& measure = measure_of(object.ptr());
  const Batch batch = batch_of(measure.measure, what, arguments, parameters, outputs);
  FirstComplaint complaint;
  {
    const LongWork work;
    std::visit([&](const auto* known) { run(*known, batch, complaint); }, measure.measure);
    if (bits)
      for (std::size_t i = 0; i < batch.outputs.size(); ++i)
        for (std::size_t k = 0; k < batch.output_sizes[i] * batch.arguments[0].rows(); ++k)
          batch.outputs[i][k] = in_bits(measure.info->unit, batch.outputs[i][k]);
  }
  return complaint.told();
}

/// The cells of one pair by their share: a list of (cell, p, q, contribution).
nb::list explain_cells(nb::handle object, nb::handle p, nb::handle q, const nb::tuple& parameters, bool bits) {
  const MeasureObject& measure = measure_of(object.ptr());
  const auto* const* two = std::get_if<const Measure<Two>*>(&measure.measure);
  if (two == nullptr) fail_argument(measure.info->name, "explain", "needs a measure of two distributions");
  std::vector<double> given;
  for (std::size_t i = 0; i < parameters.size(); ++i) given.push_back(nb::cast<double>(parameters[i]));
  const Cells x = viewed(p.ptr()).cells(), y = viewed(q.ptr()).cells();
  std::vector<Contribution> parts;
  {
    const LongWork work;
    parts = explain((*two)->with(given), x, y);
  }
  nb::list cells;
  for (const Contribution& each : parts)
    cells.append(
        nb::make_tuple(each.cell, each.p, each.q, bits ? in_bits(measure.info->unit, each.amount) : each.amount));
  return cells;
}

/// Every row of counts as probabilities, into an array of the same shape; both contiguous. Without a smoothing each is
/// divided by its sum.
nb::object distribution_rows(nb::handle counts, nb::handle output, std::string_view smoothing) {
  const ArrayView from = viewed(counts.ptr()), to = viewed(output.ptr());
  const auto n = static_cast<std::size_t>(from.shape[from.dimensions - 1]);
  const Argument argument(from, 1);
  const Smoothing chosen = smoothing.empty() ? Smoothing{} : smoothing_from(smoothing);
  FirstComplaint complaint;
  {
    const LongWork work;
    for (std::size_t row = 0; row < argument.rows() && !complaint.is_noted(); ++row) {
      poll();
      try {
        const Cells cells = argument.cells(row);
        std::ranges::copy(smoothing.empty() ? normalized(cells) : smoothed(cells, chosen),
                          static_cast<double*>(to.data) + row * n);
      } catch (const InvalidArgument& error) {
        complaint.note(row, error.complaint());
      } catch (const DomainError& error) {
        complaint.note(row, error.complaint());
      }
    }
  }
  return complaint.told();
}

}  // namespace

nb::tuple row_complaint(std::size_t row, const Complaint& given) {
  const Complaint complaint = in_python(given);
  const nb::object index = complaint.index ? nb::cast(*complaint.index) : nb::none();
  return nb::make_tuple(row, complaint.function, complaint.argument, index, complaint.rule);
}

void add_rows(nb::module_& module) {
  module.def("evaluate_rows", evaluate_rows);
  module.def("explain_cells", explain_cells);
  module.def("distribution_rows", distribution_rows);
}

}  // namespace sanov
