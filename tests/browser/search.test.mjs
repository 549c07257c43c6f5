// Search: the box of the header, results as one types by keyboard alone, filters, an empty answer that helps, without JavaScript, what
// each role finds.
import { test, start, finish, ok, equal } from './lib.mjs';

const site = await start({ demo: true });
const page = await site.page({ as: 'nadia.benkirane@example.org' });

await test('the page of search says how', async () => {
  await page.goto(`${site.url}/search`);
  await site.check(page, 'search-begin');
  ok((await page.locator('main').innerText()).includes('côte à côte'), 'how to ask is said');
});

await test('a question finds, marks its words and counts by kind', async () => {
  await page.goto(`${site.url}/search?q=formation`);
  await site.check(page, 'search-found');
  const n = await page.locator('.found > li').count();
  ok(n > 2, `${n} results`);
  ok(await page.locator('.found mark').count() >= n, 'words are marked');
  const tabs = page.locator('nav.tabs a');
  ok(await tabs.count() > 1, 'kinds are offered');
  const kind = tabs.nth(1), many = Number(await kind.locator('small').innerText());
  await kind.click();
  await page.waitForURL(/kind=/);
  equal(await page.locator('.found > li').count(), Math.min(many, 20), 'as many as the tab said');
});

await test('accents, plurals and apostrophes do not matter', async () => {
  const found = async (q) => { await page.goto(`${site.url}/search?q=${encodeURIComponent(q)}`); return page.locator('.found > li').allInnerTexts(); };
  const one = await found('évaluations'), other = await found('EVALUATION');
  ok(one.length > 0, 'something is found');
  equal(one.length, other.length, 'the same number');
  await page.locator('.found a').first().click();
  await page.waitForLoadState();
  ok(!page.url().includes('/search'), 'a result opens');
  equal(await page.locator('h1').count() > 0, true, 'its page is there');
});

await test('nothing found: what would be is one link away', async () => {
  await page.goto(`${site.url}/search?q=${encodeURIComponent('formation xyzzy')}`);
  await site.check(page, 'search-nothing');
  await page.locator('main a', { hasText: 'xyzzy' }).click();
  await page.waitForLoadState();
  ok(await page.locator('.found > li').count() > 0, 'without the word something is found');
});

await test('the slash, arrows, Enter and Escape: results while one types', async () => {
  await page.goto(`${site.url}/owe`);
  await page.keyboard.press('/');
  equal(await page.evaluate(() => document.activeElement.matches('.top [data-find]')), true, 'the slash leads to the box');
  await page.keyboard.type('format', { delay: 20 });
  const list = page.locator('.top .find-list');
  await list.locator('li').first().waitFor();
  await site.now(page, 'search-typing');
  equal(await page.locator('.top [data-find]').getAttribute('aria-expanded'), 'true', 'it says that it is open');
  ok(await list.locator('mark').count() > 0, 'words are marked');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  equal(await page.locator('.top [data-find]').getAttribute('aria-activedescendant'), await list.locator('li').first().getAttribute('id'), 'arrows move');
  await page.keyboard.press('Escape');
  equal(await list.isHidden(), true, 'Escape closes');
  equal(await page.inputValue('.top [data-find]'), 'format', 'and keeps what was typed');
  await page.keyboard.type('ion');
  await list.locator('li').first().waitFor();
  const to = await list.locator('li').first().getAttribute('data-to');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(to.replace(/[?.]/g, '\\$&')));
});

