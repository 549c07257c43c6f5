// A whole call, from the first word of a sponsor to the letter of who takes the place of one that left: a telephone and a keyboard,
// forty commissions of a spreadsheet, a jury, a committee with a keyboard only, letters that arrive at a mail server. No shortcut
// through the store.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, start, finish, ok, equal, top, text, doorOf } from './lib.mjs';
import { postbox, tabTo, field, write, choose, press, heading } from './keys.mjs';

const { mail, mails, several, close } = await postbox();
const site = await start({ on: '2024-06-20' });
const link = (m) => doorOf(site, m, 'call');
// The commissions of a real year, when they are here; else (and with PILOTIS_OWN_DATA=1) the project's own forty.
const real = join(top, '../../shared/data/lab-2024');
const folder = !process.env.PILOTIS_OWN_DATA && existsSync(join(real, 'commandes.csv')) ? real : join(top, 'examples/appel');
console.log(`# forty commissions of ${folder}`);
const coordination = await site.page({ as: 'coord@example.org' });

await test('the coordination opens a call', async () => {
  const page = coordination;
  await page.goto(`${site.url}/editions`);
  await page.fill('#f-year', '2024-25');
  await page.click('main button.primary');
  await page.waitForLoadState();
  await page.selectOption('#f-state', 'published');
  await page.click('form:has(#f-state) button.primary');
  await page.getByText('Édition enregistrée').waitFor();
});

let file;
await test('a sponsor asks on a screen of 360 px with the keyboard only, leaves, resumes by the link, confirms', async () => {
  let page = await site.page({ width: 360, height: 740 });
  await page.goto(`${site.url}/call`);
  await press(page, 'Déposer une commande');
  for (const [name, value] of [['contact_name', 'Ana Noël'], ['contact_function', 'directrice'], ['email', 'ana@escale.example'], ['phone', '0470 12 34 56']]) await write(page, name, value);
  await page.waitForTimeout(3200); // faster than this is a machine
  await press(page, 'Enregistrer et continuer');
  await write(page, 'org_name', 'L’Escale asbl');
  await choose(page, 'context', 'ASBL');
  await choose(page, 'sector', 'Handicap');
  await write(page, 'town', 'Huy');
  await press(page, 'Enregistrer et continuer');
  await write(page, 'question', 'Comment accueillir mieux les aidants ?');
  await page.waitForFunction(() => /Enregistré/.test(document.querySelector('[data-autosave]').textContent));
  await page.context().close();
  page = await site.page({ width: 360, height: 740 });
  await page.goto(link(await mail('votre brouillon de commande')));
  await press(page, 'Continuer');
  equal(await page.inputValue('#f-question'), 'Comment accueillir mieux les aidants ?', 'what had been typed');
  await choose(page, 'kind', 'Question');
  await choose(page, 'area', 'Autre');
  await write(page, 'area_other', 'Accueil des aidants');
  await press(page, 'Enregistrer et continuer');
  await write(page, 'background', 'Vingt personnes.');
  await press(page, 'Enregistrer et continuer');
  for (const name of ['present', 'receive', 'orient', 'read', 'oral']) await choose(page, name, 'Oui');
  await press(page, 'Enregistrer et continuer');
  await choose(page, 'publication', 'Oui, avec le nom de l’institution');
  await press(page, 'Enregistrer et continuer');
  equal(await heading(page), 'Vérifier et envoyer', 'last step');
  await site.check(page, 'whole-check');
  await press(page, 'Envoyer ma commande');
  await coordination.goto(`${site.url}/editions/1/commissions`);
  ok(!(await text(coordination)).includes('Escale'), 'seen by the staff before it is confirmed');
  await page.goto(link(await mail('Action requise')));
  await press(page, 'Confirmer ma commande');
  ok((await text(page)).includes('2024-25/001'), 'the reference');
  file = link(await mail('votre commande 2024-25/001', 'Reçu'));
  await page.context().close();
});

