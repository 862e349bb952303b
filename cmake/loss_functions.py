"""The header of the losses: one function each, with its options by name, from the tables in their sources.

A source holds, for the loss `huber_loss`, `constexpr Operand huber_loss_operands[] = {…};` and, if it takes any,
`constexpr Option huber_loss_options[] = {…};`.
"""

from __future__ import annotations

import re
import sys

OPERAND = re.compile(r'\{\s*(?:\.name = )?"(\w+)"((?:[^{}"]|"[^"]*")*)\}')
OPTION = re.compile(r'\b(number|flag|whole|tensor)\("(\w+)"(?:,\s*([^,()]+))?')
FIELD = {"number": "double", "flag": "bool", "whole": "std::int64_t", "tensor": "Tensor"}


def table(source: str, name: str, kind: str) -> str:
    found = re.search(rf"^constexpr {kind} {name}[^=\n]*= \{{(.*?)\}};$", source, re.M | re.S)
    return found.group(1) if found else ""


def struct_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_")) + "Options"


def options_struct(name: str, options: list[tuple[str, str, str]], reduction: str) -> list[str]:
    lines = [f"/// What {name} may be told.", f"struct {struct_name(name)} {{"]
    for kind, option, value in options:
        lines.append(f"  {FIELD[kind]} {option} = {'{}' if kind == 'tensor' else value.strip()};")
    return [*lines, f"  Reduction reduction = Reduction::{reduction};",
            "  bool check = true;   ///< false: values outside their range are the caller's business",
            "  Output values = {};  ///< with Reduction::none", "};", ""]


def function(name: str, docs: list[str], operands: list[tuple[str, bool]],
             options: list[tuple[str, str, str]]) -> list[str]:
    slopes = [operand for operand, differentiable in operands if differentiable]
    parameters = [f"const Tensor& {operand}" for operand, _ in operands]
    parameters.append(f"const {struct_name(name)}& options = {{}}")
    parameters += [f"const Output& grad_{operand} = {{}}" for operand in slopes]
    gradients = ", ".join(f"grad_{operand}" if differentiable else "Output{}" for operand, differentiable in operands)
    numbers = [f"static_cast<double>(options.{option})" for kind, option, _ in options if kind != "tensor"]
    tensors = [f"options.{option}" for kind, option, _ in options if kind == "tensor"]
    lines = [f"/// {line}".rstrip() for line in docs]
    lines += [f"inline double {name}({', '.join(parameters)}) {{",
              f"  const Tensor operands[] = {{{', '.join(operand for operand, _ in operands)}}};",
              f"  const Output gradients[] = {{{gradients}}};"]
    call = [".operands = operands"]
    if numbers:
        lines.append(f"  const double numbers[] = {{{', '.join(numbers)}}};")
        call.append(".numbers = numbers")
    if tensors:
        lines.append(f"  const Tensor tensors[] = {{{', '.join(tensors)}}};")
        call.append(".tensors = tensors")
    call += [".reduction = options.reduction", ".check = options.check", ".values = options.values",
             ".gradients = gradients"]
    return [*lines, f"  return entry::{name}({{{', '.join(call)}}});", "}", ""]


def header(definition: str, entries: list[tuple[str, str, str, list[str]]]) -> str:
    """`entries`: grain, name, source text and docstring of each loss."""
    lines = ["#pragma once", "", f"// Made from {definition} and the sources of its entries.", "",
             "#include <cstdint>", "", '#include "sanov/losses/loss.h"', "", "namespace sanov::losses {", "",
             "/// The losses as objects, for whoever loops over them.", "namespace entry {"]
    lines += [f"extern const Loss<{grain}> {name};" for grain, name, _, _ in entries]
    lines += ["}  // namespace entry", ""]
    for _, name, source, docs in entries:
        operands = [(operand, "differentiable = false" not in rest)
                    for operand, rest in OPERAND.findall(table(source, f"{name}_operands", "Operand"))]
        if not operands:
            sys.exit(f"catalogue: no `constexpr Operand {name}_operands[] = {{…}};`")
        options = OPTION.findall(table(source, f"{name}_options", "Option"))
        info = re.search(rf"constexpr Info {name}_info\{{(.*?)\}};", source, re.S)
        chosen = re.search(r"\.reduction = Reduction::(\w+)", info.group(1)) if info else None
        lines += options_struct(name, options, chosen.group(1) if chosen else "mean")
        lines += function(name, docs, operands, options)
    return "\n".join([*lines, "}  // namespace sanov::losses", ""])
