#pragma once

/// Everything: `#include <sanov/sanov.h>`. Light on purpose: no SIMD, threading, JSON or table library is pulled in.
#include "sanov/base/cells.h"
#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/compare/compare.h"
#include "sanov/measures/matrix.h"
#include "sanov/measures/measures.h"
#include "sanov/measures/notice.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/rank/matrix.h"
#include "sanov/rank/pairwise_hinge.h"
#include "sanov/rank/rank.h"
#include "sanov/rank/soft_kendall.h"
#include "sanov/rank/soft_spearman.h"
