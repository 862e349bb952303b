#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include "python/answer.h"
#include "python/command.h"
#include "python/comparison.h"
#include "python/entropic.h"
#include "python/errors.h"
#include "python/families.h"
#include "python/fit.h"
#include "python/fit_density.h"
#include "python/fit_mixture.h"
#include "python/gaussian.h"
#include "python/groups.h"
#include "python/lines.h"
#include "python/losses.h"
#include "python/measure_object.h"
#include "python/numpy_view.h"
#include "python/profile.h"
#include "python/rank.h"
#include "python/rows.h"
#include "python/samples.h"
#include "python/segments.h"
#include "python/series.h"
#include "python/sliced.h"
#include "python/tables.h"
#include "python/transport.h"
#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"

namespace nb = nanobind;

namespace {

void set_threads(int threads) {
  if (threads < 0 || threads > 1024)
    sanov::fail_argument("set_threads", "threads", "is " + std::to_string(threads) + "; it must be from 0 to 1024");
  sanov::set_thread_count(threads);
}

void add_settings(nb::module_& module) {
  using namespace nb::literals;
  module.def("get_threads", sanov::thread_count, "Threads that sanov uses.");
  module.def(
      "set_threads", set_threads, "threads"_a,
      "Sets how many threads sanov uses; 0 for SANOV_THREADS, or all that the machine has. Results have the same "
      "bits for any number.");
  module.def("get_simd", sanov::target, "The SIMD instructions in use: 'avx3' (AVX-512), 'avx2' or 'scalar'.");
  module.def("set_simd", sanov::set_target, "name"_a,
             "Chooses SIMD instructions, of those in simd_targets(); '' for SANOV_SIMD, or the best.");
  module.def("simd_targets", sanov::targets, "The SIMD instructions that this machine can run, best first.");
}

}  // namespace

NB_MODULE(_core, module) {
  if (!sanov::import_numpy()) throw nb::python_error();
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) { sanov::set_python_error(thrown); });
  if (!sanov::add_measures(module.ptr())) throw nb::python_error();
  module.attr("version") = SANOV_VERSION;
  add_settings(module);
  sanov::add_rows(module);
  sanov::add_tables(module);
  sanov::add_comparison(module);
  sanov::add_groups(module);
  sanov::add_series(module);
  sanov::add_profile(module);
  sanov::add_answers(module);
  sanov::add_rank(module);
  sanov::add_losses(module);
  sanov::add_transport(module);
  sanov::add_lines(module);
  sanov::add_entropic(module);
  sanov::add_samples(module);
  sanov::add_sliced(module);
  sanov::add_gaussian(module);
  sanov::add_segments(module);
  sanov::add_families(module);
  sanov::add_fit(module);
  sanov::add_fit_density(module);
  sanov::add_fit_mixture(module);
  sanov::add_command(module);
}
