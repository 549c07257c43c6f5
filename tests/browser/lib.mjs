// lib.mjs: what a browser test needs. A test file:
//
//   import { test, start, finish, ok, equal } from './lib.mjs';
//   const site = await start({ programme: true });          // a server with a store of its own, Chromium
//   await test('the sign-in page', async () => {
//     const page = await site.page();
//     await page.goto(site.url + '/signin');
//     await site.check(page, 'signin');                     // axe, html-validate, weight, screenshots
//   });
//   await finish();
//
// TAP goes to stdout, one line a test; a failed check says what it found.
import { createRequire } from 'node:module';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const need = createRequire(join(process.env.PILOTIS_MODULES, 'x.js'));
const { chromium } = need('playwright-core');
const { HtmlValidate } = need('html-validate');
const axeSource = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const bin = process.env.PILOTIS_BIN;
const shots = process.env.PILOTIS_SHOTS;
const pg = process.env.PILOTIS_TEST_PG; // a database of tools/pg-temp.sh: each site has a schema of its own there
export const top = process.env.PILOTIS_TOP;

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WEIGHT_MAX = 100 * 1024;

let count = 0, failures = 0;
const sites = [];

export function ok(cond, what) {
  if (!cond) throw new Error(what ?? 'expected something true');
}
export function equal(got, wanted, what = 'value') {
  if (got !== wanted) throw new Error(`${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}

// What a page shows, without its frame.
export const text = (page) => page.locator('main').innerText();
export async function says(page, words, yes = true) {
  const shown = await text(page);
  ok(shown.includes(words) === yes, `${page.url()} should ${yes ? '' : 'not '}say: ${words}\n${shown}`);
}
// A button that asks first, and its yes.
export async function sure(page, name) {
  await page.getByRole('button', { name }).first().click();
  await page.locator('dialog button').first().click();
}
// The door of a letter that was told to somebody, on this site, wherever the letter was told that it is.
export function doorOf(site, mail, what) {
  const u = mail.body.match(new RegExp(`https?://\\S+/${what}/\\S+`));
  ok(u, `no link to ${what} in: ${mail.body}`);
  return site.url + new URL(u[0]).pathname;
}

const line = (s) => s.replaceAll('#', '\\#').replaceAll('\n', ' ');
export async function test(name, fn) {
  count++;
  try {
    const r = await fn();
    if (r?.skip) console.log(`ok ${count} - ${line(name)} # SKIP ${r.skip}`);
    else console.log(`ok ${count} - ${line(name)}`);
  } catch (e) {
    failures++;
    console.log(`not ok ${count} - ${line(name)}`);
    for (const l of String(e.stack ?? e).split('\n')) console.log(`#   ${l}`);
  }
}
// Tests that go on from one another: when one fails, those after it are not reached.
export function story() {
  let broken = false;
  return (name, fn) => test(name, async () => {
    ok(!broken, 'not reached');
    broken = true;
    await fn();
    broken = false;
  });
}
export const skip = (why) => ({ skip: why });

export async function finish() {
  for (const s of sites) await s.stop();
  console.log(`1..${count}`);
  process.exitCode = failures > 0 ? 1 : 0;
}

// programme: pilotis init with coord@example.org. demo: the example programme. on: "today" of the server. plan: a
// document to import first. serve: more options for `pilotis serve`.
export async function start({ programme = true, demo = false, on = '2026-11-22', plan = null, serve = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'pilotis-browser-'));
  const schema = `browser${process.pid}_${sites.length}`;
  const store = pg ? `${pg}${pg.includes('?') ? '&' : '?'}schema=${schema}` : `sqlite:${join(folder, 'store.db')}`;
  const env = { ...process.env, LANG: 'fr_BE.UTF-8', PILOTIS_STORE: store, ...(on ? { PILOTIS_ON: on } : {}) };
  const site = { folder, store, env };
  site.cli = (...args) => {
    const r = spawnSync(bin, args, { env, encoding: 'utf8', timeout: 180000, maxBuffer: 1 << 26 });
    return { status: r.status, stdout: r.stdout, stderr: r.stderr };
  };
  const must = (...args) => {
    const r = site.cli(...args);
    if (r.status !== 0) throw new Error(`pilotis ${args.join(' ')}: status ${r.status}: ${r.stderr}`);
    return r.stdout;
  };
  if (demo) must('demo');
  else if (programme) must('init', '--name', 'Programme d’essai', '--admin', 'coord@example.org');
  if (plan) must('plan', 'import', plan);
  const log = join(folder, 'server.log');
  const fd = openSync(log, 'a');
  site.log = () => readFileSync(log, 'utf8');
  let ended = null;
  let port = 0; // any, which the server tells; then the same for good
  const launch = async () => {
    ended = null;
    site.server = spawn(bin, ['serve', '--listen', `127.0.0.1:${port}`, ...(demo ? ['--demo'] : []), ...serve], { env, stdio: ['ignore', fd, fd] });
    site.server.on('exit', (code, signal) => { ended = `${code ?? signal}`; });
    for (let i = 0; ; i++) {
      port = Number(site.log().match(/http:\/\/127\.0\.0\.1:(\d+)/)?.[1] ?? 0);
      site.url = `http://127.0.0.1:${port}`;
      if (port !== 0 && await fetch(`${site.url}/signin`, { redirect: 'manual' }).then(() => true, () => false)) return;
      if (ended !== null || i > 2400) { const said = site.log(); rmSync(folder, { recursive: true }); throw new Error(`the server does not answer (${ended}): ${said}`); }
      await new Promise((r) => setTimeout(r, 50));
    }
  };
  const halt = async () => {
    if (ended !== null) return;
    const old = site.server, late = setTimeout(() => old.kill('SIGKILL'), 30000);
    const gone = new Promise((r) => old.on('exit', r));
    old.kill('SIGTERM');
    await gone;
    clearTimeout(late);
  };
  // Statements past the program, all or none of them; the rows of those that select, in order, each a list of values. What selects
  // starts with SELECT and names its columns apart.
  site.sql = (...statements) => {
    const words = statements.flat(Infinity);
    const r = pg
      ? spawnSync('psql', ['-XqAt1', '-v', 'ON_ERROR_STOP=1', pg, '-c', `SET search_path TO "${schema}"`, ...words.flatMap((s) => ['-c',
        /^\s*SELECT/i.test(s) ? `SELECT row_to_json(t) FROM (${s}) t` : s])], { encoding: 'utf8' })
      : spawnSync('/usr/bin/python3', ['-c', 'import json, sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=60)\n' +
        'for s in json.load(sys.stdin):\n for r in c.execute(s): print(json.dumps(r))\nc.commit()', store.slice('sqlite:'.length)],
      { encoding: 'utf8', input: JSON.stringify(words) });
    equal(r.status, 0, `sql: ${r.stderr}`);
    return r.stdout.split('\n').filter((l) => l !== '').map((l) => Object.values(JSON.parse(l)));
  };
  await launch();
  // The same server, on a later day.
  site.at = async (day) => { await halt(); env.PILOTIS_ON = day; await launch(); };
  site.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS });

  // The first page of a role of the example, by its button on the page of sign-in.
  site.enter = async (role, options = {}) => {
    const page = await site.page(options);
    await page.goto(`${site.url}/signin`);
    await page.getByRole('button', { name: role }).first().click();
    await page.waitForURL((u) => !u.pathname.startsWith('/signin'));
    return page;
  };
  // A page in a context of its own (its own cookies, or those of state). js: false for readers without JavaScript.
  site.page = async ({ width = 1280, height = 900, js = true, lang = 'fr-BE', as = null, state } = {}) => {
    const context = await site.browser.newContext({ viewport: { width, height }, javaScriptEnabled: js, locale: lang, bypassCSP: false, storageState: state });
    const page = await context.newPage();
    page.js = js;
    page.setDefaultTimeout(90000);
    page.problems = [];
    page.on('pageerror', (e) => page.problems.push(`script error: ${e.message}`));
    page.on('console', (m) => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) page.problems.push(`console: ${m.text()} ${m.location().url}`); });
    if (as !== null) await site.signIn(page, as);
    return page;
  };
  // By the link that `pilotis link` prints.
  site.signIn = async (page, email) => {
    const m = must('link', email).match(/\/signin\/[a-z0-9]+/);
    ok(m, 'pilotis link prints no link');
    await page.goto(site.url + m[0]);
    // The page behind the link may ask for a click, so that mail scanners do not use it up.
    const button = page.locator('main form[method=post] button').first();
    if (new URL(page.url()).pathname.startsWith('/signin') && await button.count() > 0) {
      await button.click();
      await page.waitForLoadState();
    }
    ok(!new URL(page.url()).pathname.startsWith('/signin'), `still at ${page.url()} after the link`);
  };

  // This HTML at the same address for the same reader, in a page with JavaScript, without which axe never ends; scripts of its own it
  // has no more than the reader.
  const twin = async (shown, html) => {
    const page = await site.page({ state: await shown.context().storageState() }), [address] = shown.url().split('#');
    await page.route((u) => u.href === address, (r) => r.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }));
    if (!shown.js) await page.route(/\.js$/, (r) => r.fulfill({ body: '', contentType: 'text/javascript' }));
    await page.goto(shown.url());
    return page;
  };
  // axe in light and dark and at 360 px, nothing wider than the screen; screenshots. axed: the page that axe looks at.
  const looks = async (page, axed, name, kinds, shoot) => {
    const found = [], size = page.viewportSize(), wide = size.width < 1280 ? { width: 1280, height: 900 } : size;
    for (const look of kinds) {
      for (const p of new Set([page, axed])) {
        await p.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light', media: look === 'print' ? 'print' : 'screen', reducedMotion: 'reduce' });
        await p.setViewportSize(look === '360' ? { width: 360, height: 740 } : wide);
      }
      if (look !== 'print') for (const v of await axe(axed)) found.push(`axe, ${look}: ${v}`);
      if (look === '360') {
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (over > 0) found.push(`${over} px wider than a screen of 360 px`);
      }
      if (shoot) await page.screenshot({ path: join(shots, `${name}-${look}.png`), fullPage: true });
    }
    await page.emulateMedia({ colorScheme: 'light', media: 'screen', reducedMotion: null });
    await page.setViewportSize(size);
    return found;
  };
  // Everything that holds for every page, at its present address, with or without JavaScript: axe, html-validate on the HTML as
  // served, its width, no error in the console, under 100 KB; and its screenshots.
  site.check = async (page, name, { shoot = true, weight = WEIGHT_MAX } = {}) => {
    const found = [...page.problems];
    const weighed = weigh(page); // meanwhile: it waits until its network is quiet
    weighed.catch(() => {}); // told below
    const html = await served(page);
    for (const p of validate(html)) found.push(`html-validate: ${p}`);
    if (!pg) { // what a browser makes of it is the same whatever the store
      const axed = page.js ? page : await twin(page, html);
      found.push(...await looks(page, axed, name, ['desktop', 'dark', '360', 'print'], shoot));
      if (axed !== page) {
        found.push(...axed.problems);
        await axed.context().close();
      }
    }
    const bytes = await weighed;
    if (bytes > weight) found.push(`${bytes} bytes in all, more than ${weight}`);
    if (found.length > 0) throw new Error(`${name} (${page.url()}):\n${found.join('\n')}${/status of 5/.test(found) ? '\nserver:\n' + site.log().split('\n').slice(-12).join('\n') : ''}`);
  };
  // axe on the page as it stands, with what is open on it; and its screenshot.
  site.now = async (page, name) => {
    if (pg) return;
    const found = await axe(page);
    await page.screenshot({ path: join(shots, `${name}.png`) });
    if (found.length > 0) throw new Error(`${name} (${page.url()}):\n${found.join('\n')}`);
  };
  // The same of what a form's answer shows, which no address leads back to. html: as served.
  site.look = async (shown, name, html) => {
    const page = await twin(shown, html);
    const found = [...shown.problems, ...page.problems, ...validate(html).map((p) => `html-validate: ${p}`), ...await looks(page, page, name, ['desktop', 'dark', '360'], true)];
    await page.context().close();
    if (found.length > 0) throw new Error(`${name}:\n${found.join('\n')}`);
  };
  site.stop = async () => {
    await site.browser.close();
    await halt();
    rmSync(folder, { recursive: true, force: true });
  };
  sites.push(site);
  return site;
}

