// A new programme: its plan document through the browser, to its plan page.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test, start, finish, ok, equal, skip, top, tempFile } from './lib.mjs';

const real = join(top, '../shared/data/plan-2024-2029.docx');
const example = join(top, 'examples/plan.docx');

async function importThrough(site, file, shot) {
  const page = await site.page({ as: 'coord@example.org' });
  await page.goto(`${site.url}/owe`);
  await page.getByRole('link', { name: 'Importer le plan depuis son document' }).click();
  if (shot) await site.check(page, 'import-home');
  await page.setInputFiles('#f-file', file);
  await page.getByRole('button', { name: 'Lire le document' }).click();
  await page.waitForURL(/\/import\/\d+/);
  return page;
}

const site = await start();

await test('the real plan: read, accepted, adopted, shown with the figures expected on 22/11/2026', async () => {
  if (!existsSync(real)) return skip('no ../shared/data');
  const page = await importThrough(site, real, true);
  const tally = await page.locator('main .tally').first().innerText();
  for (const n of ['5', '20', '52', '75', '21', '69']) ok(tally.includes(n), `the counts hold ${n}: ${tally}`);
  await site.check(page, 'import-draft', { weight: 300 * 1024 });
  // leaving in the middle loses nothing
  const address = page.url();
  await page.goto(`${site.url}/import`);
  await page.getByRole('link', { name: 'plan-2024-2029.docx' }).click();
  equal(page.url().replace(/#.*/, ''), address.replace(/#.*/, ''), 'the reading that waits');
  await page.getByRole('button', { name: /Tout accepter/ }).click();
  await page.getByText('Toutes les réponses sont confirmées').waitFor();
  await page.getByRole('button', { name: 'Adopter le plan' }).click();
  await page.waitForURL(/\/plan$/);
  const text = await page.locator('main .tally').first().innerText();
  for (const [n, what] of [['9', 'En retard'], ['11', 'cette année'], ['17', 'venir'], ['15', 'continu']])
    ok(new RegExp(`${n}\\s[^\\n]*${what}`, 'i').test(text), `${n} ${what}: ${text}`);
  await site.check(page, 'plan-real', { weight: 200 * 1024 });
  equal(await page.locator('ol.actions > li').count(), 52, 'actions on the page');
});

await test('the edited document again: a revision in sentences', async () => {
  const other = await start();
  const csv = (rows) => '\ufeff' + ['Objectif;Action;Responsables;Échéance;Résultats attendus', ...rows].join('\r\n');
  const one = ['1. Accueillir;1.1 Tenir une journée d’accueil;CP;26-27;Programme de la journée', '1. Accueillir;1.2 Écrire un guide;CS;27-28;Guide'];
  let page = await importThrough(other, tempFile(other, 'plan.csv', csv(one)), false);
  await page.getByRole('button', { name: 'Adopter le plan' }).click();
  await page.waitForURL(/\/plan$/);
  await page.goto(`${other.url}/import`);
  const two = [one[0], one[1].replace('27-28', '28-29'), '1. Accueillir;1.3 Former les tuteurs;CP;28-29;PV de la CP'];
  await page.setInputFiles('#f-file', tempFile(other, 'plan2.csv', csv(two)));
  await page.getByRole('button', { name: 'Lire le document' }).click();
  await page.waitForURL(/\/import\/\d+/);
  const diff = await page.locator('ul.diff').innerText();
  ok(/1\.2 reportée de 27-28 à 28-29/.test(diff), diff);
  ok(/1\.3 ajoutée/.test(diff), diff);
  await page.getByRole('button', { name: 'Garder comme projet de révision' }).click();
  await page.waitForURL(/\/plan\/revisions\/\d+/);
  await other.check(page, 'revision-draft');
  await page.fill('#f-meeting', 'CS du 20 novembre');
  await page.getByRole('button', { name: 'Adopter la révision' }).click();
  await page.waitForURL(/\/plan$/);
  equal(await page.locator('ol.actions > li').count(), 3, 'actions');
});

await test('what cannot be read is refused in words, and nothing is lost', async () => {
  const page = await site.page({ as: 'coord@example.org', js: false });
  await page.goto(`${site.url}/import`);
  await page.setInputFiles('#f-file', tempFile(site, 'image.docx', Buffer.from('89504e470d0a1a0a0000000d', 'hex')));
  await page.getByRole('button', { name: 'Lire le document' }).click();
  await page.locator('[role=alert]').waitFor();
  await page.locator('details.paste summary').click();
  await page.fill('#f-text', 'Rien ici n’est un plan.');
  await page.getByRole('button', { name: 'Lire le document' }).click();
  await page.getByText('Aucune action n’a été reconnue').waitFor();
  await site.check(page, 'import-unread');
});

await test('pasted from a spreadsheet, without JavaScript', async () => {
  const other = await start();
  const page = await other.page({ as: 'coord@example.org', js: false });
  await page.goto(`${other.url}/import`);
  await page.locator('details.paste summary').click();
  await page.fill('#f-text', 'Axe\tMesure\tPorteur\tDélai\tLivrables\nGouvernance\tRevoir le règlement\tDirection\tJuin 2027\tRèglement adopté\nGouvernance\tPublier l’organigramme\tSecrétariat\t2026-2027\tSite web\n');
  await page.getByRole('button', { name: 'Lire le document' }).click();
  await page.waitForURL(/\/import\/\d+/);
  await page.getByRole('button', { name: 'Adopter le plan' }).click();
  await page.waitForURL(/\/plan$/);
  equal(await page.locator('ol.actions > li').count(), 2, 'actions');
  ok((await page.locator('ol.actions').first().innerText()).includes('30/06/2027'), 'a month alone is its last day');
});

await test('the example document', async () => {
  const other = await start();
  const page = await importThrough(other, example, false);
  ok((await page.locator('main .tally').first().innerText()).includes('54'), 'its 54 actions');
});

await finish();
