// The call for commissions: a sponsor on a telephone, with the keyboard alone; the coordination; a real mail server.
import { test, start, finish, ok, equal, tempFile, doorOf } from './lib.mjs';
import { postbox, tabTo, field, write, choose, press, heading } from './keys.mjs';

const { mail, close } = await postbox();
const site = await start({ on: '2024-05-20' });
const link = (m) => doorOf(site, m, 'call');

await test('the coordination opens a call', async () => {
  const page = await site.page({ as: 'coord@example.org' });
  await page.goto(site.url + '/editions');
  await page.fill('#f-year', '2024-25');
  await page.click('main button.primary');
  await page.waitForLoadState();
  ok((await page.textContent('main')).includes('Vendredi saint'), 'Good Friday is not warned of');
  await page.selectOption('#f-state', 'published');
  await page.fill('#f-contact_email', 'laboratoire@example.org');
  await page.click('form:has(#f-state) button.primary');
  await page.waitForLoadState();
  await site.check(page, 'call-edition');
  await page.goto(site.url + '/editions/lists');
  await site.check(page, 'call-lists');
});

let path;
await test('a sponsor begins on a small screen, with the keyboard alone', async () => {
  const page = await site.page({ width: 360, height: 740 });
  await page.goto(site.url + '/');
  equal(new URL(page.url()).pathname, '/call', 'home of the public');
  await site.check(page, 'call-public');
  await press(page, 'Déposer une commande');
  await write(page, 'contact_name', 'Ana Noël');
  await write(page, 'contact_function', 'directrice');
  await write(page, 'email', 'ana@escale.example');
  await write(page, 'phone', '0470 12');
  await page.waitForTimeout(3200); // faster than this is a machine
  await press(page, 'Enregistrer et continuer');
  ok(await page.locator('#problems').evaluate((e) => e === document.activeElement), 'the list of mistakes has no focus');
  equal(await page.inputValue('#f-contact_name'), 'Ana Noël', 'what was typed');
  await site.check(page, 'call-contact-wrong');
  await page.focus('#problems');
  await tabTo(page, 'the link to the field', (e) => e.tag === 'A');
  await page.keyboard.press('Enter');
  equal(await page.evaluate(() => document.activeElement.id), 'f-phone', 'focus');
  await page.keyboard.press('End');
  await page.keyboard.type(' 34 56');
  await press(page, 'Enregistrer et continuer');
  equal(await heading(page), 'Votre institution', 'second step');
  path = new URL(page.url()).pathname.split('/').slice(0, 4).join('/');
  await write(page, 'org_name', 'L’Escale asbl');
  await choose(page, 'context', 'ASBL');
  await choose(page, 'sector', 'Handicap');
  await write(page, 'town', 'Huy');
  await site.check(page, 'call-institution');
  await press(page, 'Enregistrer et continuer');
  await write(page, 'question', 'Comment accueillir mieux ?');
  // What is typed is kept without a button: then one leaves.
  await page.waitForFunction(() => /Enregistré/.test(document.querySelector('[data-autosave]').textContent));
  await page.context().close();
});

await test('resumes by the link of the mail, where it was left', async () => {
  const page = await site.page({ width: 360, height: 740 });
  const m = await mail('votre brouillon de commande');
  ok(m.subject.startsWith('Reçu'), m.subject);
  ok(!m.body.includes('Ana'), 'the mail to an unconfirmed address repeats what was typed');
  equal(new URL(link(m)).pathname, path, 'link');
  await page.goto(link(m));
  await site.check(page, 'call-draft');
  await press(page, 'Continuer');
  equal(await heading(page), 'Votre question', 'step');
  equal(await page.inputValue('#f-question'), 'Comment accueillir mieux ?', 'what had been typed');
  await choose(page, 'kind', 'Question');
  await choose(page, 'area', 'Autre');
  await write(page, 'area_other', 'Accueil');
  await press(page, 'Enregistrer et continuer');
  await write(page, 'background', 'Vingt personnes.');
  await press(page, 'Enregistrer et continuer');
  for (const name of ['present', 'receive', 'orient', 'read', 'oral']) await choose(page, name, 'Oui');
  await site.check(page, 'call-commitments');
  await press(page, 'Enregistrer et continuer');
  await page.setInputFiles('#f-file', tempFile(site, 'note.pdf', '%PDF-1.4 une note'));
  await page.click('button:has-text("Joindre")');
  await page.waitForSelector('a[download]');
  await site.check(page, 'call-documents');
  await page.focus('#f-file');
  await choose(page, 'publication', 'Oui, avec le nom de l’institution');
  await press(page, 'Enregistrer et continuer');
  equal(await heading(page), 'Vérifier et envoyer', 'last step');
  ok((await page.textContent('main')).includes('Comment accueillir mieux ?'), 'the answers are not shown');
  await site.check(page, 'call-check');
  await press(page, 'Envoyer ma commande');
  ok((await page.textContent('main')).includes('ana@escale.example'), 'where the mail went');
  await site.check(page, 'call-pending');
  await page.context().close();
});

