// Every page that the example programme's coordination and the public can reach, one of each kind; and the comforts of
// the browser: kept texts, keys, forms that outlive their session.
import { test, start, finish, ok, equal } from './lib.mjs';

const site = await start({ demo: true });
const kind = (path) => path.replace(/\/\d+/g, '/N').replace(/\?.*/, '').replace(/#.*/, '');

// One address of each kind, found by following links from the first page.
async function reach(page, from) {
  const seen = new Map(), todo = [from];
  while (todo.length > 0) {
    const path = todo.shift(), k = kind(path);
    if (seen.has(k) || /\/export\/|\/file$|\/source$|^\/s\//.test(k)) continue;
    const r = await page.goto(site.url + path).catch((e) => { if (!/Download is starting/.test(e.message)) throw e; return null; });
    if (r === null) { seen.set(k, null); continue; } // a file to keep is no page
    if (!(r.headers()['content-type'] ?? '').startsWith('text/html')) continue;
    seen.set(k, path);
    for (const href of await page.$$eval('a[href^="/"]', (all) => all.map((a) => a.getAttribute('href')))) todo.push(href);
  }
  for (const [k, path] of seen) if (path === null) seen.delete(k);
  return seen;
}

await test('the public pages', async () => {
  const page = await site.page();
  const seen = await reach(page, '/signin');
  for (const [k, path] of [...seen, ['/nowhere', '/nowhere']]) {
    await page.goto(site.url + path);
    await site.check(page, `public${k.replace(/\W+/g, '-')}`);
  }
});

const coordination = await site.page();
await test('signing in at a click', async () => {
  await coordination.goto(site.url + '/signin');
  await coordination.locator('form[action="/signin/demo"] button').first().click();
  await coordination.waitForLoadState();
  ok(!coordination.url().includes('/signin'), coordination.url());
});

await test('every kind of page of the coordination', async () => {
  const seen = await reach(coordination, '/');
  ok(seen.size > 12, `only ${[...seen.keys()]}`);
  const found = [];
  for (const [k, path] of seen) {
    try {
      coordination.problems.length = 0;
      await coordination.goto(site.url + path);
      // the page that shows a whole document beside its reading is as long as the document; that of one's data, as what is held
      await site.check(coordination, `coordination${k.replace(/\W+/g, '-')}`, ['/import/N', '/account/data'].includes(k) ? { weight: 160 * 1024 } : {});
    } catch (e) { found.push(String(e.message)); }
  }
  ok(found.length === 0, found.join('\n'));
});

await test('English at a click, and it stays', async () => {
  const page = await site.page();
  await page.goto(site.url + '/help');
  await page.locator('form.lang button').click();
  await page.waitForLoadState();
  equal(await page.locator('html').getAttribute('lang'), 'en');
  equal(new URL(page.url()).pathname, '/help');
  await page.goto(site.url + '/signin');
  equal(await page.locator('html').getAttribute('lang'), 'en');
});

await test('keys: the list, and none in a field', async () => {
  const page = coordination;
  await page.goto(site.url + '/plan');
  await page.keyboard.press('?');
  ok(await page.locator('dialog[open]').isVisible());
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  equal(await page.evaluate(() => document.activeElement.type), 'search');
  await page.keyboard.type('?j');
  equal(await page.locator('dialog').count(), 0);
  equal(await page.evaluate(() => document.activeElement.value), '?j');
});

await test('a text that was typed outlives a reload, and is gone once sent', async () => {
  const page = coordination;
  await page.goto(site.url + '/plan');
  await page.locator('.actions .title a').first().click();
  await page.waitForLoadState();
  const at = page.url();
  const field = () => page.locator('form[action$="/comments"] textarea');
  await field().fill('Une remarque en cours');
  page.once('dialog', (d) => d.accept());
  await page.reload();
  equal(await field().inputValue(), 'Une remarque en cours');
  await field().press('End');
  await field().pressSequentially('.');
  await page.locator('form[action$="/comments"] button[type=submit]').click();
  await page.waitForLoadState();
  ok((await page.textContent('main')).includes('Une remarque en cours.'));
  await page.goto(at);
  equal(await field().inputValue(), '');
});

await test('a form whose session has ended gives back what was typed', async () => {
  const page = await site.page();
  await page.goto(site.url + '/signin');
  await page.locator('form[action="/signin/demo"] button').first().click();
  await page.waitForLoadState();
  await page.goto(site.url + '/plan');
  await page.locator('.actions .title a').first().click();
  await page.waitForLoadState();
  await page.locator('form[action$="/comments"] textarea').fill('Un texte précieux');
  await page.context().clearCookies();
  await page.locator('form[action$="/comments"] button[type=submit]').click();
  await page.waitForLoadState();
  equal(await page.locator('textarea[name=text]').inputValue(), 'Un texte précieux');
  // signing in elsewhere, then sending again
  const tab = await page.context().newPage();
  await tab.goto(site.url + '/signin');
  await tab.locator('form[action="/signin/demo"] button').first().click();
  await tab.waitForLoadState();
  await page.getByRole('button', { name: 'Envoyer à nouveau' }).click();
  await page.waitForURL(/\/plan\/actions\//);
  ok((await page.textContent('main')).includes('Un texte précieux'));
});

await finish();
