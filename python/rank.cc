#include "python/rank.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "cli/rank_answer.h"
#include "cli/rank_columns.h"
#include "cli/rank_matrix.h"
#include "python/docstring.h"
#include "python/interrupt.h"
#include "python/numpy_view.h"
#include "python/tables.h"
#include "sanov/base/error.h"
#include "sanov/rank/catalogue.h"

namespace nb = nanobind;

namespace sanov {
namespace {

nb::str text(std::string_view words) { return nb::str(words.data(), words.size()); }

/// What sanov._rank.Coefficient is made of.
nb::dict described(const AnyCoefficient& coefficient) {
  const CoefficientInfo& info = coefficient.info();
  const Doc& doc = rank_doc(info.name);
  nb::dict all;
  all["name"] = text(info.name);
  all["title"] = text(doc.title);
  all["meaning"] = text(doc.meaning);
  all["formula"] = text(doc.formula);
  all["doc"] = text(docstring(doc.text));
  all["range"] = nb::make_tuple(info.lower, info.upper);
  all["is_symmetric"] = info.symmetric;
  all["is_of_order"] = info.of_order;
  return all;
}

nb::list coefficients() {
  nb::list all;
  for_each_coefficient([&](const AnyCoefficient& coefficient) { all.append(described(coefficient)); });
  return all;
}

nb::object described(const std::optional<PairCounts>& pairs) {
  if (!pairs) return nb::none();
  nb::dict all;
  all["concordant"] = pairs->concordant;
  all["discordant"] = pairs->discordant;
  all["tied_x"] = pairs->x.pairs;
  all["tied_y"] = pairs->y.pairs;
  all["tied_both"] = pairs->both;
  all["tau_a"] = pairs->tau_a();
  all["tau_b"] = pairs->tau_b();
  all["tau_c"] = pairs->tau_c();
  return all;
}

/// Fields of sanov._rank.Association.
nb::dict fields(const Association& found) {
  nb::dict all;
  all["value"] = found.value;
  all["p"] = found.p;
  all["log_p"] = found.log_p;
  all["method"] = found.p ? nb::object(text(to_text(found.method))) : nb::none();
  all["interval"] =
      found.interval ? nb::object(nb::make_tuple(found.interval->lower, found.interval->upper, found.interval->level))
                     : nb::none();
  all["n"] = found.n;
  all["dropped"] = found.dropped;
  all["pairs"] = found.value ? described(found.pairs) : nb::none();
  all["reason"] = text(found.reason);
  return all;
}

/// The options, in their words.
cli::RankRequest request_of(std::string alternative, std::string test, double level, std::string missing,
                            std::size_t permutations, std::uint64_t seed) {
  cli::RankRequest request;
  request.alternative = std::move(alternative);
  request.test = std::move(test);
  request.level = level;
  request.missing = std::move(missing);
  request.permutations = permutations;
  request.seed = seed;
  return request;
}

/// Says whose complaint it is where the words of the options are wrong.
template <class Work>
auto said_by(std::string_view function, Work&& work) {
  const auto named = [&](Complaint complaint) {
    if (complaint.function.empty()) complaint.function = function;
    return complaint;
  };
  try {
    return work();
  } catch (const DomainError& error) {
    throw DomainError(named(error.complaint()));
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(named(error.complaint()));
  }
}

/// One coefficient of two contiguous one-dimensional arrays.
nb::dict associate(std::string_view name, nb::handle x, nb::handle y, std::string alternative, std::string test,
                   double level, std::string missing, std::size_t permutations, std::uint64_t seed) {
  const AnyCoefficient& coefficient = find_coefficient(name);
  const AssociationOptions options = said_by(name, [&] {
    return cli::options_of(
        request_of(std::move(alternative), std::move(test), level, std::move(missing), permutations, seed));
  });
  const Cells first = viewed(x.ptr()).cells(), second = viewed(y.ptr()).cells();
  Association found;
  {
    const LongWork work;
    found = coefficient(first, second, options);
  }
  return fields(found);
}

cli::Sample sample_of(const char* name, std::string label, nb::handle array) {
  const Cells cells = viewed(array.ptr()).cells();
  cli::Sample sample{name, std::move(label), "", std::vector<double>(cells.size()), false};
  for (std::size_t i = 0; i < cells.size(); ++i) sample.values[i] = cells[i];
  return sample;
}

/// Several coefficients at once, as `sanov rank X Y` has them.
cli::RankAnswer rank(nb::handle x, nb::handle y, std::string x_label, std::string y_label,
                     std::vector<std::string> measures, bool all, std::string alternative, std::string test,
                     double level, std::string missing, std::size_t permutations, std::uint64_t seed) {
  cli::RankRequest request =
      request_of(std::move(alternative), std::move(test), level, std::move(missing), permutations, seed);
  request.measures = std::move(measures);
  request.all = all;
  cli::Sample first = sample_of("x", std::move(x_label), x), second = sample_of("y", std::move(y_label), y);
  const LongWork work;
  return said_by("rank", [&] { return cli::rank_answer(request, std::move(first), std::move(second)); });
}

nb::dict fields(const cli::RankAnswer& answer) {
  nb::dict values, all;
  for (const cli::Ranked& ranked : answer.values) {
    nb::dict found = fields(ranked.found);
    if (!ranked.reason.empty()) found["reason"] = text(ranked.reason);
    values[text(ranked.name())] = found;
  }
  all["x"] = answer.x.label;
  all["y"] = answer.y.label;
  all["n"] = answer.n;
  all["dropped"] = answer.dropped;
  all["level"] = answer.level;
  all["alternative"] = text(to_text(answer.alternative));
  all["values"] = values;
  return all;
}

/// A coefficient of all pairs of contiguous one-dimensional arrays, as `sanov rank FILE` has them.
cli::RankMatrix correlation_matrix_of(std::string measure, nb::list arrays, const std::vector<std::string>& names,
                                      bool by_name, const std::vector<std::pair<std::string, std::string>>& left_out,
                                      std::string missing, bool with_p, std::string alternative, std::string test,
                                      std::size_t permutations, std::uint64_t seed) {
  cli::RankRequest request =
      request_of(std::move(alternative), std::move(test), 0, std::move(missing), permutations, seed);
  request.measures = {std::move(measure)};
  std::vector<Cells> columns;
  for (const nb::handle array : arrays) columns.push_back(viewed(array.ptr()).cells());
  const LongWork work;
  const auto in_table = [&](Complaint complaint) {
    // "columns[3]" by its name, or by its place in an array.
    std::size_t column = 0;
    constexpr std::string_view kBefore = "columns[";
    if (complaint.argument.starts_with(kBefore)) {
      column = std::stoul(complaint.argument.substr(kBefore.size()));
      const std::string row = complaint.index ? std::to_string(*complaint.index) : ":";
      complaint.argument = by_name ? "table['" + names[column] + "']" : "table[" + row + ", " + names[column] + "]";
      if (!by_name) complaint.index.reset();
    }
    complaint.function = "correlation_matrix";
    return complaint;
  };
  try {
    auto matrix = cli::rank_matrix(request, cli::chosen_for_matrix(request), "table", names, columns, with_p);
    for (const auto& [name, reason] : left_out) matrix.left_out.push_back({name, reason});
    return matrix;
  } catch (const DomainError& error) {
    throw DomainError(in_table(error.complaint()));
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(in_table(error.complaint()));
  }
}

template <class T>
nb::object as_square(std::vector<T> values, std::size_t side) {
  auto* const kept = new std::vector<T>(std::move(values));
  const nb::capsule owner(kept, [](void* all) noexcept { delete static_cast<std::vector<T>*>(all); });
  return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<2>>(kept->data(), {side, side}, owner));
}

/// NaN where there is none.
nb::object as_square(const std::vector<std::optional<double>>& values, std::size_t side) {
  std::vector<double> numbers;
  for (const auto& value : values) numbers.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
  return as_square(std::move(numbers), side);
}

nb::dict as_dict(const std::vector<cli::Aside>& asides) {
  nb::dict all;
  for (const cli::Aside& aside : asides) all[aside.name.c_str()] = aside.reason;
  return all;
}

/// Fields of sanov._rank.CorrelationMatrix.
nb::dict fields(const cli::RankMatrix& matrix) {
  const std::size_t side = matrix.square.side;
  nb::dict all;
  all["measure"] = matrix.square.measure;
  all["columns"] = matrix.square.labels;
  all["values"] = as_square(matrix.square.values, side);
  all["n"] = as_square(std::vector<std::int64_t>(matrix.found.n.begin(), matrix.found.n.end()), side);
  all["rows"] = matrix.rows;
  all["left_out"] = as_dict(matrix.left_out);
  all["constant"] = as_dict(matrix.constant);
  return all;
}

nb::tuple p_of(const cli::RankMatrix& matrix) {
  const std::size_t side = matrix.square.side;
  return nb::make_tuple(as_square(matrix.found.p, side), as_square(matrix.found.log_p, side));
}

/// Tables in files, by pyarrow.
class Files final : public cli::Opener {
 public:
  std::unique_ptr<TableSource> open(const std::string& path) override { return open_python_file(path); }
  void write_parquet(const std::string& path, ArrowStream table) override {
    write_python_parquet(path, std::move(table));
  }
};

/// The columns of a file, with what was left out, as `sanov rank FILE` reads them.
nb::tuple file_columns(const std::string& path, const std::vector<std::string>& wanted) {
  Files files;
  std::vector<cli::NumberColumn> columns;
  std::vector<cli::Aside> left_out;
  {
    const LongWork work;
    said_by("correlation_matrix", [&] {
      columns = cli::read_columns(files, path, wanted);
      if (wanted.empty()) left_out = cli::left_out_of(files, path);
    });
  }
  nb::dict arrays;
  for (cli::NumberColumn& column : columns) {
    auto* const kept = new std::vector<double>(std::move(column.values));
    const nb::capsule owner(kept, [](void* all) noexcept { delete static_cast<std::vector<double>*>(all); });
    arrays[column.name.c_str()] = nb::ndarray<nb::numpy, double, nb::ndim<1>>(kept->data(), {kept->size()}, owner);
  }
  return nb::make_tuple(arrays, as_dict(left_out));
}

}  // namespace

void add_rank(nb::module_& module) {
  nb::class_<cli::RankAnswer>(module, "RankAnswer")
      .def("fields", [](const cli::RankAnswer& answer) { return fields(answer); })
      .def("text", [](const cli::RankAnswer& answer, int columns) {
        cli::Terminal terminal;
        terminal.columns = columns;
        return cli::rank_text(answer, terminal);
      });
  nb::class_<cli::RankMatrix>(module, "RankMatrix")
      .def("fields", [](const cli::RankMatrix& matrix) { return fields(matrix); })
      .def("p", p_of)
      .def("text", [](const cli::RankMatrix& matrix, int columns) {
        cli::Terminal terminal;
        terminal.columns = columns;
        return cli::rank_matrix_text(matrix, terminal);
      });
  module.def("coefficients", coefficients);
  module.def("associate", associate);
  module.def("rank", rank);
  module.def("correlation_matrix", correlation_matrix_of);
  module.def("file_columns", file_columns);
}

}  // namespace sanov