await test('forty commissions come from the spreadsheet of the form', async () => {
  const page = coordination;
  await page.goto(`${site.url}/call/import`);
  await page.selectOption('[name=kind]', 'commissions');
  await page.setInputFiles('#f-file', join(folder, 'commandes.csv'));
  await page.getByRole('button', { name: 'Lire le tableur' }).click();
  await page.waitForURL(/import\/\d+/);
  await site.check(page, 'whole-import', { weight: 200 * 1024 });
  await page.getByRole('button', { name: 'Reprendre ces lignes' }).click();
  await page.getByText('Lignes reprises : 40').waitFor();
});

await test('triage: one by itself, taken back, the others at once', async () => {
  const page = coordination;
  await page.goto(`${site.url}/editions/1/commissions?sort=number`);
  equal(await page.locator('[name=commission]').count(), 41, 'what may be ticked');
  await site.check(page, 'whole-list');
  const boxes = page.locator('[name=commission]');
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole('button', { name: /^Les commandes cochées/ }).click();
  await page.getByText('2 commandes changent d’état').waitFor();
  ok((await text(page)).includes('2 courriels partent'), 'what will be sent');
  await site.check(page, 'whole-triage');
  await boxes.nth(1).uncheck();
  await page.getByRole('button', { name: 'Confirmer' }).click();
  await page.getByText('1 sur 1').waitFor();
  await site.check(page, 'whole-triage-undo');
  await page.getByRole('button', { name: 'Annuler' }).click();
  await page.getByText('1 commande remise où elle était').waitFor();
  await page.goto(`${site.url}/editions/1/commissions?sort=number`);
  await boxes.nth(0).check();
  await page.getByRole('button', { name: /^Les commandes cochées/ }).click();
  await page.getByRole('button', { name: 'Confirmer' }).click();
  await page.getByText('1 sur 1').waitFor();
  await page.getByRole('link', { name: 'Toutes les commandes' }).click();
  await page.getByLabel('Tout cocher').check();
  await page.getByRole('button', { name: /^Les commandes cochées/ }).click();
  await page.getByText('40 commandes changent d’état').waitFor();
  ok((await text(page)).includes('elle l’est déjà'), 'why one cannot');
  await page.getByRole('button', { name: 'Confirmer' }).click();
  await page.getByText('40 sur 40').waitFor();
  await site.check(page, 'whole-triaged');
  await page.goto(`${site.url}/editions/1/commissions?status=eligible`);
  equal(await page.locator('[name=commission]').count(), 41, 'eligible');
});

await test('the jury: scores of six come by a spreadsheet, one scores on the pages, and takes a sheet along', async () => {
  const page = coordination;
  await page.goto(`${site.url}/editions/1/jury`);
  await page.getByRole('link', { name: 'Importer des cotes' }).click();
  equal(await page.inputValue('[name=kind]'), 'scores', 'what the link asks for');
  await page.setInputFiles('#f-file', join(folder, 'cotations.csv'));
  await page.getByRole('button', { name: 'Lire le tableur' }).click();
  await page.waitForURL(/import\/\d+/);
  ok((await text(page)).includes('6 noms ne sont pas dans ce jury'), 'who is not known');
  await site.check(page, 'whole-scores-import', { weight: 200 * 1024 });
  await page.getByRole('button', { name: 'Reprendre ces lignes' }).click();
  await page.waitForURL(/jury/);
  await page.locator('summary', { hasText: 'Ajouter' }).first().click();
  await page.fill('#f-name', 'Nadia Lecteur');
  await page.fill('#f-email', 'nadia@example.org');
  await page.getByRole('button', { name: 'Ajouter au jury' }).click();
  await page.getByText('Nadia Lecteur').first().waitFor();
  await site.check(page, 'whole-jury');
  const juror = await site.page({ as: 'nadia@example.org' });
  await juror.goto(`${site.url}/review`);
  await site.check(juror, 'whole-review');
  for (const reference of ['001', '002', '003']) {
    await juror.goto(`${site.url}/review`);
    await juror.getByRole('link', { name: `2024-25/${reference}` }).click();
    await juror.waitForURL(/review\/\d+/);
    ok((await text(juror)).includes('Les cotes des autres apparaissent une fois les vôtres terminées'), 'own scores first');
    const names = await juror.locator('input[type=radio][value="5"]').evaluateAll((all) => all.map((x) => x.name));
    equal(names.length, 3, 'criteria');
    for (const n of names) await choose(juror, n, (await juror.locator(`label:has(input[name="${n}"][value="${reference === '001' ? 5 : 3}"])`).innerText()).trim());
    await press(juror, 'Terminer');
  }
  await juror.goto(`${site.url}/review`);
  const sheet = await juror.context().request.get(site.url + await juror.getByRole('link', { name: 'CSV' }).getAttribute('href'));
  const lines = (await sheet.text()).trim().split('\n');
  equal(lines.length, 42, 'a line for each commission');
  ok(lines[1].includes('2024-25/001') && lines[1].includes('Nadia Lecteur') && lines[1].includes('5'), lines[1]);
  await site.check(juror, 'whole-review-done');
  await juror.context().close();
  await page.goto(`${site.url}/editions/1/scores`);
  await site.check(page, 'whole-scores');
});

