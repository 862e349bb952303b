import sanov

sanov.kl([0.4, 0.6])  # misses q
sanov.kl([0.4, 0.6], [0.3, 0.7], unit="bans")
sanov.kl([0.4, 0.6], [0.3, 0.7], alpha=2)
sanov.total_variation([0.4, 0.6], [0.3, 0.7], unit="bits")
value: str = sanov.kl([0.4, 0.6], [0.3, 0.7])
sanov.kullback([0.4, 0.6], [0.3, 0.7])
sanov.kendall([1, 2, 3], [1, 3, 2], alternative="twosided")
sanov.kendall([1, 2, 3], [1, 3, 2]).rho
