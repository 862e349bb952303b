#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/desk.h"
#include "cli/drawing.h"
#include "cli/input.h"
#include "sanov/fit/fit_mixture.h"
#include "sanov/fit/grain.h"
#include "sanov/fit/rank_families.h"

namespace sanov::cli {

/// Rows as they were given: values, or two ends of each, and what is known of them beside.
struct FitRows {
  std::string label;
  std::vector<double> x;                     ///< values; none where there are ends
  std::vector<double> lower, upper;          ///< ends
  std::optional<std::vector<double>> event;  ///< of values
  std::optional<std::vector<double>> weights;
  Truncation truncation;
  double step = 0;  ///< to which values were rounded
  std::size_t missing = 0;
};

/// What `sanov fit DATA` answers, before it is text, JSON or a picture.
struct FitAnswer {
  std::string label;
  FitData data;     ///< as recorded
  double step = 0;  ///< to which they were taken for rounded
  Grain grain;
  std::size_t missing = 0;
  std::optional<double> atom_share;  ///< of a commonest value (grain.atom) that no density has: `data` are the others
  int draws = 0;                     ///< behind the goodness of fit
  Ranking ranking;
};

/// Ranks families on rows; of an atom that no density has (grain.h) the other rows are taken.
/// Throws as FitData and rank_families() do.
FitAnswer answer_fit(FitRows rows, const RankOptions& options);

/// Families know no calendar: to them a date is a count of seconds since 1970, which no zero, scale or shape suits.
void refuse_dates(const Sample& sample);

/// Reads what DATA and the options beside it say of the rows.
FitRows read_fit_rows(const FitRequest& request, Desk& desk);

/// A number in an option's word; throws InvalidArgument where it is none.
double number_in(std::string_view word, std::string_view option);

std::string fit_text(const FitAnswer& answer, std::size_t shown, const Terminal& terminal);
std::string fit_json(const FitAnswer& answer);

/// As HTML with its pictures inside, for phones and for the dark too: a page, or what stands in one.
std::string fit_html(const FitAnswer& answer, bool whole_page);

/// What is said of the data, and what must be known before any density is believed.
std::string fit_heading(const FitAnswer& answer);
std::vector<std::string> fit_warnings(const FitAnswer& answer);

/// A family in its place, in words: `cells` stand below the columns' heads.
struct RankedWords {
  std::vector<std::string> cells;
  std::string parameters;
};
std::vector<std::string> ranked_heads(const FitAnswer& answer);
/// What the columns are, in the words of the criterion.
std::string ranked_reading(const FitAnswer& answer);
RankedWords ranked_words(const FitAnswer& answer, std::size_t place);

/// The values that are there; throws, naming the first that is not, unless the request leaves such rows out.
std::vector<double> without_missing(std::vector<double> values, const FitRequest& request, std::size_t& missing,
                                    const std::string& label);

/// What is fitted to what.
enum class Fitted { data, mixture, density };

/// Throws InvalidArgument for an option that would do nothing there, naming where it does something.
void check_fit_options(const FitRequest& request, Fitted fitted);

/// `sanov fit DATA --components 1-6`: mixtures of normal distributions.
void fit_mixture(const FitRequest& request, Desk& desk);
std::string mixture_text(const std::string& label, const FitData& data, const MixtureFits& found,
                         const Terminal& terminal);

/// `sanov fit TARGET`: a family fitted to a density that a spec describes.
void fit_target(const FitRequest& request, Desk& desk);

/// The histogram with the best three densities, below it which cells have too many values and which too few, and beside
/// it the quantiles of data and best fit against each other.
Drawing fit_drawing(const FitAnswer& answer);
bool can_be_drawn(const FitAnswer& answer);

}  // namespace sanov::cli
