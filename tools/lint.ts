// lint: the house rules that the recommended set of `deno lint` does not have. deno.json loads this file.
//
// It looks at one file at a time; what takes the whole import graph is in tests/layering.test.ts.

const ROOT = import.meta.dirname!.slice(0, -"tools".length).replaceAll("\\", "/");

/** A file's path in the repository, with slashes. */
function pathOf(context: Deno.lint.RuleContext): string {
  const path = context.filename.replaceAll("\\", "/");
  return path.startsWith(ROOT) ? path.slice(ROOT.length) : path;
}

function isIn(path: string, ...folders: string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}

/** The `NAME` of an expression `Deno.NAME` or `Deno["NAME"]`. */
function denoMember(node: Deno.lint.MemberExpression): string | undefined {
  if (node.object.type !== "Identifier" || node.object.name !== "Deno") return undefined;
  if (node.property.type === "Identifier" && !node.computed) return node.property.name;
  return node.property.type === "Literal" ? String(node.property.value) : undefined;
}

/** Calls `check` for every specifier that a file imports or re-exports, literal dynamic imports included. */
function onImports(check: (specifier: string, node: Deno.lint.Node) => void): Deno.lint.LintVisitor {
  return {
    ImportDeclaration: (node) => check(node.source.value, node.source),
    ExportAllDeclaration: (node) => check(node.source.value, node.source),
    ExportNamedDeclaration(node) {
      if (node.source) check(node.source.value, node.source);
    },
    ImportExpression(node) {
      if (node.source.type === "Literal" && typeof node.source.value === "string") {
        check(node.source.value, node.source);
      }
    },
  };
}

/** Deno's own networking: it merges several socket calls into one and hides their options and errors. */
const NETWORKING = new Set(["listen", "listenTls", "listenDatagram", "connect", "connectTls", "serve"]);

/** Names that say nothing about what is inside. */
const VAGUE = /^(utils?|helpers?|common|types)$/;

const plugin: Deno.lint.Plugin = {
  name: "socksh",
  rules: {
    "exit-in-main": {
      create: (context) => ({
        MemberExpression(node) {
          if (denoMember(node) === "exit" && pathOf(context) !== "main.ts") {
            context.report({
              node,
              message: "Deno.exit outside main.ts: it skips whatever still has to be closed",
            });
          }
        },
      }),
    },
    "opening-comment": {
      create: (context) => ({
        Program(node) {
          if (isIn(pathOf(context), "lib", "commands") && !/^\s*\/[/*]/.test(context.sourceCode.text)) {
            context.report({
              node,
              message:
                "the file does not open with a comment: which question does it answer, what must it not know?",
            });
          }
        },
      }),
    },
    "telling-names": {
      create: (context) =>
        onImports((specifier, node) => {
          const vague = specifier.split("/").find((part) => VAGUE.test(part.replace(/\..*$/, "")));
          if (specifier.startsWith(".") && vague) {
            context.report({ node, message: `"${vague}" says nothing: name the module after what it does` });
          }
        }),
    },
    "real-calls": {
      create: (context) => ({
        MemberExpression(node) {
          const name = denoMember(node);
          if (name && NETWORKING.has(name) && isIn(pathOf(context), "lib", "commands")) {
            context.report({ node, message: `Deno.${name} is not one call of the system: use lib/libc.ts` });
          }
        },
      }),
    },
    "library-below-commands": {
      create: (context) =>
        onImports((specifier, node) => {
          if (isIn(pathOf(context), "lib") && /^\..*\/commands\//.test(specifier)) {
            context.report({
              node,
              message: "lib/ knows no particular command: it imports nothing from commands/",
            });
          }
        }),
    },
  },
};

export default plugin;
