// Personal data: the notice, one's own, those of another with what erasing would do, how long things are kept, the journal.
import { test, start, finish, ok, equal } from './lib.mjs';
const site = await start({ demo: true });

await test('the notice is for everybody, from every page', async () => {
  const page = await site.page();
  await page.goto(site.url + '/signin');
  await page.click('footer a[href="/privacy"]');
  equal(new URL(page.url()).pathname, '/privacy', 'address');
  ok((await page.locator('h2').count()) > 4, 'a section for each processing');
  await site.check(page, 'privacy-notice');
});

await test('one’s own data: seen, downloaded, without JavaScript too', async () => {
  const page = await site.page({ as: 'awa.diallo@example.org', js: false });
  await page.goto(site.url + '/account');
  await page.click('a[href="/account/data"]');
  ok((await page.textContent('main')).includes('Awa Diallo'), 'the name');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('main a[href="/account/data/file/1"]')]);
  equal(download.suggestedFilename(), 'donnees.zip', 'name of the file');
});

await test('one’s own data are accessible, valid, and fit a small screen', async () => {
  const page = await site.page({ as: 'awa.diallo@example.org' });
  await page.goto(site.url + '/account/data');
  await page.locator('main details').evaluateAll((all) => { for (const d of all) d.open = true; });
  await site.check(page, 'privacy-mine');
});

await test('the coordination sees what erasing does, and erases', async () => {
  const page = await site.page({ as: 'nadia.benkirane@example.org' });
  await page.goto(site.url + '/privacy/person');
  await page.fill('main input[name=email]', 'awa.diallo@example.org');
  await page.click('main form button.primary');
  ok((await page.textContent('#t-erase + p ~ ul')).includes('Preuves'), 'what stays is said');
  await site.check(page, 'privacy-person');
  await page.fill('input[name=again]', 'somebody@example.org');
  await page.click('button.danger');
  ok((await page.textContent('main')).includes('rien n’est effacé'), 'another address erases nothing');
  await page.fill('input[name=again]', 'awa.diallo@example.org');
  await page.click('button.danger');
  ok((await page.textContent('body')).includes('La personne est effacée'), 'said');
  await page.goto(site.url + '/people');
  ok(!(await page.textContent('main')).includes('Awa Diallo'), 'gone from the list');
});

await test('retention, the register and the journal are accessible, valid, and fit a small screen', async () => {
  const page = await site.page({ as: 'nadia.benkirane@example.org' });
  await page.goto(site.url + '/privacy/retention');
  await site.check(page, 'privacy-retention');
  await page.goto(site.url + '/privacy/register');
  await site.check(page, 'privacy-register');
  await page.goto(site.url + '/journal');
  ok((await page.textContent('main')).includes('effacement'), 'the erasure is told');
  ok(!(await page.textContent('main')).includes('Awa Diallo'), 'without the name');
  await site.check(page, 'journal');

  // All of it in words: no name of a column, no key, in French or in English.
  const column = /\b[a-z]+_[a-z_]+\b|^Clé$/;
  const word = /^(\d+: )?(draft|live|prepared|convened|optimal|bounded|infeasible|active|postponed|abandoned|followed|partly|added|removed|folded|present|excused|absent|invited|closed|open|linked)$/;
  let rows = 0, older = '/journal';
  while (older !== null) {
    await page.goto(new URL(older, `${site.url}/journal`).href);
    for (const cells of await page.$$eval('table.list tbody tr', (all) => all.map((r) => [...r.children].map((c) => c.textContent.trim())))) {
      ok(!cells.slice(2).some((x) => column.test(x) || word.test(x)), `raw: ${cells.join(' | ')}`);
      rows++;
    }
    older = await page.locator('main a', { hasText: 'Actes plus anciens' }).count() > 0 ? await page.locator('main a', { hasText: 'Actes plus anciens' }).getAttribute('href') : null;
  }
  ok(rows > 500, `the whole journal was read: ${rows}`);
});

await finish();
