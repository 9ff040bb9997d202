import path from "node:path";

/** The folders of src, from the bottom up. Imports go downwards only. `testing` may use all and is for tests alone. */
const layers = ["shared", "features", "app", "testing"];
const source = path.resolve(import.meta.dirname, "../src");

function place(file) {
  const parts = path.relative(source, file).split(path.sep);
  return { layer: layers.indexOf(parts[0]), feature: parts[0] === "features" ? parts[1] : undefined };
}

function isTest(file) {
  return /\.test\.tsx?$/.test(file) || file.startsWith(path.join(source, "testing"));
}

/** src/app -> src/features/<name> -> src/shared; never from one feature to another (docs/CONVENTIONS.md section 15). */
export const layersRule = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const here = place(context.filename);
    if (here.layer < 0) return {};
    function check(node) {
      if (!node.source || typeof node.source.value !== "string") return;
      const wanted = node.source.value;
      let target;
      if (wanted.startsWith("@/")) target = path.join(source, wanted.slice(2));
      else if (wanted.startsWith(".")) target = path.resolve(path.dirname(context.filename), wanted);
      else return;
      const there = place(target);
      if (there.layer < 0) return;
      if (there.layer === layers.indexOf("testing") && isTest(context.filename)) return;
      if (there.layer > here.layer) {
        context.report({
          node,
          message: `${layers[here.layer]} must not import from ${layers[there.layer]}: imports go app -> features -> shared`,
        });
      } else if (here.feature && there.feature && here.feature !== there.feature) {
        context.report({
          node,
          message: `feature ${here.feature} must not import from feature ${there.feature}: move what both need to shared, or compose them in app`,
        });
      }
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

/** No barrel files: they hide where a thing lives and load what is not needed. */
export const noBarrelRule = {
  meta: { type: "problem", schema: [] },
  create(context) {
    return {
      Program(node) {
        if (/^index\.tsx?$/.test(path.basename(context.filename)))
          context.report({ node, message: "no barrel files: import from the file that defines it" });
      },
      ExportAllDeclaration(node) {
        context.report({ node, message: "no barrel files: import from the file that defines it" });
      },
    };
  },
};

/** Only *.queries.ts of a feature calls the API. */
export const queriesRule = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const here = place(context.filename);
    if (here.layer === layers.indexOf("shared") || isTest(context.filename) || /\.queries\.ts$/.test(context.filename))
      return {};
    return {
      ImportDeclaration(node) {
        if (node.importKind !== "type" && /shared\/api\/(client|stream)$/.test(node.source.value)) {
          context.report({ node, message: "only *.queries.ts calls the API" });
        }
      },
    };
  },
};
