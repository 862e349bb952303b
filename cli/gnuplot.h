#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/drawing.h"

/// Pictures in pixels, which gnuplot paints: the command gnuplot with its terminals pngcairo and gif.
namespace sanov::cli {

/// Throws std::system_error where there is no gnuplot to paint `path`, naming the package: before any work is done.
void need_gnuplot(std::string_view path);

/// Writes a drawing as PNG, at twice its size for sharp screens. Whole or not at all, as write_file does.
void write_png(const std::string& path, const Drawing& drawing);

/// Writes drawings of one size as the frames of a GIF that plays again and again, each shown for `hundredths` of a
/// second; the last is shown for `pause` times as long.
void write_gif(const std::string& path, const std::vector<Drawing>& frames, int hundredths, int pause);

/// Writes a drawing as the file's ending says, .svg or .png. Throws InvalidArgument for another.
void write_drawing(const std::string& path, const Drawing& drawing);

/// Throws what write_drawing would throw for such a file, before any work is done.
void check_drawing_file(const std::string& path);

}  // namespace sanov::cli
