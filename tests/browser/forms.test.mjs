// Nothing typed is lost: the session ends while a form is filled, two people change the same thing, a tab is closed, a button is
// pressed twice; with and without JavaScript.
import { test, start, finish, ok, equal, tempFile } from './lib.mjs';
const site = await start({ demo: true, on: null });
const COORD = 'nadia.benkirane@example.org', SECRETARY = 'awa.diallo@example.org', PASSWORD = 'le chat dort encore';

{ // once: a password for the coordination
  const page = await site.page({ as: COORD });
  await page.goto(site.url + '/account');
  await page.fill('#f-password', PASSWORD);
  await page.click('form[action="/account/password"] button');
  await page.context().close();
}
// From another machine, as the same person: every other session ends.
async function endOthers() {
  const page = await site.page({ as: COORD });
  await page.goto(site.url + '/account');
  await page.click('form[action="/account/sessions/end"] button');
  await page.context().close();
}
// By the keyboard: the mouse waits for an element to stand still, which takes JavaScript.
async function hit(locator, times = 1) {
  await locator.focus();
  for (let i = 0; i < times; i++) await locator.page().keyboard.press('Enter', { delay: 0 });
}
// Presses, and gives the HTML of the answer as it was served.
async function press(page, locator) {
  const [r] = await Promise.all([page.waitForResponse((a) => a.request().method() === 'POST'), hit(locator)]);
  const html = r.status() < 300 || r.status() >= 400 ? await r.text() : '';
  await page.waitForLoadState();
  return { status: r.status(), html };
}
const main = (page) => page.locator('main');
async function firstAction(page) {
  await page.goto(site.url + '/plan');
  return page.locator('a[href^="/plan/actions/"]').first().getAttribute('href');
}

await test('the session ends while a form is filled: a password beside it sends it, without JavaScript', async () => {
  const page = await site.page({ js: false, as: COORD });
  await page.goto(site.url + '/people/new');
  await endOthers();
  await page.fill('#f-name', 'Zoé « d’Août »');
  await page.fill('#f-email', 'zoe@example.org');
  await page.selectOption('#f-lang', 'en');
  const { status, html } = await press(page, main(page).locator('form[action="/people"] button.primary'));
  equal(status, 403, 'status');
  equal(await page.locator('[name=name]').inputValue(), 'Zoé « d’Août »', 'the name');
  equal(await page.locator('[name=email]').inputValue(), 'zoe@example.org', 'the address');
  await site.look(page, 'lost', html);
  await page.fill('[name="signin-email"]', COORD);
  await page.fill('[name="signin-password"]', 'pas le bon du tout');
  await press(page, page.getByRole('button', { name: 'Se connecter et envoyer' }));
  ok((await main(page).textContent()).includes('ne vont pas ensemble'), 'a wrong password is not told');
  equal(await page.locator('[name=name]').inputValue(), 'Zoé « d’Août »', 'the name, after a wrong password');
  await page.fill('[name="signin-email"]', COORD);
  await page.fill('[name="signin-password"]', PASSWORD);
  await page.getByRole('button', { name: 'Se connecter et envoyer' }).click();
  await page.waitForURL(/\/people\/\d+$/);
  equal(await page.locator('h1').textContent(), 'Zoé « d’Août »', 'the person');
  equal(await page.locator('#f-lang').inputValue(), 'en', 'the choice that was not shown');
});

await test('or one signs in in another tab, and sends it', async () => {
  const page = await site.page({ js: false, as: COORD });
  const action = await firstAction(page);
  await page.goto(site.url + action);
  await endOthers();
  await page.fill('#f-text', 'Un commentaire\nde deux lignes.');
  await press(page, page.locator('form[action$="/comments"] button'));
  equal(await page.locator('textarea[name=text]').inputValue(), 'Un commentaire\nde deux lignes.', 'the comment');
  const tab = await page.context().newPage();
  await site.signIn(tab, COORD);
  await hit(page.getByRole('button', { name: 'Envoyer à nouveau' }));
  await page.waitForURL(`**${action}#t-talk`);
  equal(await page.locator('.comments li', { hasText: 'de deux lignes.' }).count(), 1, 'comments');
});

