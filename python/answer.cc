#include "python/answer.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include "cli/answer.h"
#include "python/interrupt.h"
#include "python/measure_object.h"
#include "python/numpy_view.h"
#include "sanov/base/error.h"
#include "sanov/measures/matrix.h"
#include "sanov/measures/notice.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// Runs `work`; `rename` puts what the library complains of in the terms of the Python call.
template <class Work, class Rename>
auto renamed(Work&& work, Rename&& rename) {
  const auto changed = [&](Complaint complaint) {
    rename(complaint);
    return complaint;
  };
  try {
    return work();
  } catch (const DomainError& error) {
    throw DomainError(changed(error.complaint()));
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(changed(error.complaint()));
  }
}

// measure -------------------------------------------------------------------------------------------------------------

cli::Input input_of(const char* name, nb::handle array) {
  const ArrayView view = viewed(array.ptr());
  cli::Input input;
  input.name = name;
  input.rows = view.dimensions == 2 ? static_cast<std::size_t>(view.shape[0]) : 1;
  const Cells cells = view.cells();
  input.values.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) input.values.push_back(cells[i]);
  if (view.type == Type::float32) input.floats.assign(input.values.begin(), input.values.end());
  return input;
}

/// All arrays are contiguous; q and positions may be None.
cli::MeasureAnswer measure(nb::handle p, nb::handle q, nb::handle positions, std::vector<std::string> labels,
                           std::vector<std::string> measures, std::string smoothing, bool counts, bool all, bool bits,
                           int cells) {
  cli::Question question;
  question.p = input_of("p", p);
  if (!q.is_none()) question.q = input_of("q", q);
  if (!positions.is_none()) question.positions = input_of("positions", positions).values;
  question.labels = std::move(labels);
  question.counts = counts;
  cli::MeasureRequest request;
  request.measures = std::move(measures);
  request.smoothing = std::move(smoothing);
  request.all = all;
  request.bits = bits;
  request.cells = cells;
  const LongWork work;
  return renamed([&] { return cli::answer(request, std::move(question)); },
                 [](Complaint& complaint) {
                   if (complaint.function.empty()) complaint.function = "measure";
                 });
}

/// The smoothing, and the values with half and with twice as much.
nb::dict sensitivity(const cli::MeasureAnswer& answer) {
  nb::dict half, twice, d;
  for (const cli::Valued& valued : answer.values) {
    if (!valued.has_value()) continue;
    half[valued.chosen.name.c_str()] = valued.at_half;
    twice[valued.chosen.name.c_str()] = valued.at_twice;
  }
  d["name"] = to_text(answer.smoothing);
  d["at_half"] = half;
  d["at_twice"] = twice;
  return d;
}

/// Fields of sanov._answers.MeasureAnswer.
nb::dict fields(const cli::MeasureAnswer& answer) {
  nb::dict values, without, d;
  for (const cli::Valued& valued : answer.values) {
    const nb::str name(valued.chosen.name.c_str());
    if (valued.has_value())
      values[name] = valued.value;
    else
      without[name] = valued.reason;
  }
  nb::list cells;
  for (const cli::Part& part : answer.parts) cells.append(nb::make_tuple(part.cell, part.p, part.q, part.amount));
  d["unit"] = nb::str(answer.unit().data(), answer.unit().size());
  d["values"] = values;
  d["without_value"] = without;
  d["samples_to_notice"] = answer.samples_to_notice ? nb::object(nb::float_(*answer.samples_to_notice)) : nb::none();
  d["smoothing"] = answer.smoothing.kind == Smoothing::Kind::none ? nb::none() : nb::object(sensitivity(answer));
  d["explained"] = answer.explained;
  d["explain"] = cells;
  d["labels"] = answer.labels;
  d["cells"] = answer.cells;
  d["not_shown"] = answer.parts_left_out;
  d["not_shown_contribution"] = answer.amount_left_out;
  return d;
}

cli::Terminal page(int columns) {
  cli::Terminal terminal;
  terminal.columns = columns;
  return terminal;
}

// matrix --------------------------------------------------------------------------------------------------------------

