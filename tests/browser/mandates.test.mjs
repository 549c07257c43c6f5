// Who sits where: compositions at a date, a mandate typed and undone, an end, the chart, the handover on paper.
import { test, start, finish, ok, equal } from './lib.mjs';

const site = await start({ demo: true, on: null });
const enter = (role, options) => site.enter(role, options);

await test('compositions, today and two years ago', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/mandates`);
  await page.getByText('Mandats qui arrivent à leur terme').waitFor();
  ok(await page.getByText('1 sur 2').count() === 1, 'what the composition lacks');
  await site.check(page, 'mandates');
  const then = new Date(Date.now() - 1400 * 86400e3).toISOString().slice(0, 10);
  await page.fill('input[name=on]', then);
  await page.getByRole('button', { name: 'Voir' }).click();
  await page.waitForURL(/on=/);
  await page.getByRole('link', { name: 'Marie-Ange Thiry' }).waitFor();
  equal(await page.getByRole('link', { name: 'Lina Haddad' }).count(), 0);
});

await test('a mandate is added, refused with its mistakes, undone, ended', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/mandates/new`);
  await page.fill('#f-name', 'Jeanne Lacroix');
  await page.fill('#f-outside', 'Conseil social');
  await page.selectOption('#f-seat', 'delegate');
  await page.selectOption('#f-actor', { label: 'CoPil' });
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Une seule des deux').first().waitFor();
  equal(await page.inputValue('#f-name'), 'Jeanne Lacroix');
  await site.check(page, 'mandate-refused');
  await page.selectOption('#f-actor', '');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Mandat enregistré').waitFor();
  await page.getByRole('link', { name: 'Jeanne Lacroix' }).click();
  await site.check(page, 'mandate');
  await page.fill('#f-end_why', 'Change d’école');
  await page.getByRole('button', { name: 'Mettre fin' }).click();
  await page.getByText('a sa fin').waitFor();
  await page.goto(`${site.url}/mandates/new`);
  await page.fill('#f-name', 'Une Erreur');
  await page.fill('#f-outside', 'Conseil social');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('button', { name: 'Annuler' }).click();
  await page.getByText('Mandat retiré').waitFor();
  equal(await page.getByRole('link', { name: 'Une Erreur' }).count(), 0);
});

await test('one body, what it ought to be, its handover', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/mandates`);
  await page.getByRole('link', { name: 'CoPil', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Composition voulue' }).waitFor();
  await site.check(page, 'body');
  await page.getByRole('link', { name: 'Dossier de passation' }).click();
  await page.getByRole('heading', { name: 'Où sont les preuves' }).waitFor();
  ok(await page.locator('table.list tbody tr').count() > 0, 'some evidence');
  await site.check(page, 'handover');
});

await test('the chart, with its table, and without names for the public', async () => {
  const page = await enter(/Nadia Benkirane/);
  await page.goto(`${site.url}/mandates/chart`);
  ok(await page.locator('figure.chart svg rect').count() > 10, 'boxes');
  await page.getByText('Le même en tableau').click();
  await site.check(page, 'chart');
  const out = await site.page();
  await out.goto(`${site.url}/public/chart`);
  equal(await out.getByText('Sofia Marchetti').count(), 0);
  await site.check(out, 'chart-public');
});

await finish();
