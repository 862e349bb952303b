"""The headers of the losses: one function each, with its options by name, from the tables in their sources.

A source holds, for the loss `huber_loss`, `constexpr Operand huber_loss_operands[] = {…};` and, if it takes any,
`constexpr Option huber_loss_options[] = {…};`.
"""

from __future__ import annotations

import re
import sys

OPERAND = re.compile(r'\{\s*(?:\.name = )?"(\w+)"((?:[^{}"]|"[^"]*")*)\}|\b(?:signs|class_indices)\("(\w+)"\)')
# A default is a plain value: one that calls something does not match, and is refused.
OPTION = re.compile(r'\b(number|flag|whole|tensor)\("(\w+)"(?:,\s*([^,()]+?)\s*(?=[,)])|(?=\)))')
FIELD = {"number": "double", "flag": "bool", "whole": "std::int64_t", "tensor": "Tensor"}


def table(source: str, name: str, kind: str) -> str:
    found = re.search(rf"^constexpr {kind} {name}[^=\n]*= \{{(.*?)\}};$", source, re.M | re.S)
    return found.group(1) if found else ""


def struct_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_")) + "Options"


def options_struct(name: str, options: list[tuple[str, str, str]], reduction: str) -> list[str]:
    numbers = ", ".join(f"static_cast<double>({option})" for kind, option, _ in options if kind != "tensor")
    tensors = ", ".join(option for kind, option, _ in options if kind == "tensor")
    lines = [f"/// What {name} may be told.", f"struct {struct_name(name)} {{"]
    for kind, option, value in options:
        lines.append(f"  {FIELD[kind]} {option} = {'{}' if kind == 'tensor' else value.strip()};")
    return [*lines, f"  Reduction reduction = Reduction::{reduction};",
            "  bool check = true;   ///< false: values outside their range are the caller's business",
            "  Output values = {};  ///< with Reduction::none", "",
            f"  Settings settings() const {{ return {{{{{numbers}}}, {{{tensors}}}, reduction, check, values}}; }}",
            "};", ""]


def function(name: str, docs: list[str], operands: list[tuple[str, bool]]) -> list[str]:
    slopes = [operand for operand, differentiable in operands if differentiable]
    parameters = [f"const Tensor& {operand}" for operand, _ in operands]
    parameters.append(f"const {struct_name(name)}& options = {{}}")
    parameters += [f"const Output& grad_{operand} = {{}}" for operand in slopes]
    gradients = ", ".join(f"grad_{operand}" if differentiable else "Output{}" for operand, differentiable in operands)
    lines = [f"/// {line}".rstrip() for line in docs]
    return [*lines, f"inline double {name}({', '.join(parameters)}) {{",
            f"  return compute(entry::{name}, {{{', '.join(operand for operand, _ in operands)}}}, options.settings(), "
            f"{{{gradients}}});", "}", ""]


def autograd_function(name: str, operands: list[tuple[str, bool]]) -> list[str]:
    parameters = ", ".join(f"const torch::Tensor& {operand}" for operand, _ in operands)
    return [f"/// sanov::losses::{name} of torch's tensors, with its gradients.",
            f"inline torch::Tensor {name}({parameters}, const losses::{struct_name(name)}& options = {{}}) {{",
            f"  return compute(losses::entry::{name}, {{{', '.join(operand for operand, _ in operands)}}}, "
            "options.settings());", "}", ""]


def described(name: str, source: str) -> tuple[list[tuple[str, bool]], list[tuple[str, str, str]], str]:
    """Operands (and whether there is a gradient by them), options and usual reduction of a loss."""
    operands = [(operand or label, not label and "differentiable = false" not in rest)
                for operand, rest, label in OPERAND.findall(table(source, f"{name}_operands", "Operand"))]
    if not operands:
        sys.exit(f"catalogue: no `constexpr Operand {name}_operands[] = {{…}};`")
    written = table(source, f"{name}_options", "Option")
    options = OPTION.findall(written)
    if len(options) != len(re.findall(r'\b\w+\("', written)):
        sys.exit(f"catalogue: {name}_options: an option is number, flag, whole or tensor, and its default a plain value")
    info = re.search(rf"constexpr Info {name}_info\{{(.*?)\}};", source, re.S)
    chosen = re.search(r"\.reduction = Reduction::(\w+)", info.group(1)) if info else None
    return operands, options, chosen.group(1) if chosen else "mean"


def headers(definition: str, entries: list[tuple[str, str, str, list[str]]]) -> dict[str, str]:
    """The texts of losses/losses.h and autograd/losses.h. `entries`: grain, name, source and docstring of each loss."""
    made = ["#pragma once", "", f"// Made from {definition} and the sources of its entries.", ""]
    plain = [*made, "#include <cstdint>", "", '#include "sanov/losses/loss.h"', "", "namespace sanov::losses {", "",
             "/// The losses as objects, for whoever loops over them.", "namespace entry {"]
    plain += [f"extern const Loss<{grain}> {name};" for grain, name, _, _ in entries]
    plain += ["}  // namespace entry", ""]
    torch = [*made, '#include "sanov/autograd/loss.h"', '#include "sanov/losses/losses.h"', "",
             "namespace sanov::autograd {", ""]
    for _, name, source, docs in entries:
        operands, options, reduction = described(name, source)
        plain += options_struct(name, options, reduction)
        plain += function(name, docs, operands)
        torch += autograd_function(name, operands)
    return {"losses/losses.h": "\n".join([*plain, "}  // namespace sanov::losses", ""]),
            "autograd/losses.h": "\n".join([*torch, "}  // namespace sanov::autograd", ""])}