await test('each sponsor is told once, after the minute in which it could be taken back', async () => {
  const eligible = (m) => m.subject.includes('recevable');
  for (let k = 0; k < 80 && mails().filter(eligible).length < 41; k++) await coordination.waitForTimeout(1000);
  const letters = await several(41, eligible);
  equal(letters.length, 41, 'none that was taken back');
  equal(new Set(letters.map((m) => m.subject.match(/2024-25\/\d+/)[0])).size, 41, 'a letter for each');
});

// Without JavaScript: by the keyboard, wherever it stands.
const push = async (page, target) => { await target.focus(); await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]); };
const chosen = async (page) => (await page.locator('section[aria-labelledby="t-chosen"] tbody th a').allTextContents()).map((s) => s.trim());
let ten;
await test('the committee chooses ten of forty with the keyboard only', async () => {
  const page = coordination;
  await page.goto(`${site.url}/editions/1/selection`);
  await press(page, 'Commencer');
  await page.waitForURL(/scenario=/);
  equal((await chosen(page)).length, 10, 'ten');
  await site.check(page, 'whole-table');
  await write(page, 'reason', 'engagement du conseil d’administration');
  await press(page, 'Imposer 001', 250);
  await page.getByText('engagement du conseil d’administration').first().waitFor();
  ok((await chosen(page)).includes('001'), 'the one that is imposed is among the ten');
  // along the curve: each notch says its swap and its price before anything is sent
  await tabTo(page, 'the slider', (e) => e.type === 'range', 300);
  const notches = Number(await page.getAttribute('#notch', 'max')), at = () => page.inputValue('#notch').then(Number), said = () => page.locator('#notch-said').innerText();
  ok(notches > 2, 'a curve');
  await page.keyboard.press('Home');
  equal(await at(), 1, 'the first notch');
  const seen = new Set([await said()]);
  for (let k = 2; k <= notches; k++) {
    await page.keyboard.press('ArrowRight');
    equal(await at(), k, 'the next notch');
    const now = await said();
    ok(now.includes(`Cran ${k} sur ${notches}`) && /Du cran précédent\s: [\d, ]+ → [\d, ]+\s: variété \+\d+,\d\d, mérite [+−]\d+,\d\d/.test(now), `what notch ${k} says: ${now}`);
    ok((await page.getAttribute('#notch', 'aria-valuetext')).includes('→'), 'told to who cannot see it');
    seen.add(now);
  }
  equal(seen.size, notches, 'each notch says something of its own');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const row = page.locator('table[data-notches] tbody tr').nth(1);
  const set = (await row.getAttribute('data-set')).split(', ').sort().join(' ');
  if (await row.locator('button').count() === 0) await page.keyboard.press('ArrowRight'); // that one is where the table stands
  const wanted = (await page.locator('table[data-notches] tbody tr').nth(await at() - 1).getAttribute('data-set')).split(', ').sort().join(' ');
  await site.check(page, 'whole-curve');
  await page.locator('#notch').focus();
  await press(page, 'Choisir ce cran');
  await page.getByText('cran choisi sur la courbe').waitFor();
  ten = (await chosen(page)).sort().join(' ');
  equal(ten, wanted, 'the ten of the notch');
  ok(set.length > 0 && ten.includes('001'), 'still imposed');
});

