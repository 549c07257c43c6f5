// What others filed is never run by a browser: pages, drawings, scripts, styles and PDF filed as evidence, opened in every
// way that a page or an address has.
import { test, start, finish, ok, equal, tempFile } from './lib.mjs';
const site = await start({ demo: true });
const SCRIPT = 'document.title = "zz"; window.zz = 1; try { parent.zz = 1 } catch (e) { }';
const files = {
  'page.html': `<!doctype html><title>a</title><script>${SCRIPT}</script><body onload="zz = 1">`,
  'page.xhtml': `<html xmlns="http://www.w3.org/1999/xhtml"><head><script>${SCRIPT}</script></head></html>`,
  'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg" onload="zz = 1"><script>${SCRIPT}</script></svg>`,
  'data.xml': `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#s"?><a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>${SCRIPT}</h:script></a>`,
  'script.js': SCRIPT,
  'style.css': '* { color: rgb(1, 2, 3) !important }',
  'paper.pdf': '%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n',
  'no ending': '<!doctype html><script>zz = 1</script>',
  'picture.png': `<html><script>${SCRIPT}</script></html>`,
};
const page = await site.page();
await page.goto(`${site.url}/signin`);
await page.getByRole('button', { name: /Nadia Benkirane/ }).click();
await page.waitForLoadState();
const found = [];

for (const [name, content] of Object.entries(files)) {
  await test(`filed: ${name}`, async () => {
    await page.goto(`${site.url}/plan?state=late`);
    await page.locator('ol.actions .title a').first().click();
    await page.waitForURL(/\/plan\/actions\//);
    await page.locator('fieldset.lines input[name=slot]').first().check();
    await page.setInputFiles('.evidence-form #f-file', tempFile(site, name, content));
    await page.fill('.evidence-form #f-effective', '2026-02-03');
    await page.getByRole('button', { name: 'Déposer', exact: true }).click();
    await page.getByText('Preuve déposée').waitFor();
    await page.locator('.piece a', { hasText: name }).first().click();
    await page.waitForURL(/\/evidence\/\d+/);
    const path = await page.locator('a[href$="/file"]').first().getAttribute('href');
    found.push([name, path]);
    const r = await page.context().request.get(site.url + path);
    const h = r.headers();
    ok(/^attachment;/.test(h['content-disposition']), h['content-disposition']);
    equal(h['x-content-type-options'], 'nosniff', 'sniffing');
    ok(/sandbox/.test(h['content-security-policy']) && /default-src 'none'/.test(h['content-security-policy']), h['content-security-policy']);
    ok(!/html|xml|script|css/.test(h['content-type'].replace(/openxml/, '')), h['content-type']);
    equal(await r.text(), content, 'contents');
  });
}

await test('opened by its address, it is a download', async () => {
  for (const [name, path] of found) {
    const fresh = await page.context().newPage();
    const [download] = await Promise.all([fresh.waitForEvent('download'), fresh.goto(site.url + path).catch(() => null)]);
    equal(download.suggestedFilename().replaceAll('_', ' '), name.replaceAll('_', ' '), 'name');
    equal(await fresh.title(), '', name);
    await fresh.close();
  }
});

await test('as part of a page, it does nothing', async () => {
  for (const [name, path] of found) {
    await page.goto(`${site.url}/help`);
    const title = await page.title();
    const before = await page.evaluate(() => getComputedStyle(document.body).color);
    // by the debugger, as a hole in a page would do it
    await page.evaluate(async (p) => {
      const made = [['script', 'src'], ['iframe', 'src'], ['object', 'data'], ['embed', 'src'], ['img', 'src'], ['link', 'href']].map(([tag, attribute]) => {
        const e = document.createElement(tag);
        if (tag === 'link') e.rel = 'stylesheet';
        e[attribute] = p;
        return new Promise((done) => { e.onload = e.onerror = done; setTimeout(done, 300); document.body.append(e); });
      });
      const module = document.createElement('script');
      module.type = 'module';
      module.src = p;
      document.body.append(module);
      await Promise.all(made);
      for (const make of [() => new Worker(p), () => navigator.serviceWorker.register(p), () => import(p)]) { try { await make(); } catch { /* as it should */ } }
    }, path);
    equal(await page.evaluate(() => window.zz), undefined, `${name}: a script ran`);
    equal(await page.title(), title, `${name}: title`);
    equal(await page.evaluate(() => getComputedStyle(document.body).color), before, `${name}: style`);
    equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0, `${name}: a worker`);
  }
  page.problems = [];
});

await finish();