// A file in the site's folder, for uploads.
export function tempFile(site, name, content) {
  const path = join(site.folder, name);
  writeFileSync(path, content);
  return path;
}

// The HTML of this address as the server sends it to this reader, without what scripts made of it.
async function served(page) {
  const r = await page.context().request.get(page.url());
  ok(r.status() < 500, `${page.url()} answers ${r.status()}`);
  return r.text();
}

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
  rules: {
    // Taste, not faults: our writer's whitespace and void elements, and what axe judges better on the rendered page.
    'no-trailing-whitespace': 'off', 'void-style': 'off', 'attr-quotes': 'off', 'doctype-style': 'off',
    'attribute-boolean-style': 'off', 'attribute-empty-style': 'off', 'require-sri': 'off', 'long-title': 'off',
    'no-inline-style': 'error', 'no-implicit-button-type': 'off', 'prefer-native-element': 'off',
    // French typography asks for no-break spaces; UTF-8 needs no entities.
    'no-raw-characters': ['error', { relaxed: true }],
    'no-redundant-role': 'off',
  },
});
function validate(html) {
  const report = validator.validateStringSync(html);
  return report.results.flatMap((r) => r.messages).filter((m) => m.severity === 2)
    .map((m) => `${m.ruleId} at ${m.line}:${m.column}: ${m.message}`);
}

async function axe(page) {
  // By the debugger's own evaluation: the page's Content-Security-Policy stays as it is.
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeSource);
  const r = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags },
    rules: { 'target-size': { enabled: true } } }), TAGS);
  return r.violations.map((v) => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
}

// What a first visit of this page costs this reader: a context without a cache, with the same cookies.
async function weigh(page) {
  const context = await page.context().browser().newContext({ javaScriptEnabled: page.js, storageState: await page.context().storageState() });
  const fresh = await context.newPage();
  const bodies = [];
  fresh.on('response', (r) => bodies.push(r.body().then((b) => b.length, () => 0)));
  await fresh.goto(page.url(), { waitUntil: 'networkidle' });
  const sum = (await Promise.all(bodies)).reduce((a, b) => a + b, 0);
  await context.close();
  return sum;
}
