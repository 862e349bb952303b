#include "sanov/report/assets.h"

// The files' bytes, each between two hidden symbols.
#define SANOV_EMBED(name, file)                                                                                  \
  asm(".pushsection .rodata\n.global sanov_embedded_" #name "\n.hidden sanov_embedded_" #name                    \
      "\nsanov_embedded_" #name ":\n.incbin \"" SANOV_REPORT_FOLDER "/" file "\"\n.global sanov_embedded_" #name \
      "_end\n.hidden sanov_embedded_" #name "_end\nsanov_embedded_" #name "_end:\n.byte 0\n.popsection\n");      \
  extern "C" const char sanov_embedded_##name[], sanov_embedded_##name##_end[];

SANOV_EMBED(vega, "assets/vega.min.js")
SANOV_EMBED(vega_lite, "assets/vega-lite.min.js")
SANOV_EMBED(vega_embed, "assets/vega-embed.min.js")
SANOV_EMBED(licences, "assets/LICENCES.txt")
SANOV_EMBED(page_script, "page/page.js")
SANOV_EMBED(page_style, "page/page.css")
SANOV_EMBED(overview_style, "page/overview.css")
SANOV_EMBED(numbers, "page/numbers.vl.json")
SANOV_EMBED(times, "page/times.vl.json")
SANOV_EMBED(texts, "page/texts.vl.json")
SANOV_EMBED(contributions, "page/contributions.vl.json")
SANOV_EMBED(certainty, "page/certainty.vl.json")

#define SANOV_EMBEDDED(name) std::string_view(sanov_embedded_##name, sanov_embedded_##name##_end)

namespace sanov {

const Assets& assets() {
  static const Assets all{.vega = {SANOV_EMBEDDED(vega), SANOV_SHA256_vega},
                          .vega_lite = {SANOV_EMBEDDED(vega_lite), SANOV_SHA256_vega_lite},
                          .vega_embed = {SANOV_EMBEDDED(vega_embed), SANOV_SHA256_vega_embed},
                          .page_script = {SANOV_EMBEDDED(page_script), SANOV_SHA256_page},
                          .licences = SANOV_EMBEDDED(licences),
                          .page_style = SANOV_EMBEDDED(page_style),
                          .overview_style = SANOV_EMBEDDED(overview_style),
                          .numbers = SANOV_EMBEDDED(numbers),
                          .times = SANOV_EMBEDDED(times),
                          .texts = SANOV_EMBEDDED(texts),
                          .contributions = SANOV_EMBEDDED(contributions),
                          .certainty = SANOV_EMBEDDED(certainty)};
  return all;
}

}  // namespace sanov