/// One measure by name, with parameters as the command writes them: "renyi(0.5)" → (name, parameters).
nb::tuple chosen_measure(std::string_view text) {
  const std::vector<cli::Chosen> chosen =
      renamed([&] { return cli::chosen_measures(text); }, [](Complaint& complaint) { complaint.function = "matrix"; });
  if (chosen.size() != 1) fail_argument("matrix", "measure", "names several measures; one is needed");
  nb::list parameters;
  for (std::size_t i = 0; i < chosen[0].info->parameters.size(); ++i) parameters.append(chosen[0].parameters[i]);
  return nb::make_tuple(nb::str(chosen[0].info->name.data(), chosen[0].info->name.size()), nb::tuple(parameters));
}

Rows rows_of(nb::handle array) {
  const ArrayView view = viewed(array.ptr());
  return view.rows_at(view.data, static_cast<std::size_t>(view.shape[0]), static_cast<std::size_t>(view.shape[1]));
}

/// A matrix as a numpy array that owns it.
nb::object as_array(std::vector<double>&& matrix, std::size_t rows, std::size_t columns) {
  auto* const kept = new std::vector<double>(std::move(matrix));
  const nb::capsule owner(kept, [](void* all) noexcept { delete static_cast<std::vector<double>*>(all); });
  return nb::cast(nb::ndarray<nb::numpy, double, nb::ndim<2>>(kept->data(), {rows, columns}, owner));
}

Bound<Two> bound(const MeasureObject& measure, const std::vector<double>& parameters) {
  const auto* const* two = std::get_if<const Measure<Two>*>(&measure.measure);
  if (two == nullptr)
    fail_argument("matrix", "measure",
                  "is " + std::string(measure.info->name) + ", which does not take two distributions");
  return (*two)->with(parameters);
}

/// Of contiguous two-dimensional arrays; `others` may be None.
nb::object matrix_of(nb::handle measure, const std::vector<double>& parameters, nb::handle rows, nb::handle others,
                     bool bits) {
  const Bound<Two> chosen = bound(measure_of(measure.ptr()), parameters);
  const Rows a = rows_of(rows), b = others.is_none() ? a : rows_of(others);
  std::vector<double> values;
  {
    const LongWork work;
    values = renamed([&] { return others.is_none() ? matrix(chosen, a) : matrix(chosen, a, b); },
                     [](Complaint& complaint) {
                       if (complaint.argument.starts_with("a[") || complaint.argument == "a")
                         complaint.argument.replace(0, 1, "rows");
                       if (complaint.argument.starts_with("b[") || complaint.argument == "b")
                         complaint.argument.replace(0, 1, "others");
                       if (const auto at = complaint.rule.find("but a of"); at != std::string::npos)
                         complaint.rule.replace(at, 5, "but rows");
                     });
    if (bits)
      for (double& value : values) value = in_bits(chosen.info().unit, value);
  }
  return as_array(std::move(values), a.rows(), b.rows());
}

}  // namespace

void add_answers(nb::module_& module) {
  nb::class_<cli::MeasureAnswer>(module, "MeasureAnswer")
      .def("fields", fields)
      .def("text",
           [](const cli::MeasureAnswer& answer, int columns) { return cli::answer_text(answer, page(columns)); });
  module.def("measure", measure, nb::arg(), nb::arg().none(), nb::arg().none(), nb::arg(), nb::arg(), nb::arg(),
             nb::arg(), nb::arg(), nb::arg(), nb::arg());
  module.def("chosen_measure", chosen_measure);
  module.def("matrix", matrix_of, nb::arg(), nb::arg(), nb::arg(), nb::arg().none(), nb::arg());
  module.def("nearest", [](std::string_view word, const std::vector<std::string>& names) {
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    return nearest(word, candidates.data(), candidates.size());
  });
  module.def("samples_to_notice", [](nb::handle p, nb::handle q, double alpha) {
    const Cells first = viewed(p.ptr()).cells(), second = viewed(q.ptr()).cells();
    const LongWork work;
    return samples_to_notice(first, second, alpha);
  });
}

}  // namespace sanov