await test('the committee without JavaScript: a copy, a notch, a pin, its reason, the decision refused with what was typed', async () => {
  const page = await site.page({ as: 'coord@example.org', js: false });
  await page.goto(`${site.url}/editions/1/selection?scenario=1`);
  equal(await page.locator('#notch').count(), 0, 'no slider');
  await page.locator('form[action$="/copy"] input[name=name]').fill('Sans script');
  await push(page, page.getByRole('button', { name: 'Copier le scénario' }));
  equal((await chosen(page)).sort().join(' '), ten, 'a copy is the same');
  await push(page, page.getByRole('button', { name: 'Choisir le cran 1', exact: true }));
  const first = (await page.locator('table[data-notches] tbody tr').first().getAttribute('data-set')).split(', ').sort().join(' ');
  equal((await chosen(page)).sort().join(' '), first, 'the ten of the first notch');
  await push(page, page.getByRole('button', { name: 'Revenir à l’optimum des poids' }));
  const gone = (await chosen(page)).find((x) => x !== '001');
  await push(page, page.getByRole('button', { name: `Écarter ${gone}`, exact: true }));
  ok((await text(page)).includes('Écrivez d’abord le motif'), 'a pin has a reason');
  await page.fill('#f-reason', 'déjà suivie');
  await push(page, page.getByRole('button', { name: `Écarter ${gone}`, exact: true }));
  ok(!(await chosen(page)).includes(gone), 'ruled out');
  ok((await text(page)).includes('déjà suivie'), 'its reason');
  await push(page, page.getByRole('button', { name: `Libérer ${gone}`, exact: true }));
  ok((await chosen(page)).includes(gone), 'free again');
  await push(page, page.getByRole('link', { name: 'Ajouter une règle' }));
  await page.selectOption('#f-kind', 'at_most');
  await page.fill('#f-count', '1');
  await page.selectOption('#f-value', { label: 'CPAS' });
  await push(page, page.getByRole('button', { name: 'Ajouter la règle' }));
  ok((await text(page)).includes('au plus 1'), 'the rule');
  await push(page, page.getByRole('link', { name: 'Décider sur ce scénario' }));
  await page.fill('#f-minutes', 'PV du 20 juin');
  await push(page, page.getByRole('button', { name: 'Décider et signer' }));
  equal(await page.inputValue('#f-minutes'), 'PV du 20 juin', 'what was typed stays');
  equal(await page.locator('#problems').count(), 1, 'by whom is missing');
  await page.context().close();
});

await test('the decision, with the keyboard only', async () => {
  const page = coordination;
  await page.goto(`${site.url}/editions/1/selection?scenario=1`);
  await press(page, 'Décider sur ce scénario', 300);
  await site.check(page, 'whole-deciding');
  await tabTo(page, 'what one of the others becomes', (e) => e.tag === 'SELECT' && e.value.startsWith('refused'));
  await page.keyboard.press('ArrowDown');
  ok(await page.evaluate(() => document.activeElement.value.startsWith('frozen')), 'kept for next year');
  await write(page, 'minutes', 'Comité du 20 juin 2024');
  await write(page, 'decided_by', 'Comité de sélection');
  await press(page, 'Décider et signer');
  await page.getByText('Décision enregistrée et signée').waitFor();
  for (const [word, n] of [['selected', 10], ['waiting', 5], ['refused', 25], ['frozen', 1]]) equal(await page.locator(`#t-${word} small`).innerText(), String(n), word);
  await site.check(page, 'whole-decided');
});

