// What a reader sees wherever they are: a title that says where, filters that hold on a narrow screen, paper without controls.
import { test, start, finish, ok, equal } from './lib.mjs';

const site = await start({ demo: true });

await test('no two pages of the coordination have the same title', async () => {
  const page = await site.enter(/Nadia Benkirane/);
  const titles = new Map();
  for (const path of ['/', '/owe', '/plan', '/plan/years', '/plan/load', '/plan/revisions', '/plan/revisions/1', '/plan/revisions/2', '/evidence', '/plan/actors', '/plan/actors/1',
    '/mandates', '/mandates/body/1', '/mandates/body/1/handover', '/mandates/1', '/meetings', '/meetings/quorum', '/meetings/14', '/meetings/14/people', '/meetings/14/minutes',
    '/meetings/14/annex', '/meetings/14/edit', '/documents', '/documents/1', '/documents/1/draft', '/documents/1/versions', '/documents/1/readers', '/documents/1/edit',
    '/teams/14', '/teams/14/journal', '/people', '/people/16', '/settings', '/settings/security', '/privacy/retention']) {
    await page.goto(site.url + path);
    const title = await page.title();
    ok(!titles.has(title), `${path} and ${titles.get(title)}: ${title}`);
    titles.set(title, path);
    equal(await page.locator('h1').count(), 1, `h1 of ${path}`);
    // The way back stands above the title, everywhere.
    ok(await page.evaluate(() => { const c = document.querySelector('main > .crumbs'); return c === null || c.nextElementSibling.tagName === 'H1'
      || (c.compareDocumentPosition(document.querySelector('h1')) & Node.DOCUMENT_POSITION_PRECEDING) === 0; }), `crumbs of ${path}`);
  }
});

await test('a date is read whole on a narrow screen', async () => {
  const page = await site.enter(/Nadia Benkirane/, { width: 360, height: 740 });
  for (const path of ['/mandates', '/mandates/body/1', '/mandates/chart']) {
    await page.goto(site.url + path);
    ok((await page.locator('.filters input[type=date]').boundingBox()).width > 120, `the date of ${path}`);
  }
  await page.goto(`${site.url}/journal`);
  await page.locator('td[data-label="Après"]:not(:empty)').first().waitFor();
  await site.check(page, 'journal');
});

await test('what is filled by a year is said in years; words are those of the field', async () => {
  const page = await site.enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/owe`);
  for (const line of await page.locator('.owed small').allInnerTexts())
    ok(!/^En continu/.test(line) || /années? tenues? sur \d/.test(line), line);
  await page.goto(`${site.url}/institutions/3`);
  ok(!(await page.locator('main dl').first().innerText()).includes('Clé'), 'no word of ours');
  await site.check(page, 'institution');
  await page.goto(`${site.url}/people/16`);
  ok(!/\d{4}-\d{2}-\d{2}/.test(await page.locator('.history').innerText()), 'dates as they are said');
  await page.goto(`${site.url}/plan/actors/1`);
  await page.getByText('création').waitFor();
  await site.check(page, 'actor');
});

await test('what changes in the plan is said in the language of who reads', async () => {
  const page = await site.enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/plan/revisions/3`);
  ok(/reportée de .* à /.test(await page.locator('.diff').innerText()), 'French');
  ok(!/« | »/.test(await page.locator('.diff').innerText()), 'guillemets hold what they quote');
  await page.getByRole('button', { name: 'English' }).click();
  await page.locator('html[lang=en]').waitFor();
  const said = await page.locator('.diff').innerText();
  ok(/postponed from .* to /.test(said) && !/priorité|reportée|au lieu/.test(said), said);
});

await test('paper has no control', async () => {
  const page = await site.enter(/Nadia Benkirane/);
  await page.emulateMedia({ media: 'print' });
  for (const path of ['/', '/plan/actions/23', '/commissions/23', '/mandates', '/meetings/14/people', '/editions/3/commissions', '/teams/14']) {
    await page.goto(site.url + path);
    equal(await page.locator('button, a.button, input, summary, .crumbs').filter({ visible: true }).count(), 0, `controls of ${path}`);
  }
});

await finish();
