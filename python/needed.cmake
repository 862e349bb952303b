# Included right after project() when a wheel is built (pyproject.toml says so): looks for what pip cannot bring, and
# names all that is missing at once, as the package managers call it.
set(needed_debian)
set(needed_fedora)
set(needed_conda)
set(needed_brew)

function(sanov_need title found debian fedora conda brew)
  if(${found})
    return()
  endif()
  foreach(manager debian fedora conda brew)
    set(needed_${manager} ${needed_${manager}} ${${manager}} PARENT_SCOPE)
  endforeach()
  set(needed_titles ${needed_titles} ${title} PARENT_SCOPE)
endfunction()

find_package(fmt 9 QUIET)
find_package(hwy 1.0.3 QUIET)
find_package(TBB QUIET)
find_package(Boost 1.74 QUIET)
find_package(nlohmann_json 3.11 QUIET)
find_path(SANOV_CLI11_INCLUDE_DIR CLI/CLI.hpp)

#          title           found                    Debian               Fedora         conda             brew
sanov_need("fmt"           fmt_FOUND                libfmt-dev           fmt-devel      fmt               fmt)
sanov_need("Highway"       hwy_FOUND                libhwy-dev           highway-devel  libhwy            highway)
sanov_need("oneTBB"        TBB_FOUND                libtbb-dev           tbb-devel      tbb-devel         tbb)
sanov_need("Boost"         Boost_FOUND              libboost-dev         boost-devel    libboost-headers  boost)
sanov_need("nlohmann-json" nlohmann_json_FOUND      nlohmann-json3-dev   json-devel     nlohmann_json     nlohmann-json)
sanov_need("CLI11"         SANOV_CLI11_INCLUDE_DIR  libcli11-dev         cli11-devel    cli11             cli11)

if(needed_titles)
  list(JOIN needed_titles ", " needed_titles)
  foreach(manager debian fedora conda brew)
    list(JOIN needed_${manager} " " needed_${manager})
  endforeach()
  message(FATAL_ERROR
    "Building sanov needs libraries that are not here: ${needed_titles}. Install them, then try again:\n"
    "  Debian, Ubuntu   apt install ${needed_debian}\n"
    "  Fedora           dnf install ${needed_fedora}\n"
    "  conda            conda install -c conda-forge ${needed_conda}\n"
    "  Homebrew         brew install ${needed_brew}\n")
endif()