const decisions = (from) => mails().slice(from).filter((m) => m.subject.startsWith('Décision'));
await test('the letters: seen, changed, sent once, and arrived', async () => {
  const page = coordination, before = mails().length;
  await page.getByRole('link', { name: /^Lettres/ }).click();
  await page.waitForURL(/letters/);
  await site.check(page, 'whole-letters', { weight: 250 * 1024 });
  const refused = page.locator('section[aria-labelledby="t-refused"]');
  await refused.locator('details.more summary').first().click();
  await page.fill('#f-subject-refused', 'Décision : {reference}, pas cette année');
  await page.locator('#f-subject-refused').locator('xpath=ancestor::form').getByRole('button').click();
  await page.getByText('Texte enregistré').waitFor();
  const own = page.locator('section[aria-labelledby="t-waiting"] details.why').first();
  await own.locator('summary').click();
  await own.locator('textarea').fill('Bonjour,\n\nCette lettre a un texte à elle.\n');
  await own.getByRole('button').click();
  await page.getByText('texte à elle').first().waitFor();
  equal(decisions(before).length, 0, 'nothing is sent before it is asked');
  await page.getByRole('button', { name: 'Envoyer 41 lettres', exact: true }).click();
  await page.getByText('Toutes les lettres sont parties').waitFor();
  await several(before + 41, () => true);
  const got = decisions(before);
  equal(got.length, 41, 'letters that arrived');
  ok(got.every((m) => m.rcpt.length === 1 && m.rcpt[0] === m.to), 'each to one address');
  const csv = readFileSync(join(folder, 'commandes.csv'), 'utf8');
  equal(new Set(got.map((m) => m.to)).size, new Set(csv.match(/[\w.+-]+@[\w.-]+/g)).size + 1, 'recipients: every sponsor');
  for (const m of got) ok(m.to === 'ana@escale.example' || csv.includes(m.to), `${m.to} is no sponsor`);
  const kinds = {};
  for (const m of got) { const kind = m.subject.replace(/2024-25\/\d+/, '#'); kinds[kind] = (kinds[kind] ?? 0) + 1; }
  equal(JSON.stringify(Object.values(kinds).sort((x, y) => x - y)), '[1,5,10,25]', `a subject for each outcome: ${JSON.stringify(kinds)}`);
  equal(kinds['Décision : #, pas cette année'], 25, 'the text that was changed');
  equal(got.filter((m) => m.body.includes('Cette lettre a un texte à elle.')).length, 1, 'the letter that was changed');
  ok(got.find((m) => m.to === 'ana@escale.example').subject.includes('est retenue'), 'hers');
  equal(await page.getByRole('button', { name: /^Envoyer/ }).count(), 0, 'nothing to send a second time');
});

let replacement;
await test('the sponsor withdraws by her own link; the committee takes the best replacement, without JavaScript; it gets its letter', async () => {
  const page = await site.page({ width: 360, height: 740 });
  await page.goto(file);
  await tabTo(page, 'withdrawal', (e) => e.tag === 'SUMMARY' && e.text.includes('Retirer'));
  await page.keyboard.press('Enter');
  await write(page, 'reason', 'La direction change.');
  await press(page, 'Retirer ma commande');
  ok((await text(page)).includes('Retirée'), 'the state');
  await page.context().close();
  await mail('le retrait de votre commande');
  await coordination.goto(`${site.url}/editions/1/decision`);
  await coordination.getByText('Une place s’est libérée').waitFor();
  await site.check(coordination, 'whole-vacancy');
  const plain = await site.page({ as: 'coord@example.org', js: false });
  await plain.goto(`${site.url}/editions/1/decision`);
  replacement = (await plain.locator('label:has(input[name=taken]:checked)').innerText()).trim().slice(0, 3);
  ok(/^\d{3}$/.test(replacement) && !ten.includes(replacement), `the replacement: ${replacement}`);
  await push(plain, plain.getByRole('button', { name: 'Remplacer' }));
  equal(await plain.locator('#problems').count(), 1, 'who decides, and why');
  await plain.locator('[id^=f-reason]').fill('le comité, par courriel');
  await push(plain, plain.getByRole('button', { name: 'Remplacer' }));
  ok((await text(plain)).includes('Remplacement enregistré') || (await text(plain)).includes('le comité, par courriel'), 'kept');
  equal(await plain.locator('#t-selected small').innerText(), '10', 'ten again');
  const before = mails().length;
  await push(plain, plain.getByRole('link', { name: /^Lettres/ }));
  await push(plain, plain.getByRole('button', { name: 'Envoyer 1 lettre', exact: true }));
  ok((await text(plain)).includes('Toutes les lettres sont parties'), 'sent');
  await several(before + 1, () => true);
  const got = decisions(before);
  equal(got.length, 1, 'one letter');
  ok(got[0].subject.includes(`2024-25/${replacement}`) && got[0].subject.includes('est retenue'), got[0].subject);
  await plain.context().close();
});

await finish();
close();
