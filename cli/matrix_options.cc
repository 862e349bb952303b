#include "cli/matrix.h"
#include "cli/options.h"

namespace sanov::cli {

void run_matrix(const Verb& verb, std::vector<std::string> arguments, Desk& desk) {
  MatrixRequest request;
  CLI::App app;
  app.add_option("FILE", request.file, "CSV, Parquet, Arrow IPC or .npy; the first column of text labels the rows")
      ->required();
  app.add_option("--measure", request.measure, "of two distributions, such as renyi(0.5); js unless told")
      ->type_name("NAME");
  app.add_option("-o,--output", request.output,
                 "write to this file: .csv, .json, .npy, .parquet, or a picture: .svg, .png")
      ->type_name("FILE");
  app.add_flag("--picture", request.picture, "draw it here");
  app.add_flag("--counts", request.counts, "the rows are counts or weights: divide each by its sum");
  app.add_flag("--bits", request.bits, "in bits, not nats");
  add_json(app, request.json);
  if (parse(verb, app, std::move(arguments), desk)) matrix(request, desk);
}

}  // namespace sanov::cli
