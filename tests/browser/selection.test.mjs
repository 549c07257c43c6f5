// From the jury's scores to the letters: the rubric, the table of the committee, a pin, the decision, its letters, a withdrawal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, start, finish, ok, equal, top, tempFile } from './lib.mjs';

const site = await start({ on: '2024-08-20' });
const head = readFileSync(join(top, 'tests/data/call/commandes.csv'), 'utf8').split('\n')[0];
const sectors = ['CPAS', 'Santé', 'Culture', 'Enseignement'], areas = ['Wavre', 'Jodoigne', 'Nivelles'], themes = ['Évaluation', 'Gouvernance'];
const rows = [], scores = ['ID commande;Membre du jury;Pertinence;Faisabilité;Remarque'];
for (let k = 1; k <= 16; k++) {
  rows.push(`${k};30/06/2024 12:00:00;Institution ${k} asbl (${areas[k % 3]});${sectors[k % 4]};ASBL;${areas[k % 3]};Personne ${k};directrice;p${k}@i${k}.example;010 22 33 44;` +
    `Question numéro ${k} ?;${themes[k % 2]};Contexte;Oui;Oui;Oui;Oui;17/04/2025;par un ami`);
  for (let r = 0; r < 3; r++) scores.push(`${k};r${(k + r) % 5};${1 + (k * 7 + r) % 5};${1 + (k * 3 + 2 * r) % 5};`);
}
const must = (...args) => { const r = site.cli(...args); equal(r.status, 0, `pilotis ${args.join(' ')}: ${r.stderr}`); return r.stdout; };
must('call', 'import', tempFile(site, 'commandes.csv', `${head}\n${rows.join('\n')}\n`), '--edition', '2024-25');
must('call', 'import-reviews', tempFile(site, 'cotations.csv', `${scores.join('\n')}\n`), '--edition', '2024-25');
const page = await site.page({ as: 'coord@example.org' });
await page.goto(`${site.url}/editions/1/commissions`);
await page.getByRole('button', { name: /^Toutes celles qui sont montrées/ }).click();
await page.getByRole('button', { name: 'Confirmer' }).click();
await page.getByText('16 sur 16').waitFor();
const heavy = { weight: 160 * 1024 };

await test('the jury, its rubric and its scores', async () => {
  for (const name of ['jury', 'rubric', 'scores']) {
    await page.goto(`${site.url}/editions/1/${name}`);
    await site.check(page, `selection-${name}`);
  }
});

await test('a juror reads: own scores first, then those of the others', async () => {
  await page.goto(`${site.url}/editions/1/jury`);
  await page.locator('summary', { hasText: 'Ajouter' }).first().click();
  await page.fill('#f-name', 'Nadia Lecteur');
  await page.fill('#f-email', 'nadia@example.org');
  await page.getByRole('button', { name: 'Ajouter au jury' }).click();
  await page.getByText('Nadia Lecteur').first().waitFor();
  await page.fill('#f-per_file', '4');
  await page.getByRole('button', { name: 'Enregistrer les réglages' }).click();
  await page.waitForLoadState();
  const reader = await site.page({ as: 'nadia@example.org' });
  await reader.goto(`${site.url}/review`);
  await site.check(reader, 'selection-review-none');
  await reader.context().close();
  await page.getByRole('button', { name: /Répartir/ }).click();
  await page.waitForLoadState();
  const juror = await site.page({ as: 'nadia@example.org', js: false, width: 360, height: 740 });
  await juror.goto(`${site.url}/review`);
  ok((await juror.locator('main').innerText()).includes('2024-25'), 'the reader sees the edition to read');
  await site.check(juror, 'selection-review');
  await juror.context().close();
  const seen = await site.page({ as: 'nadia@example.org' });
  await seen.goto(`${site.url}/review`);
  const file = seen.locator('main a[href*="/review/"]').first();
  await file.click();
  await seen.waitForURL(/review\/\d+/);
  await site.check(seen, 'selection-review-file');
  const name = await seen.locator('input[type=radio][value="4"]').evaluateAll((all) => all.map((x) => x.name));
  for (const n of name) await seen.check(`input[name="${n}"][value="4"]`);
  await seen.getByRole('button', { name: 'Terminer', exact: true }).click();
  await seen.waitForLoadState();
  await site.check(seen, 'selection-review-next');
  await seen.context().close();
});