let file;
await test('confirms by mail, edits, without JavaScript too', async () => {
  const page = await site.page({ width: 360, height: 740, js: false });
  const m = await mail('Action requise');
  await page.goto(link(m));
  await page.goto(link(m)); // as a program that reads mails does
  await site.check(page, 'call-confirm');
  await press(page, 'Confirmer ma commande');
  ok((await page.textContent('main')).includes('2024-25/001'), 'the reference');
  const received = await mail('votre commande 2024-25/001', 'Reçu');
  ok(received.body.includes('Comment accueillir mieux ?') && received.body.includes('Accueil'), 'all answers are in the mail');
  file = link(received);
  await page.goto(file);
  await site.check(page, 'call-file');
  await tabTo(page, 'the step to change', (e) => e.tag === 'A' && e.text.includes('Le contexte'));
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await field(page, 'background');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Trente personnes.');
  await press(page, 'Enregistrer et continuer');
  ok((await page.textContent('main')).includes('Trente personnes.'), 'the edit');
  await page.context().close();
});

await test('the coordination sees it, calls, asks for more', async () => {
  const page = await site.page({ as: 'coord@example.org' });
  await page.goto(site.url + '/commissions');
  await site.check(page, 'call-list');
  await page.click('th[scope=row] a');
  await page.waitForLoadState();
  await site.check(page, 'call-commission');
  await page.click('summary:has-text("Noter un appel")');
  await page.check('[name=reached]');
  await page.fill('[name=spoken_to]', 'Ana');
  await page.click('button:has-text("Noter l’appel")');
  await page.waitForLoadState();
  ok((await page.textContent('#t-calls ~ ul')).includes('joint'), 'the call');
  await page.check('[name=to][value=complement]');
  await page.fill('#f-reason', 'Quel est le public ?');
  await page.click('.panel button.primary');
  await page.waitForLoadState();
  ok((await page.textContent('main')).includes('Complément demandé'), 'the state');
  ok((await mail('complétez votre commande')).body.includes('Quel est le public ?'), 'the mail');
  await page.goto(site.url + '/institutions');
  await site.check(page, 'call-institutions');
});

await test('withdraws in one click', async () => {
  const page = await site.page({ width: 360, height: 740 });
  await page.goto(file);
  await tabTo(page, 'withdrawal', (e) => e.tag === 'SUMMARY' && e.text.includes('Retirer'));
  await page.keyboard.press('Enter');
  await press(page, 'Retirer ma commande');
  ok((await page.textContent('main')).includes('Retirée'), 'the state');
  await mail('le retrait de votre commande');
  await page.context().close();
});

const example = await start({ demo: true });
await test('the pages of the example', async () => {
  const visitor = await example.page();
  for (const [name, path] of [['call-example', '/call'], ['call-past', '/call/past'], ['call-find', '/call/find']]) {
    await visitor.goto(example.url + path);
    await example.check(visitor, name);
  }
  const english = await example.page({ lang: 'en-GB' });
  await english.goto(example.url + '/call');
  ok(!/[éèà]/.test(await english.locator('nav, .lede, dt').allTextContents().then((t) => t.join(' '))), 'French words on the English page');
  const page = await example.page({ as: 'nadia.benkirane@example.org' });
  await page.goto(example.url + '/commissions');
  await example.check(page, 'call-example-list');
  const edition = new URL(page.url()).pathname.replace('/commissions', '');
  for (const part of ['radar', 'frozen', 'new']) {
    await page.goto(`${example.url}${edition}/${part}`);
    await example.check(page, `call-example-${part}`);
  }
  await page.goto(`${example.url}${edition}/commissions?status=complement`);
  await page.click('th[scope=row] a');
  await page.waitForLoadState();
  ok((await page.textContent('main')).includes('Noter un appel'), 'the file');
  await example.check(page, 'call-example-commission');
});

await finish();
close();
