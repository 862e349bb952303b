#pragma once

#include <cstddef>

/// Training-signal annealing: labelled examples of which the model is sure already are left out, fewer as training goes.
namespace sanov::losses {

enum class Schedule : unsigned char { logarithmic, linear, exponential };

/// The threshold on the probability of the label at a stage of training, progress running from 0 to 1:
///   α(1 − 1/K) + 1/K, α = 1 − e^(−5·progress), progress, or e^(5(progress − 1))
/// From 1/K on (at progress 0 the logarithmic and linear ones start there, the exponential at α = e^−5) up to 1; the
/// logarithmic one ends at α = 1 − e^−5. The exponential one lets the signal go latest: for few labels.
/// Throws InvalidArgument if progress leaves [0, 1] or there is no class.
/// Xie, Dai, Hovy, Luong and Le, Unsupervised Data Augmentation for Consistency Training, 2020.
double annealing_threshold(double progress, std::size_t classes, Schedule schedule = Schedule::linear);

}  // namespace sanov::losses