await test('a file that was chosen is still there, with JavaScript', async () => {
  const page = await site.page({ as: COORD });
  const action = await firstAction(page);
  await page.goto(site.url + action);
  await endOthers();
  await page.setInputFiles('#f-file', tempFile(site, 'pv-perdu.txt', 'Procès-verbal'));
  await page.fill('#f-title', 'PV de la séance perdue');
  await page.fill('#f-effective', '2026-01-15');
  await page.locator('.evidence-form [name=slot]').first().check();
  await page.locator('.evidence-form button.primary').click();
  await page.waitForSelector('[name="signin-password"]');
  equal(await page.locator('[name=title]').inputValue(), 'PV de la séance perdue', 'the title');
  equal(await page.locator('input[name=file]').evaluate((e) => e.files[0]?.name), 'pv-perdu.txt', 'the file');
  await page.fill('[name="signin-email"]', COORD);
  await page.fill('[name="signin-password"]', PASSWORD);
  await page.getByRole('button', { name: 'Se connecter et envoyer' }).click();
  await page.waitForURL(`**${action}#t-lines`);
  await page.locator('a', { hasText: 'PV de la séance perdue' }).first().click();
  await page.waitForURL(/\/evidence\/\d+/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="/file"]').first().click()]);
  equal(download.suggestedFilename(), 'pv-perdu.txt', 'the file that was filed');
});

await test('two people change the same person: the second sees it, and may save theirs over it', async () => {
  const one = await site.page({ as: COORD }), two = await site.page({ js: false, as: COORD });
  await one.goto(site.url + '/people/4');
  await two.goto(site.url + '/people/4');
  const mail = await two.locator('#f-email').inputValue();
  await one.fill('#f-name', 'Sofia de la première');
  await one.locator('form[action="/people/4"] button.primary').click();
  await one.waitForLoadState();
  await two.fill('#f-name', 'Sofia de la seconde');
  const { status, html } = await press(two, two.locator('form[action="/people/4"] button.primary'));
  equal(status, 409, 'status');
  const text = await main(two).textContent();
  ok(text.includes('Sofia de la première'), 'what the first changed is not shown');
  equal(await two.locator('[name=name]').inputValue(), 'Sofia de la seconde', 'what the second typed');
  await site.look(two, 'conflict', html);
  await two.fill('[name=name]', 'Sofia des deux');
  await two.getByRole('button', { name: 'Enregistrer ma version par-dessus' }).click();
  await two.waitForURL(/\/people\/4$/);
  equal(await two.locator('#f-name').inputValue(), 'Sofia des deux', 'the name');
  equal(await two.locator('#f-email').inputValue(), mail, 'the address');
});

await test('a button pressed twice does it once, without JavaScript', async () => {
  const page = await site.page({ js: false, as: COORD });
  const action = await firstAction(page);
  await page.goto(site.url + action);
  await page.fill('#f-text', 'Pressé deux fois.');
  await hit(page.locator('form[action$="/comments"] button'), 2);
  await page.waitForURL(`**${action}#t-talk`);
  await page.reload();
  equal(await page.locator('.comments li', { hasText: 'Pressé deux fois.' }).count(), 1, 'comments');
});

const keys = (page) => page.evaluate(() => Object.keys(localStorage).concat(Object.keys(sessionStorage)).filter((k) => k.startsWith('draft ')).length);

