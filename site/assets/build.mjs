// Builds everything the browser gets into site/static/build/: one stylesheet, the heading font, one script, one icon sprite.
// File names are fixed; whitenoise adds the hashes when static files are collected. Nothing is fetched.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ICONS } from "./icons.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const OUT = join(ROOT, "site", "static", "build");
const FONT = join(ROOT, "node_modules", "@fontsource-variable", "noto-serif-sc");
const LUCIDE = join(ROOT, "node_modules", "lucide-static", "icons");

async function bundles() {
  await build({
    absWorkingDir: HERE,
    entryPoints: { app: "js/app.js" },
    outdir: OUT,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2020"],
    legalComments: "none",
  });
  await build({
    absWorkingDir: HERE,
    entryPoints: { app: "css/app.css" },
    outdir: OUT,
    bundle: true,
    minify: true,
    target: ["chrome100", "firefox100", "safari15"],
    loader: { ".svg": "dataurl" },
  });
}

// The variable font comes in about a hundred slices by character range, so a page loads only the slices it shows.
async function fonts() {
  const css = await readFile(join(FONT, "wght.css"), "utf8");
  const files = [...css.matchAll(/url\(\.\/files\/([^)]+)\)/g)].map((match) => match[1]);
  await mkdir(join(OUT, "fonts"), { recursive: true });
  await Promise.all(files.map((name) => copyFile(join(FONT, "files", name), join(OUT, "fonts", name))));
  const ours = css
    .replaceAll("./files/", "fonts/")
    .replaceAll("woff2-variations", "woff2")
    .replace(/\/\*[^*]*\*\/\n?/g, "")
    .replace(/\n\s*/g, "");
  await writeFile(join(OUT, "fonts.css"), ours);
}

// One <symbol> per icon: stroke and size come from the class on the <svg> that uses it.
async function sprite() {
  const symbols = await Promise.all(
    ICONS.map(async (name) => {
      const svg = await readFile(join(LUCIDE, `${name}.svg`), "utf8");
      const inner = svg.replace(/<!--.*?-->/gs, "").replace(/^\s*<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\s*\n\s*/g, "");
      return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
    }),
  );
  await writeFile(join(OUT, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

async function drawings() {
  const names = await readdir(join(HERE, "svg"));
  await Promise.all(names.map((name) => copyFile(join(HERE, "svg", name), join(OUT, name))));
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await Promise.all([bundles(), fonts(), sprite(), drawings()]);
