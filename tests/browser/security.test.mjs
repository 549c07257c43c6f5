// The page where the programme judges its own configuration.
import { test, start, finish, ok, equal } from './lib.mjs';
const site = await start({ programme: true });

await test('the page of security says what is well, and what to do', async () => {
  const page = await site.page({ as: 'coord@example.org' });
  await page.goto(`${site.url}/settings`);
  await page.getByRole('link', { name: 'Voir la sécurité' }).click();
  await page.waitForURL(/\/settings\/security$/);
  equal(await page.locator('h1').innerText(), 'Sécurité', 'title');
  ok(/enfermés \(seccomp/.test(await page.locator('main').innerText()), 'the fence is seen');
  ok(await page.locator('#t-2, section h2', { hasText: 'Bien' }).count() > 0, 'what is well');
  await page.locator('summary', { hasText: 'Tous les chemins' }).click();
  await site.check(page, 'security');
});

await finish();