await test('letters typed quickly, answers that come late', async () => {
  await page.goto(`${site.url}/owe`);
  const waits = [];
  let release, done;
  const held = new Promise((r) => { release = r; }), late = new Promise((r) => { done = r; });
  await page.route('**/search/suggest**', async (route) => {
    const q = new URL(route.request().url()).searchParams.get('q');
    waits.push(q);
    if (q === 'fo') await held; /* the first answer after the second */
    await route.continue().catch(() => {});
    if (q === 'fo') done();
  });
  await page.keyboard.press('/');
  await page.keyboard.type('fo');
  await page.waitForRequest(/suggest\?q=fo$/);
  await page.evaluate(() => { /* however slow the machine is */
    for (const c of 'rmation') {
      document.activeElement.value += c;
      document.activeElement.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  });
  const list = page.locator('.top .find-list');
  await list.locator('mark', { hasText: /formation/i }).first().waitFor();
  const before = await list.innerText();
  release();
  await late;
  await page.waitForTimeout(300);
  equal(await list.innerText(), before, 'the late answer changes nothing');
  equal(waits.join(' '), 'fo formation', 'one question for letters typed together');
  ok(/^\d+ résultats? proposés?( sur (plus de )?\d+)?$/.test(await page.locator('.top .find [role=status]').innerText()), 'how many is said');
  /* Escape while an answer is on its way; then a server that does not answer. */
  await page.unroute('**/search/suggest**');
  await page.route('**/search/suggest**', async (route) => { await new Promise((done) => setTimeout(done, 400)); await route.continue().catch(() => {}); });
  await page.keyboard.press('Escape');
  await page.keyboard.type(' ann', { delay: 10 });
  await page.keyboard.press('Escape');
  await page.waitForTimeout(900);
  equal(await list.isHidden(), true, 'nothing opens after Escape');
  await page.unroute('**/search/suggest**');
  const alone = await site.page({ as: 'nadia.benkirane@example.org' }), its = alone.locator('.top .find-list');
  await alone.goto(`${site.url}/owe`);
  await alone.fill('.top [data-find]', 'formation');
  await its.locator('li').first().waitFor();
  await alone.route('**/search/suggest**', (route) => route.abort());
  await alone.fill('.top [data-find]', 'charte');
  await its.waitFor({ state: 'hidden' });
  equal(await its.locator('li').count(), 0, 'no old results for a new question');
  await alone.context().close();
});

await test('a mistyped word: what was meant is one link away', async () => {
  await page.goto(`${site.url}/search?q=formtaion`);
  await site.check(page, 'search-meant');
  await page.locator('main a', { hasText: 'Vouliez-vous chercher' }).click();
  await page.waitForLoadState();
  ok(await page.locator('.found > li').count() > 0, 'it gives results');
  const anyone = await site.page({});
  await anyone.goto(`${site.url}/search?q=formation`);
  const there = await anyone.locator('.found > li').count() > 0;
  await anyone.goto(`${site.url}/search?q=formtaion`);
  equal(await anyone.locator('main a', { hasText: 'Vouliez-vous' }).count(), there ? 1 : 0, 'only of what they may see');
  await anyone.context().close();
});

await test('Enter without a choice opens the page of results', async () => {
  await page.goto(`${site.url}/owe`);
  await page.keyboard.press('/');
  await page.keyboard.type('charte');
  await page.keyboard.press('Enter');
  await page.waitForURL(/search\?q=charte/);
});

await test('without JavaScript, at 360 px', async () => {
  const plain = await site.page({ as: 'nadia.benkirane@example.org', js: false, width: 360, height: 740 });
  await plain.goto(`${site.url}/plan`);
  await plain.locator('.find button').click();
  await plain.waitForURL(/\/search/);
  await plain.fill('main input[name=q]', 'formation');
  await plain.locator('main form button').click();
  await plain.waitForURL(/q=formation/);
  ok(await plain.locator('.found > li').count() > 2, 'it finds as well');
  await plain.context().close();
});

await test('nobody finds what they may not see', async () => {
  const anyone = await site.page({});
  await anyone.goto(`${site.url}/search?q=formation`);
  const urls = await anyone.locator('.found a').evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
  ok(urls.every((u) => u.startsWith('/public/') || u.startsWith('/call')), `public pages only: ${urls}`);
  await anyone.context().close();
});

await finish();
