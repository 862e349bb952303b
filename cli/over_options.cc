#include "cli/over_options.h"

namespace sanov::cli {

void add_over_options(CLI::App& app, OverRequest& request, WatchRequest& watch) {
  app.add_option("--over", request.over,
                 "compare CUR window by window, by this column of dates or times: when did it change?")
      ->check(not_empty)
      ->type_name("COLUMN");
  app.add_option(
         "--every", request.every,
         "length of a window: hour, day, week (unless told), month, quarter, year, '2 weeks'; or, without --over, "
         "'500 rows'")
      ->check(not_empty)
      ->type_name("LENGTH");
  app.add_option(
         "--season", request.season,
         "compare each window with the reference's rows of the same hour (of the day), weekday, month or quarter "
         "(of the year)")
      ->check(not_empty)
      ->type_name("NAME");
  app.add_option("--alpha", request.alpha,
                 "chance that any window is said to differ though none does; 0.05 unless told")
      ->type_name("NUMBER");
  app.add_flag("--growing", request.growing,
               "windows will be looked at again when more have come: what is said of one then stays");
  app.add_option("--watch", watch.folder,
                 "without CUR: compare each table of this folder as it comes, with p that hold however many come")
      ->check(not_empty)
      ->type_name("FOLDER");
  app.add_flag("--once", watch.once, "with --watch: the files that are there, and no waiting");
  app.add_option("--state", watch.state, "with --watch: what it goes on from; FOLDER/.sanov-watch.json unless told")
      ->check(not_empty)
      ->type_name("FILE");
  app.add_option("--prometheus", watch.prometheus,
                 "write the distances, p and verdicts to this file for Prometheus too")
      ->check(not_empty)
      ->type_name("FILE");
}

}  // namespace sanov::cli