await test('the table of the committee: the optimum, a pin and its reason, why of a file', async () => {
  await page.goto(`${site.url}/editions/1/selection`);
  await site.check(page, 'selection-none');
  await page.getByRole('button', { name: 'Commencer' }).click();
  await page.waitForURL(/selection\?scenario=/);
  ok((await page.getByRole('alert').or(page.locator('main')).first().innerText()).includes('Aucune sélection n’est possible'), 'four sectors, two each: ten cannot be');
  await site.check(page, 'selection-infeasible');
  await page.getByRole('button', { name: 'Mettre 3', exact: true }).click();
  await page.getByRole('button', { name: /^Écarter/ }).first().waitFor();
  await site.check(page, 'selection-table');
  await page.goto(`${site.url}/scenarios/1/rules`);
  await site.check(page, 'selection-rule');
  await page.goBack();
  await page.getByRole('button', { name: /^Écarter/ }).first().click();
  await page.getByRole('alert').waitFor();
  ok(await page.locator('#f-reason').count() === 1, 'a pin asks for its reason');
  await page.fill('#f-reason', 'déjà suivie l’an dernier');
  await page.getByRole('button', { name: /^Écarter/ }).first().click();
  await page.getByText('déjà suivie l’an dernier').first().waitFor();
  await page.goto(`${site.url}/scenarios/1/files/12`);
  await site.check(page, 'selection-why');
});

await test('the decision, signed, checked offline by its own file', async () => {
  await page.goto(`${site.url}/editions/1/decision?scenario=1`);
  await site.check(page, 'selection-deciding');
  await page.fill('#f-minutes', 'CA du 20 août 2024, point 3');
  await page.fill('#f-decided_by', '');
  await page.getByRole('button', { name: 'Décider et signer' }).click();
  await page.getByRole('alert').waitFor();
  equal(await page.inputValue('#f-minutes'), 'CA du 20 août 2024, point 3', 'what was typed stays');
  await page.fill('#f-decided_by', 'Conseil d’administration');
  await page.getByRole('button', { name: 'Décider et signer' }).click();
  await page.getByText('Décision enregistrée et signée').waitFor();
  await site.check(page, 'selection-decided');
  const href = await page.getByRole('link', { name: 'Document signé (JSON)' }).getAttribute('href');
  const record = await (await page.context().request.get(site.url + href)).text();
  const line = await page.locator('pre').first().textContent();
  const key = line.match(/--key (\S+)/)[1];
  must('verify-selection', tempFile(site, 'decision.json', record), '--key', key);
  const other = record.replace('Conseil d’administration', 'Conseil d’à côté');
  ok(other !== record && site.cli('verify-selection', tempFile(site, 'other.json', other), '--key', key).status !== 0, 'a record that was changed is refused');
});

await test('the letters: a text for all, one of its own, sent once', async () => {
  await page.getByRole('link', { name: /^Lettres/ }).click();
  await page.waitForURL(/letters/);
  await site.check(page, 'selection-letters', heavy);
  await page.locator('section', { hasText: 'Non retenue' }).last().locator('details.more summary').first().click();
  await page.fill('#f-subject-refused', 'Décision : {reference}, pas cette année');
  await page.locator('#f-subject-refused').locator('xpath=ancestor::form').getByRole('button').click();
  await page.getByText('Texte enregistré').waitFor();
  const n = await page.getByText('pas cette année').count();
  ok(n >= 1, 'the letters follow the text');
  await page.getByRole('button', { name: /^Envoyer/ }).click();
  await page.getByText('Toutes les lettres sont parties').waitFor();
  equal(await page.getByRole('button', { name: /^Envoyer/ }).count(), 0, 'nothing to send a second time');
  await site.check(page, 'selection-letters-sent', heavy);
});

await test('one of the chosen withdraws: the best replacement, and only it gets a letter', async () => {
  await page.goto(`${site.url}/editions/1/decision`);
  await page.locator('section[aria-labelledby="t-selected"] li a').first().click();
  await page.check('[name=to][value=withdrawn]');
  await page.fill('#f-reason', 'au téléphone : la direction change');
  await page.locator('section[aria-labelledby="t-move"] button.primary').click();
  await page.getByText('Retirée').first().waitFor();
  await page.goto(`${site.url}/editions/1/decision`);
  await page.getByText('Une place s’est libérée').waitFor();
  await site.check(page, 'selection-vacancy');
  await page.getByRole('button', { name: 'Remplacer' }).click();
  await page.getByRole('alert').waitFor();
  await page.locator('[id^=f-reason]').fill('le comité, par téléphone');
  await page.getByRole('button', { name: 'Remplacer' }).click();
  await page.getByText('Remplacement enregistré').waitFor();
  equal(await page.locator('#t-selected small').innerText(), '10', 'ten again, the one that left not counted');
  await site.check(page, 'selection-replaced');
  await page.getByRole('link', { name: /^Lettres/ }).click();
  await page.getByRole('button', { name: 'Envoyer 1 lettre', exact: true }).waitFor();
});

await finish();
