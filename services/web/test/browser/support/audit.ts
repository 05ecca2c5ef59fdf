import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds against the screen as it is: the rule, and where it is broken. Nothing is disabled. */
export const audit = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source)
  // What moves has come to rest: colours half-way through a change are not those that one sees.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => {}))),
  )
  return page.evaluate(async () => {
    const { violations } = await (Reflect.get(window, 'axe') as typeof axe).run()
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    )
  })
}

const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 375, height: 720 } }
const schemes = ['light', 'dark'] as const

/** Audits a screen in light and dark, on a desktop and on a phone. `prepare` brings it about anew after each change of size. */
export const auditEverywhere = async (
  page: Page,
  prepare: (size: keyof typeof sizes) => Promise<void> = async () => {},
): Promise<string[]> => {
  const found: string[] = []
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport)
    await prepare(size as keyof typeof sizes)
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme })
      found.push(...(await audit(page)).map(line => `${size}, ${colorScheme}: ${line}`))
    }
  }
  return found
}
