// Opens a page in headless Chromium at phone and desk size, runs axe-core on it, and prints what is wrong as JSON.
//
// In: path of the page, path of Chromium, optionally a folder for screenshots. Needs NODE_PATH with puppeteer-core and
// axe-core.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const puppeteer = require("puppeteer-core");

const [page, chromium, shots] = process.argv.slice(2);
const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

async function main() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "page-"));
  const browser = await puppeteer.launch({
    executablePath: chromium,
    userDataDir: profile,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const found = { requests: [] };
  try {
    for (const [name, size] of Object.entries(sizes)) {
      const tab = await browser.newPage();
      tab.on("request", (request) => found.requests.push(request.url()));
      await tab.setViewport(size);
      await tab.goto(`file://${path.resolve(page)}`);
      if (shots) await tab.screenshot({ path: path.join(shots, `index-${name}.png`), fullPage: true });
      await tab.evaluate(axe);
      const result = await tab.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
      found[name] = {
        rules: result.passes.length,
        violations: result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).slice(0, 3)}`),
        overflow: await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      };
      await tab.close();
    }
  } finally {
    await browser.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
  console.log(JSON.stringify(found));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
