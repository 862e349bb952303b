"""What the measures of each shape take."""

# By shape: the arguments, and how many dimensions one evaluation takes of each.
ARGUMENTS = {
    "scalar": {"x": 0},
    "one": {"p": 1},
    "two": {"p": 1, "q": 1},
    "ordered": {"p": 1, "q": 1, "positions": 1},
    "joint": {"table": 2},
    "many": {"rows": 2, "weights": 1},
}
# Cells stand at 0, 1, 2, … and rows weigh the same where nothing else is said.
OPTIONAL = {"positions", "weights"}
