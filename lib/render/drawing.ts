// drawing: diagrams as a text of some form — for a terminal, for Mermaid, or as an SVG picture.

import { stripAnsiCode } from "@std/fmt/colors";
import type { Drawing } from "../command.ts";
import type { Diagram } from "../diagram.ts";
import type { Language } from "../messages/mod.ts";
import { diagramsText } from "./diagram.ts";
import { mermaidText } from "./mermaid.ts";
import { svgText } from "./svg.ts";

/** Diagrams in that form, without colours. */
export function drawing(diagrams: readonly Diagram[], form: Drawing, language: Language): string {
  switch (form) {
    case "text":
      return stripAnsiCode(diagramsText(diagrams, language, 80));
    case "mermaid":
      return mermaidText(diagrams, language);
    case "svg":
      return svgText(diagrams, language);
    default:
      return form satisfies never;
  }
}
