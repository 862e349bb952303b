# cmake --install: libraries, headers, and what find_package(sanov) reads.