await test('a tab is closed: what was typed is found again, until it is sent', async () => {
  const page = await site.page({ as: COORD });
  const action = await firstAction(page);
  await page.goto(site.url + action);
  await page.fill('#f-text', 'Commencé, pas fini.');
  await page.fill('#f-title', 'Titre commencé');
  await page.locator('.evidence-form [name=kind][value=link]').check();
  await page.close();
  const again = await page.context().newPage();
  await again.goto(site.url + action);
  equal(await again.locator('#f-text').inputValue(), 'Commencé, pas fini.', 'the comment');
  equal(await again.locator('#f-title').inputValue(), 'Titre commencé', 'the title');
  ok(await again.locator('.evidence-form [name=kind][value=link]').isChecked(), 'the choice is lost');
  ok((await again.locator('form[action$="/comments"]').textContent()).includes('Brouillon retrouvé'), 'it is not said');
  // sent: forgotten, and only that form
  await again.locator('form[action$="/comments"] button[type=submit]').click();
  await again.waitForURL(`**${action}#t-talk`);
  await again.goto(site.url + action);
  equal(await again.locator('#f-text').inputValue(), '', 'the comment, once sent');
  equal(await again.locator('#f-title').inputValue(), 'Titre commencé', 'the other form');
  // thrown away
  await again.locator('.evidence-form').locator('xpath=ancestor::form').getByRole('button', { name: 'L’effacer' }).click();
  equal(await again.locator('#f-title').inputValue(), '', 'the title, thrown away');
  await again.goto(site.url + action);
  equal(await again.locator('#f-title').inputValue(), '', 'the title, later');
  equal(await keys(again), 0, 'drafts left');
});

await test('“back”, and a server that does not answer, lose nothing', async () => {
  const page = await site.page({ as: COORD });
  const action = await firstAction(page);
  await page.goto(site.url + action);
  await page.fill('#f-text', 'Avant de partir.');
  await page.goto(site.url + '/help');
  await page.goBack();
  equal(await page.locator('#f-text').inputValue(), 'Avant de partir.', 'after “back”');
  await page.context().setOffline(true);
  await page.locator('form[action$="/comments"] button[type=submit]').click().catch(() => {});
  await page.waitForURL('chrome-error://**', { timeout: 30000 }).catch(() => {});
  await page.context().setOffline(false);
  await page.goto(site.url + action);
  equal(await page.locator('#f-text').inputValue(), 'Avant de partir.', 'after an answer that never came');
  await page.locator('form[action$="/comments"] button[type=submit]').click();
  await page.waitForURL(`**${action}#t-talk`);
  equal(await page.locator('.comments li', { hasText: 'Avant de partir.' }).count(), 1, 'comments');
});

await test('a draft typed over an older state meets what someone changed meanwhile', async () => {
  const page = await site.page({ as: COORD }), other = await site.page({ as: COORD });
  await page.goto(site.url + '/people/5');
  await page.fill('#f-name', 'Nom du brouillon');
  await page.goto(site.url + '/help');
  await other.goto(site.url + '/people/5');
  await other.fill('#f-name', 'Nom de l’autre');
  await other.locator('form[action="/people/5"] button.primary').click();
  await other.waitForLoadState();
  await page.goto(site.url + '/people/5');
  equal(await page.locator('#f-name').inputValue(), 'Nom du brouillon', 'the draft');
  const { status } = await press(page, page.locator('form[action="/people/5"] button.primary'));
  equal(status, 409, 'status');
  page.on('dialog', (d) => d.accept());
});

await test('drafts are one’s own: no password, nobody else’s, gone when one signs out', async () => {
  const page = await site.page({ as: COORD });
  const action = await firstAction(page);
  await page.goto(site.url + action);
  await page.fill('#f-text', 'Rien que pour moi.');
  await page.goto(site.url + '/account');
  await page.fill('#f-password', 'un secret bien gardé');
  await page.goto(site.url + '/help');
  ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).includes('un secret'), 'a password is kept');
  ok(await keys(page) > 0, 'no draft to look at');
  await page.context().clearCookies();
  await site.signIn(page, SECRETARY);
  await page.goto(site.url + action);
  equal(await page.locator('#f-text').inputValue(), '', 'the comment, for someone else');
  await page.context().clearCookies();
  await site.signIn(page, COORD);
  await page.goto(site.url + action);
  equal(await page.locator('#f-text').inputValue(), 'Rien que pour moi.', 'the comment, for oneself');
  await page.locator('details.menu summary').click();
  await page.locator('form[action="/signout"] button').click();
  await page.waitForURL('**/signin');
  equal(await keys(page), 0, 'drafts left after signing out');
});

await finish();
