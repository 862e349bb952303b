#pragma once

#include <string_view>

/// Files that a page carries, which stand in sanov/report/assets (Vega and its licences) and sanov/report/page (ours), and
/// are linked in as they are.
namespace sanov {

/// A file, and the SHA-256 of its bytes in hexadecimal digits where it is a script.
struct Asset {
  std::string_view text, sha256 = {};
};

struct Assets {
  Asset vega, vega_lite, vega_embed, page_script;
  std::string_view licences, page_style, overview_style;
  std::string_view numbers, times, texts, contributions, certainty;  ///< specifications of charts, in Vega-Lite
};
const Assets& assets();

}  // namespace sanov
