// The example programme, page by page, as those who use it.
import { test, start, finish, ok, equal, tempFile } from './lib.mjs';

const site = await start({ demo: true, on: null });
const enter = (role, options) => site.enter(role, options);

await test('sign-in offers the roles at a click', async () => {
  const page = await site.page();
  await page.goto(`${site.url}/signin`);
  await site.check(page, 'signin');
});

await test('what we owe', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/owe`);
  ok(await page.locator('.card').count() > 3, 'cards');
  await site.check(page, 'owe');
});

await test('plan, years, load, versions', async () => {
  const page = await enter(/Nadia Benkirane/);
  for (const [path, name] of [['/plan', 'plan'], ['/plan/years', 'years'], ['/plan/load', 'load'], ['/plan/revisions', 'revisions'], ['/evidence', 'evidence-list']]) {
    await page.goto(site.url + path);
    await site.check(page, name, { weight: 160 * 1024 });
  }
});

await test('filters keep what was asked for, and say when nothing is left', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/plan`);
  const all = await page.locator('ol.actions > li').count();
  await page.selectOption('select[name=state]', 'late');
  await page.waitForURL(/state=late/);
  const late = await page.locator('ol.actions > li').count();
  ok(late > 0 && late < all, `${late} late of ${all}`);
  for (const s of await page.locator('ol.actions .state').allInnerTexts()) ok(/En retard/.test(s), s);
  await page.goto(`${site.url}/plan?q=zzzz`);
  await page.getByText('Aucune action ne correspond').waitFor();
  await site.check(page, 'plan-empty');
});

await test('an action: why, a file filed, validated by another person', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/plan?state=late`);
  await page.locator('ol.actions .title a').first().click();
  await page.waitForURL(/\/plan\/actions\//);
  await site.check(page, 'action', { weight: 160 * 1024 });
  const before = await page.locator('.piece').count();
  await page.locator('fieldset.lines input[name=slot]').first().check();
  await page.setInputFiles('.evidence-form #f-file', tempFile(site, 'pv-test.pdf', '%PDF-1.4 essai'));
  await page.fill('.evidence-form #f-effective', '2026-02-03');
  await page.getByRole('button', { name: 'Déposer', exact: true }).click();
  await page.getByText('Preuve déposée').waitFor();
  equal(await page.locator('.piece').count(), before + 1, 'pieces');
  ok(await page.locator('.piece', { hasText: 'pv-test.pdf' }).getByRole('button', { name: /Valider/ }).count() === 0, 'not by the one who filed it');
  await page.locator('.piece a', { hasText: 'pv-test.pdf' }).click();
  await page.waitForURL(/\/evidence\/\d+/);
  await site.check(page, 'evidence');
  await page.getByRole('button', { name: 'Supprimer' }).click();
  await page.getByText('Preuve supprimée').waitFor();
  await page.getByRole('button', { name: 'Annuler' }).click();
  await page.getByText('Preuve rétablie').waitFor();
});

await test('a form with a mistake comes back with all that was typed', async () => {
  const page = await enter(/Nadia Benkirane/, { js: false });
  await page.goto(`${site.url}/plan?state=late`);
  await page.locator('ol.actions .title a').first().click();
  await page.locator('#k-link').check();
  await page.fill('.evidence-form #f-url', 'https://example.org/page');
  await page.fill('.evidence-form #f-title', 'Un titre bien à moi');
  await page.getByRole('button', { name: 'Déposer', exact: true }).click();
  await page.locator('[role=alert]').first().waitFor();
  equal(await page.inputValue('.evidence-form #f-title'), 'Un titre bien à moi', 'title');
  equal(await page.inputValue('.evidence-form #f-url'), 'https://example.org/page', 'url');
});

await test('the public sees nothing before publication, then a plan to read', async () => {
  const visitor = await site.page();
  const r = await visitor.goto(`${site.url}/plan`);
  ok(/signin/.test(visitor.url()) || r.status() === 403, visitor.url());
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/plan/revisions`);
  const publish = page.getByRole('button', { name: 'Publier le plan pour tous' });
  if (await publish.count() > 0) await publish.click();
  await visitor.goto(`${site.url}/public/plan`);
  ok(await visitor.locator('ol.actions > li').count() > 40, 'the plan');
  await site.check(visitor, 'public-plan', { weight: 160 * 1024 });
});

await test('the workshop of a draft', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/plan/revisions`);
  await page.locator('table.list tbody a').first().click();
  await page.waitForURL(/\/plan\/revisions\/\d+/);
  await site.check(page, 'revision', { weight: 160 * 1024 });
  const action = page.locator('section[aria-labelledby=t-actions] a').first();
  if (await action.count() > 0) {
    await action.click();
    await page.waitForURL(/actions\/\d+/);
    await site.check(page, 'draft-action');
  }
});

await test('people, settings, account, outbox, import, help', async () => {
  const page = await enter(/Nadia Benkirane/);
  for (const [path, name] of [['/people', 'people'], ['/people/new', 'people-new'], ['/settings', 'settings'], ['/account', 'account'], ['/outbox', 'outbox'], ['/import', 'import'], ['/help', 'help']]) {
    await page.goto(site.url + path);
    await site.check(page, name);
  }
});

await test('in English', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/plan`);
  await page.getByRole('button', { name: 'English' }).click();
  await page.waitForURL(/\/plan/);
  equal(await page.locator('html').getAttribute('lang'), 'en', 'language');
  await site.check(page, 'plan-en', { weight: 160 * 1024 });
});

await test('the keyboard alone reaches the plan and opens a why', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/plan`);
  await page.keyboard.press('Tab');
  equal(await page.evaluate(() => document.activeElement.className), 'skip', 'first stop');
  await page.locator('details.why summary').first().focus();
  await page.keyboard.press('Enter');
  ok(await page.locator('details.why[open]').count() === 1, 'why is open');
});

await finish();
