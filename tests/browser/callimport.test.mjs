// A spreadsheet of commissions through the browser: shown line by line before anything changes, then done.
import { join } from 'node:path';
import { test, start, finish, ok, equal, top, tempFile } from './lib.mjs';

const site = await start();
const send = async (page, file, kind = 'commissions') => {
  await page.goto(`${site.url}/call/import`);
  await page.selectOption('#f-kind', kind);
  await page.fill('#f-edition', '2024-25');
  await page.setInputFiles('#f-file', file);
  await page.getByRole('button', { name: 'Lire le tableur' }).click();
  await page.waitForURL(/\/call\/import\/\d+/);
};

await test('what the file would change, then that it changes, then nothing more', async () => {
  const page = await site.page({ as: 'coord@example.org' });
  await page.goto(`${site.url}/call/import`);
  await site.check(page, 'call-import-home');
  await page.fill('#f-edition', 'demain');
  await page.getByRole('button', { name: 'Lire le tableur' }).click();
  await page.getByRole('alert').waitFor();
  equal(await page.inputValue('#f-edition'), 'demain', 'what was typed stays');
  await send(page, join(top, 'tests/data/call/commandes.csv'));
  ok((await page.locator('main').innerText()).includes('Il manque'), 'a refusal has its reason');
  await page.locator('details summary', { hasText: 'Nouvelles' }).click();
  await page.locator('details summary', { hasText: 'Colonnes reconnues' }).click();
  await site.check(page, 'call-import-show');
  await page.getByRole('button', { name: 'Reprendre ces lignes' }).click();
  await page.getByText('Lignes reprises').waitFor();
  await send(page, join(top, 'tests/data/call/commandes.csv'));
  equal(await page.locator('details summary', { hasText: 'Nouvelles' }).count(), 0, 'nothing new the second time');
  ok(await page.locator('details summary', { hasText: 'Inchangées' }).count() === 1, 'all of it is there already');
  await page.getByRole('button', { name: 'Abandonner' }).click();
  await page.getByText('rien n’a changé').waitFor();
});

await test('a column that is not recognised is told, without JavaScript', async () => {
  const page = await site.page({ as: 'coord@example.org', js: false });
  await send(page, tempFile(site, 'x.csv', 'Institution;Sujet libre\nLa Halte;Pourquoi ?\n'));
  await page.selectOption('#c-1', '1.question');
  await page.getByRole('button', { name: 'Relire avec ces colonnes' }).click();
  await page.getByRole('button', { name: 'Reprendre ces lignes' }).click();
  await page.getByText('Lignes reprises').waitFor();
});

await finish();
