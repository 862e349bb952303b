#include "python/tables.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <system_error>

#include "sanov/base/error.h"
#include "sanov/data/csv_messages.h"
#include "sanov/data/file_names.h"

namespace nb = nanobind;

namespace sanov {
namespace {

/// A Python exception in the terms of sanov's errors: the command prints one line of it. KeyboardInterrupt and our own
/// bugs stay what they are.
[[noreturn]] void rethrow(nb::python_error& error, std::string table) {
  table = nb::cast<std::string>(nb::getattr(error.value(), "table", nb::str(table.c_str(), table.size())));
  const std::string text = nb::cast<std::string>(nb::str(error.value()));
  if (error.matches(PyExc_ImportError)) throw std::runtime_error(text);
  if (error.matches(PyExc_OSError)) {
    const nb::object number = nb::getattr(error.value(), "errno", nb::none());
    const nb::object reason = nb::getattr(error.value(), "strerror", nb::none());
    if (nb::isinstance<nb::int_>(number) && !reason.is_none())
      fail_file(table, nb::cast<int>(number), "cannot be read");
  }
  if (error.matches(PyExc_ValueError) || error.matches(PyExc_OSError)) fail_domain("", table, text);
  throw std::move(error);
}

class PythonTable final : public TableSource {
 public:
  explicit PythonTable(nb::object table)
      : table_(std::move(table)),
        name_(nb::cast<std::string>(table_.attr("name"))),
        columnar_(nb::cast<bool>(table_.attr("columnar"))) {}
  ~PythonTable() override {
    const nb::gil_scoped_acquire held;
    table_.reset();
  }

  std::string name() const override { return name_; }
  bool columnar() const override { return columnar_; }

  ArrowStream open(const std::vector<std::string>& columns) override {
    const nb::gil_scoped_acquire held;
    try {
      const nb::object capsule = table_.attr("open")(columns);
      auto* const stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
      if (stream == nullptr) throw nb::python_error();
      return ArrowStream(stream);
    } catch (nb::python_error& error) {
      rethrow(error, name_);
    }
  }

  void recover(std::string_view message) override {
    const nb::gil_scoped_acquire held;
    try {
      table_.attr("recover")(nb::str(message.data(), message.size()));
    } catch (nb::python_error& error) {
      rethrow(error, name_);
    }
  }

 private:
  nb::object table_;
  std::string name_;
  bool columnar_;
};

const char* format_name(TableFormat format) {
  switch (format) {
    case TableFormat::csv: return "csv";
    case TableFormat::parquet: return "parquet";
    case TableFormat::ipc: return "ipc";
  }
  return "";
}

std::optional<std::size_t> failed_column(std::string_view message) {
  const auto failure = read_conversion_failure(message);
  return failure ? std::optional(failure->column) : std::nullopt;
}

}  // namespace

std::unique_ptr<TableSource> open_python_table(nb::object table) {
  return std::make_unique<PythonTable>(std::move(table));
}

std::unique_ptr<TableSource> open_python_file(const std::string& path) {
  const TableFiles files = find_files(path);
  const nb::gil_scoped_acquire held;
  try {
    const nb::object make = nb::module_::import_("sanov._files").attr("FileTable");
    return open_python_table(
        make(path, format_name(files.format), std::string(1, files.delimiter), files.folder, files.paths));
  } catch (nb::python_error& error) {
    rethrow(error, path);
  }
}

void write_python_parquet(const std::string& path, ArrowStream table) {
  const nb::gil_scoped_acquire held;
  try {
    // pyarrow takes the stream over; the capsule releases what was not taken.
    auto* const stream = new ArrowStream(std::move(table));
    const nb::object capsule = nb::steal(PyCapsule_New(stream->out(), "arrow_array_stream", nullptr));
    const nb::capsule owner(stream, [](void* kept) noexcept { delete static_cast<ArrowStream*>(kept); });
    nb::module_::import_("sanov._files").attr("write_parquet")(path, capsule);
  } catch (nb::python_error& error) {
    rethrow(error, path);
  }
}

void add_tables(nb::module_& module) {
  module.def("explain_arrow", explain_arrow);
  module.def("failed_column", failed_column);
  module.def("batch_rows", batch_rows);
  module.def("has_small_dictionary", has_small_dictionary);
  module.attr("plain_text") = nb::str(kPlainText.data(), kPlainText.size());
}

}  // namespace sanov
